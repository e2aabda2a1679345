"""Writes the scripts with which shells complete command lines, from the parser of the options.

Usage: python scripts/generate_completions.py
"""

import argparse
from pathlib import Path

import shtab

from dockerlabel.cli.argument_parser import argument_parser
from dockerlabel.cli.options import SHELLS
from dockerlabel.rules.registry import RULES

PROJECT = Path(__file__).resolve().parent.parent
SCRIPTS = Path("src/dockerlabel/completions")

_NAMES = " ".join(rule.name for rule in RULES)

_RULE = {
    "bash": "_dockerlabel_rule",
    "zsh": f"({_NAMES})",
    "fish": _NAMES,
    "preamble": {
        "bash": f"""\
_dockerlabel_rule() {{
  compgen -W "{_NAMES}" -- "$1"
}}
"""
    },
}
"""The name of a rule."""

_RULE_LIST = {
    "bash": "_dockerlabel_rules",
    "zsh": f"_sequence compadd - {_NAMES}",
    "fish": f"(__fish_append , {_NAMES})",
    "preamble": {
        "bash": f"""\
# Names with commas between them: what is before the last comma is kept.
_dockerlabel_rules() {{
  local before=""
  [[ "$1" == *,* ]] && before="${{1%,*}},"
  compgen -P "$before" -W "{_NAMES}" -- "${{1##*,}}"
}}
"""
    },
}
"""Names of rules with commas between them."""

_COMPLETED = {
    "names": _RULE,
    "select": _RULE_LIST,
    "ignore": _RULE_LIST,
    "paths": shtab.FILE,
    "config": shtab.FILE,
    "dockerfile": shtab.FILE,
    "output_file": shtab.FILE,
    "stdin_filename": shtab.FILE,
}
"""How the values of arguments are completed; those with choices need nothing."""


def generated() -> dict[Path, str]:
    """Return the script of each shell, by its path in the project."""
    parser = argument_parser()
    for command in _commands(parser).values():
        command.description = None  # shells show the few words of the list
        for action in command._actions:  # noqa: SLF001 - argparse has no other list
            if action.dest in _COMPLETED:
                action.complete = _COMPLETED[action.dest]
    return {SCRIPTS / f"dockerlabel.{shell}": _script(parser, shell) for shell in SHELLS}


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    subparsers = parser._subparsers  # noqa: SLF001 - as above
    return subparsers._group_actions[0].choices  # noqa: SLF001 - as above


def _script(parser: argparse.ArgumentParser, shell: str) -> str:
    text = shtab.complete(parser, shell)
    if shell == "zsh":
        # `(*)::` is one path that nothing may follow; each PATH is completed, not the first alone.
        text = text.replace('"(*)::', '"*:')
    lines = (line.rstrip() for line in text.rstrip("\n").split("\n"))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the scripts."""
    (PROJECT / SCRIPTS).mkdir(exist_ok=True)
    for path, text in generated().items():
        (PROJECT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
