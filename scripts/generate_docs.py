"""Writes what is made from the rules, from the table of keys and from the command line.

That is docs/rules/, the keys in docs/configuration.md, the options and exit codes in docs/usage.md,
and the JSON Schema of the configuration file.

Usage: python scripts/generate_docs.py
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from dockerlabel.cli.commands import COMMANDS
from dockerlabel.cli.rule import rule_manual
from dockerlabel.config.keys import FILE, FILE_TYPE, OVERRIDE
from dockerlabel.config.schema import Key
from dockerlabel.rules.registry import RULES
from dockerlabel.rules.rule import PROJECT_URL

PROJECT = Path(__file__).resolve().parent.parent
CONFIGURATION = Path("docs/configuration.md")
USAGE = Path("docs/usage.md")
SCHEMA = Path("src/dockerlabel/dockerlabel.schema.json")


def generated() -> dict[Path, str]:
    """Return every generated file with its text, by its path in the project."""
    files = {Path(f"docs/rules/{rule.name}.md"): rule_manual(rule) for rule in RULES}
    files[Path("docs/rules/README.md")] = "\n".join(["# Rules", "", *_rules(), ""])
    for path, name, part in (
        (CONFIGURATION, "keys", "\n".join(["", *_keys(), ""])),
        (USAGE, "exit codes", "\n".join([*_exit_codes(), ""])),
        (USAGE, "options", "\n".join([*_options(), ""])),
    ):
        text = files.get(path) or (PROJECT / path).read_text(encoding="utf-8")
        files[path] = _with_part(text, name, part=part)
    files[SCHEMA] = json.dumps(configuration_schema(), indent=2) + "\n"
    return files


def configuration_schema() -> dict[str, object]:
    """Return the JSON Schema of the configuration file, in the draft that most editors take."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{PROJECT_URL}/raw/main/{SCHEMA}",
        "title": "Configuration of dockerlabel",
        "description": f"What `.dockerlabel.yaml` may hold; see {PROJECT_URL}.",
        **FILE_TYPE.schema,
        "type": ["object", "null"],  # an empty file sets nothing
        "definitions": {"rule": {"enum": [rule.name for rule in RULES]}},
    }


def _with_part(text: str, name: str, *, part: str) -> str:
    """Return a text with another part between its marks."""
    begin, end = f"<!-- {name}: generated -->\n", f"<!-- {name}: end -->\n"
    before, _, rest = text.partition(begin)
    return before + begin + part + end + rest.partition(end)[2]


def _rules() -> Iterator[str]:
    """Yield a table: all rules, each linked to its page."""
    yield from ("| rule | severity | fix | reports |", "|---|---|---|---|")
    for rule in RULES:
        fix = rule.fix.name.lower() if rule.fix else "none"
        severity = rule.severity.name.lower()
        yield f"| [`{rule.name}`]({rule.name}.md) | {severity} | {fix} | {rule.summary} |"


def _keys() -> Iterator[str]:
    """Yield what is said of each key: its description, kind, default and examples."""
    for name, key in FILE.items():
        yield from (f"### `{name}`", "", key.description, "", f"{_facts(key)}")
        for example in key.examples:
            flow = None if isinstance(example, list | dict) else False
            text = yaml.safe_dump({name: example}, default_flow_style=flow, sort_keys=False)
            yield from ("", "```yaml", text.rstrip("\n"), "```")
        yield ""
    yield from ("Besides settings, an override holds:", "")
    for name, key in OVERRIDE.items():
        if name not in FILE:
            yield f"- `{name}`: {key.description} {_facts(key)}"


def _facts(key: Key) -> str:
    default = key.unset if key.default is None else f"`{json.dumps(key.default)}`"
    return f"Value: {key.value_type.expected}. Default: {default}."


def _exit_codes() -> Iterator[str]:
    """Yield a table: what the exit codes of each command mean."""
    yield from ("| exit code | 0 | 1 | 2 |", "|---|---|---|---|")
    for name, command in COMMANDS.items():
        if command.statuses:
            yield f"| `{name}` | {' | '.join(command.statuses)} |"


def _options() -> Iterator[str]:
    """Yield a table: each option, the commands that have it, and what it does."""
    commands: dict[tuple[str, str], list[str]] = {}
    for name, command in COMMANDS.items():
        parser = argparse.ArgumentParser(add_help=False)
        for add in command.parts:
            add(parser)
        for action in parser._actions:  # noqa: SLF001 - argparse has no other list
            commands.setdefault((_shown(action), action.help or ""), []).append(name)
    yield from ("| option | of | does |", "|---|---|---|")
    for (shown, does), names in sorted(commands.items(), key=lambda row: row[0][0].lstrip("`-")):
        if shown.startswith("`-"):
            yield f"| {shown} | {', '.join(f'`{name}`' for name in names)} | {does} |"


def _shown(action: argparse.Action) -> str:
    choices = "{" + ",".join(action.choices or ()) + "}"
    value = "" if action.nargs == 0 else f" {action.metavar or choices}"
    return ", ".join(f"`{option}{value}`" for option in sorted(action.option_strings, reverse=True))


def main() -> None:
    """Write what is generated."""
    for path, text in generated().items():
        (PROJECT / path).parent.mkdir(parents=True, exist_ok=True)
        (PROJECT / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
