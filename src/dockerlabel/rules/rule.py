"""What a rule is: a function that looks at a file and says what is wrong, and its page."""

from collections.abc import Callable, Iterator
from inspect import cleandoc

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.lazy import NamedTuple
from dockerlabel.rules.context import Context

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


def rule_page(rule: Rule) -> str:
    """Return the page of a rule: its docstring under its name, and what a user sets by it."""
    lines = cleandoc(rule.page).split("\n")
    fix = f"{rule.fix.name.lower()} fix" if rule.fix else "no fix"
    facts = f"Severity: {rule.severity.name.lower()} · {fix} · since {rule.since}"
    return "\n".join([f"# {rule.name}", "", lines[0], "", facts, *lines[1:]]) + "\n"


def rule_table(rules: tuple[Rule, ...], *, folder: str) -> str:
    """Return all rules in a Markdown table, each linked to its page in `folder`."""
    rows = [
        f"| [`{rule.name}`]({folder}{rule.name}.md) | {rule.severity.name.lower()} "
        f"| {rule.fix.name.lower() if rule.fix else 'none'} | {rule.summary} |"
        for rule in rules
    ]
    return "\n".join(["| rule | severity | fix | says |", "|---|---|---|---|", *rows]) + "\n"
