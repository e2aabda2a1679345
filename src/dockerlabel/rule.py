"""What a rule is: a function that looks at a file and says what is wrong, and its page."""

from collections.abc import Callable, Iterator

from dockerlabel.context import Context
from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.values import NamedTuple

PROJECT_URL = "https://github.com/dockerlabel/dockerlabel"

Check = Callable[[Context], Iterator[Violation]]


class Rule(NamedTuple):
    """A rule: its name, its page as Markdown, and how bad and how well mended it is.

    `fix` is the applicability of its fixes, None where it has none. `since` is the version that
    brought it. `compares` says that what it finds depends on the repository: another clone of it,
    with other remotes, may show something else.
    """

    name: str
    page: str
    severity: Severity
    fix: Applicability | None
    since: str
    check: Check
    compares: bool = False

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]


def rule(
    *, severity: Severity, fix: Applicability | None = None, since: str, compares: bool = False
) -> Callable[[Check], Rule]:
    """Turn a function into a rule: its name gives the rule's name, its docstring is the page."""

    def decorate(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        return Rule(name, check.__doc__ or "", severity, fix, since, check, compares)

    return decorate


def page_url(name: str) -> str:
    """Return the address of a rule's page."""
    return f"{PROJECT_URL}/blob/main/docs/rules/{name}.md"
