"""The pre-defined annotation keys of the OCI image-spec, as far as GitHub's registry reads them."""

PREFIX = "org.opencontainers.image."

SOURCE = PREFIX + "source"
"""Where the image's source code is: a URL. It links a package to its repository."""

VCS_URL = "org.label-schema.vcs-url"
"""The source key of label-schema.org, which came before; GitHub's registry does not read it."""
