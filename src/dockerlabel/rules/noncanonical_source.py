"""noncanonical-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation, listed
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import write_canonical
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import NONCANONICAL, UrlDefect


@rule(severity=Severity.WARNING, fix=Applicability.SAFE, since="0.1.0")
def noncanonical_source(context: Context) -> Iterator[Violation]:
    """The source label does not have the form `https://HOST/OWNER/REPO`.

    ## Why is this bad?

    GitHub documents this form for the label, and it is the only one that all readers are known to
    accept. Without a scheme, Renovate ignores the URL and Kargo shows a broken link; with a
    trailing slash, Kargo's link has a double slash. How GitHub's container registry treats the
    others is not known.

    Reported are `http:` and `git+https:`, a missing or upper-case scheme, an upper-case host,
    `www.` and other names of the host, a port, a trailing or double slash, percent-encoding, a
    query, a fragment, and spaces around the URL. The message and a note name all of them.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="http://github.com/octo-org/app/"
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://github.com/octo-org/app"
    ```

    ## Fix safety

    The fix writes the web URL of the repository that the label itself names, and keeps a path below
    it. It is unsafe only if the value contains variables.
    """
    for found in context.source_values:
        odd = found.value.forms & NONCANONICAL
        if odd and found.value.canonical_url:
            forms = [form.value for form in UrlDefect if form in odd]
            others = (f"it also has {listed(forms[2:])}",) if forms[2:] else ()
            yield Violation(
                found.span,
                f"{found.value.quoted} has {listed(forms[:2])}",
                write_canonical(context, found),
                notes=(*others, "GitHub documents the label as `https://HOST/OWNER/REPO`"),
                help=f"write `{found.value.canonical_text}`",
            )
