"""Parser directives at the top of a file, and the frontend that `syntax` chooses."""

import re
from collections.abc import Iterable

from dockerlabel.dockerfile.nodes import ParserDirective

NAMES = ("syntax", "escape", "check")

LEGACY_FORM = "lint violation found for rules: LegacyKeyValueFormat"

_TRUE = frozenset({"1", "t", "true"})
_BLANKS = "\t\n\f\r "
_HEAD = re.compile(rf"#[{_BLANKS}]*([A-Za-z][A-Za-z0-9]*)[{_BLANKS}]*=([^\n]*)")
_BUILTIN = re.compile(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?:[:@].*)?")


def parse_directive(line: str) -> tuple[str, str] | None:
    """Return lower-case name and value of a line that is a directive by its form.

    `line` has no line end and no leading blanks. The name may be unknown to the builder.
    """
    found = _HEAD.fullmatch(line)
    if found is None or not found[2]:
        return None
    # A value of nothing but blanks is a blank: the builder's pattern wants one character at least.
    return found[1].lower(), found[2].strip(_BLANKS) or found[2][-1]


def legacy_form_is_error(directives: Iterable[ParserDirective]) -> bool:
    """Tell whether a `check` directive makes a build fail that uses `LABEL key value`.

    Of the builder's own lint rules this is the one that concerns labels; the others are its own.
    """
    for directive in directives:
        if directive.name == "check":
            options = dict(part.partition("=")[::2] for part in directive.value.split(";"))
            skipped = {name.strip().lower() for name in options.get("skip", "").split(",")}
            if options.get("error", "").strip().lower() in _TRUE:
                return not skipped & {"all", "legacykeyvalueformat"}
    return False


def foreign_frontend(text: str) -> str | None:
    """Return the image that `syntax` hands the file to; None where that is BuildKit's own grammar.

    BuildKit looks for it before it reads the file, and a little differently: a shebang is skipped,
    blanks before `#` are not, and `//` and JSON serve as well.
    """
    text = text.removeprefix("\ufeff")
    if text[:1] not in {"#", "/", "{"}:
        return None
    if text.startswith("#!"):
        text = text.partition("\n")[2]
    reference = (
        _syntax(text)
        or _syntax(text, comment="//")
        or (_json_syntax(text) if text.startswith("{") else "")
    )
    if not reference or _BUILTIN.fullmatch(reference):
        return None
    return reference


def _syntax(text: str, *, comment: str = "#") -> str:
    """Return what the first `syntax` among the leading directives names."""
    seen: set[str] = set()
    place = 0
    while text.startswith(comment, place):
        end = text.find("\n", place)
        line = text[place : end if end >= 0 else len(text)]
        directive = parse_directive("#" + line.removeprefix(comment))
        if directive is None or directive[0] not in NAMES or directive[0] in seen:
            return ""
        if directive[0] == "syntax":
            return directive[1].partition(" ")[0]
        seen.add(directive[0])
        if end < 0:
            return ""
        place = end + 1
    return ""


def _json_syntax(text: str) -> str:
    import json  # noqa: PLC0415 - start-up: hardly any file is JSON

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    syntax = value.get("syntax") if isinstance(value, dict) else None
    return syntax if isinstance(syntax, str) else ""
