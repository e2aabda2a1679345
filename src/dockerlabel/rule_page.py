"""From a rule to its page in Markdown."""

from inspect import cleandoc

from dockerlabel.rule import Rule


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
