"""unused-ignore."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.rule import USE_SETTINGS, rule


@rule(
    severity=Severity.WARNING,
    fix=Applicability.UNSAFE,
    since="0.1.0",
    not_ignorable=USE_SETTINGS,
    unnecessary=True,
)
def unused_ignore(_context: Context) -> Iterator[Violation]:
    """A comment is there to ignore a rule, and ignores nothing.

    ## Why is this bad?

    What the comment was for is mended or gone, and the next mistake of that kind would go
    unnoticed. Or it never worked: it is misspelt, names a rule that there is not, or stands where
    it belongs to no instruction; the message says which. Rules that look at the file as a whole can
    not be ignored by a comment, and neither can this one: they go under `ignore` in
    `.dockerlabel.yaml`.

    A name counts as used where its rule finds anything, be it covered by a more important rule.
    It is judged only while its rule is on, and, for a rule that compares with the repository, only
    where that is declared or known from CI: another clone may have other remotes.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    # dockerlabel: ignore[ssh-source] our mirror needs it
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The fix removes the comment with its reason, or only the names in it that are of no use. That is
    unsafe, since the reason is lost. It is not offered where the comment is misspelt, for then it
    is meant, nor where the line below would become a parser directive.
    """
    # The linter says it: it alone knows what the comments have ignored.
    yield from ()
