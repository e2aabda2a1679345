"""Writes docs/rules/ and the table of rules in README.md from the rules themselves.

Usage: python scripts/generate_docs.py
"""

from pathlib import Path

from dockerlabel.registry import RULES
from dockerlabel.rule_manual import rule_manual
from dockerlabel.rule_page import rule_table

PROJECT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- rules: generated -->\n", "<!-- rules: end -->\n"


def generated() -> dict[Path, str]:
    """Return every generated file with its text, by its path in the project."""
    files = {Path(f"docs/rules/{rule.name}.md"): rule_manual(rule) for rule in RULES}
    files[Path("docs/rules/README.md")] = "# Rules\n\n" + rule_table(RULES, folder="")
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    before, _, rest = readme.partition(BEGIN)
    after = rest.partition(END)[2]
    table = rule_table(RULES, folder="docs/rules/")
    files[Path("README.md")] = before + BEGIN + table + END + after
    return files


def main() -> None:
    """Write what is generated."""
    for path, text in generated().items():
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
