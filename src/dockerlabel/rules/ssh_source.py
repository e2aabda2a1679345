"""ssh-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import write_canonical
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import UrlDefect


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0")
def ssh_source(context: Context) -> Iterator[Violation]:
    """The source label is an address for git, not a URL for browsers.

    ## Why is this bad?

    GitHub documents the label as `https://HOST/OWNER/REPO`. Readers make different things of
    `git@HOST:OWNER/REPO` and `ssh://…`: Kargo shows a broken link for `ssh://`, and with a port
    Renovate drops the address while Dependabot takes the port for the owner.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="git@github.com:octo-org/app.git"
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://github.com/octo-org/app"
    ```

    ## Fix safety

    The fix writes the web address of the repository that the label itself names. It is unsafe only
    where the value is put together from variables.
    """
    for found in context.source_labels:
        for form, words in _FORMS.items():
            if form in found.value.forms:
                url = found.value.canonical_url
                instead = f": the web address is {url}" if url else ""
                yield Violation(
                    found.label.value.span,
                    f"`{found.value.shown}` is {words}, which is for git{instead}",
                    write_canonical(context, found),
                )


_FORMS = {
    UrlDefect.SSH: "an `ssh://` address",
    UrlDefect.SCP: "in scp-like syntax",
    UrlDefect.GIT_PROTOCOL: "a `git://` address",
}
