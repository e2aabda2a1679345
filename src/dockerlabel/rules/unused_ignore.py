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
    """An ignore comment ignores nothing.

    ## Why is this bad?

    The problem is fixed or gone, and the next one of that kind would go unnoticed. Or the comment
    never worked: it is misspelled, names an unknown rule, or is not attached to an instruction; the
    message says which. Rules about the file as a whole cannot be ignored by a comment, and neither
    can this one: put them under `ignore` in `.dockerlabel.yaml`.

    A name counts as used if its rule finds anything, even if a more important rule is reported
    instead. It is checked only while its rule is on. If the rule compares with the repository, it
    is checked only if that is declared or known from CI: another clone may have other remotes.

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

    The fix removes the comment with its reason, or only the unused names in it. It is unsafe, since
    the reason is lost. There is no fix if the comment is misspelled, since it is then meant to
    work, or if the line below would become a parser directive.
    """
    # The linter reports it, since only the linter knows what the comments have ignored.
    yield from ()
