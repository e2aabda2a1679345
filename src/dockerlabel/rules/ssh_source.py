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

    GitHub documents the label as `https://HOST/OWNER/REPO`. Readers treat `git@HOST:OWNER/REPO` and
    `ssh://…` differently: Kargo shows a broken link for `ssh://`. If there is a port, Renovate
    ignores the address, and Dependabot takes the port for the owner.

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

    The fix writes the web URL of the repository that the label itself names. It is unsafe only if
    the value contains variables.
    """
    for found in context.source_values:
        for form, words in _FORMS.items():
            if form in found.value.forms:
                yield Violation(
                    found.span,
                    f"{found.value.quoted} is {words}, not a web URL",
                    write_canonical(context, found),
                    notes=("GitHub documents the label as `https://HOST/OWNER/REPO`",),
                    help=f"write `{found.value.canonical_url or 'https://HOST/OWNER/REPO'}`",
                )


_FORMS = {
    UrlDefect.SSH: "an SSH address",
    UrlDefect.SCP: "an SSH address",
    UrlDefect.GIT_PROTOCOL: "a `git://` address",
}
