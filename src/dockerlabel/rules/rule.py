"""What a rule is: a function that finds what is wrong with a file, and its page."""

from collections.abc import Callable, Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.lazy import TYPE_CHECKING, NamedTuple
from dockerlabel.rules.context import Context

if TYPE_CHECKING:
    from typing import Any

PROJECT_URL = "https://github.com/dockerlabel/dockerlabel"

USE_SETTINGS = "put it under `ignore` in .dockerlabel.yaml"
"""What to do about a rule that looks at more than the instruction below a comment."""

Check = Callable[[Context], Iterator[Violation]]


class Rule(NamedTuple):
    """A rule: its name, its page as Markdown, and all that others need to know about it.

    `fix` is the applicability of its fixes, None if it has none. `since` is the version that
    brought it. Most rules need none of the rest:

    - `compares`: what it finds depends on the repository. Another clone, with other remotes, may
      show something else.
    - `covers`: the rules that a comment ignores too if it names this one.
    - `if_ignored`: what to warn of if a comment that ignores it is added; empty if nothing.
    - `not_ignorable`: why no comment can ignore it; empty if one can.
    - `always_on`: it counts whatever is selected.
    - `once_per_repository`: it is about a repository, and is reported with its first file.
    - `unnecessary`: what it finds has no effect, so editors show it faded.
    - `of_images`: it is about built images, so `verify` alone reports it.
    """

    name: str
    page: str
    check: Check
    severity: Severity
    since: str
    fix: Applicability | None = None
    compares: bool = False
    covers: tuple[str, ...] = ()
    if_ignored: str = ""
    not_ignorable: str = ""
    always_on: bool = False
    once_per_repository: bool = False
    unnecessary: bool = False
    of_images: bool = False

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0]


def rule(**facts: "Any") -> Callable[[Check], Rule]:  # noqa: ANN401 - the fields of `Rule`
    """Turn a function into a rule: its name gives the rule's name, its docstring is the page.

    `facts` are the other fields of the rule.
    """

    def decorate(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        return Rule(name=name, page=check.__doc__ or "", check=check, **facts)

    return decorate


def page_url(name: str) -> str:
    """Return the address of a rule's page."""
    return f"{PROJECT_URL}/blob/main/docs/rules/{name}.md"


def rule_page(rule: Rule) -> str:
    """Return the page of a rule: its docstring under its name, and what a user sets by it."""
    from inspect import cleandoc  # noqa: PLC0415 - start-up: only pages need it

    lines = cleandoc(rule.page).split("\n")
    fix = f"{rule.fix.name.lower()} fix" if rule.fix else "no fix"
    facts = f"Severity: {rule.severity.name.lower()} · {fix} · since {rule.since}"
    return "\n".join([f"# {rule.name}", "", lines[0], "", facts, *lines[1:]]) + "\n"
