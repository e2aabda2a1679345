"""Parser directives at the top of a file, and which files cannot be checked.

Those are for another frontend, or they are templates.
"""

import re

from dockerlabel.dockerfile.lines import UNICODE_BLANKS
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Span
from dockerlabel.lazy import regex

NAMES = ("syntax", "escape", "check")

LEGACY_FORM = "lint violation found for rules: LegacyKeyValueFormat"

_TRUE = frozenset({"1", "t", "true"})
_BLANKS = "\t\n\f\r "
_BODY = regex(rf"([A-Za-z][A-Za-z0-9]*)[{_BLANKS}]*=([^\n]*)")
_CHECK = regex(r"#[^\S\n]*check[^\S\n]*=", re.IGNORECASE)
_STARTS = frozenset("#/{ \t\n\r")
_BUILTIN = regex(
    r"(?:(?:[^/]*[.:][^/]*|localhost)/(?:.*/)?)?docker/dockerfile(?:-upstream)?(?:[:@].*)?"
)
"""Docker's own frontend, from Docker Hub or a mirror of it."""

_TEMPLATE_MARKS = ("{{", "{%", "<%")


def parse_directive(line: str) -> tuple[str, str] | None:
    """Return lower-case name and value of a line that is a directive by its form.

    `line` has no line end and no leading blanks. The name may be unknown to the builder.
    """
    found = _BODY.fullmatch(line[1:].lstrip(UNICODE_BLANKS)) if line.startswith("#") else None
    if found is None or not found[2]:
        return None
    # A value of nothing but blanks is a blank: the builder's pattern wants one character at least.
    return found[1].lower(), found[2].strip(_BLANKS) or found[2][-1]


def legacy_form_is_error(text: str) -> bool:
    """Return whether a `check` directive ends a build that uses `LABEL key value`.

    Of the builder's own lint rules only this one concerns labels. The builder ignores options after
    a blank. Comments may set others for one instruction: if there are any, the form is taken to be
    allowed.
    """
    value = _leading_directive(_without_shebang(text), "check")
    if not value:
        return False
    options = dict(part.partition("=")[::2] for part in value.split(";"))
    if options.get("error", "").lower() not in _TRUE:
        return False
    skipped = {name.lower() for name in options.get("skip", "").split(",")}
    return not skipped & {"all", "legacykeyvalueformat"} and len(_CHECK.findall(text)) == 1


def foreign_frontend(text: str) -> str | None:
    """Return the image that `syntax` lets read the file; None if BuildKit's own frontend does.

    BuildKit looks for it before it reads the file, and a little differently: a shebang is skipped,
    blanks before `#` are not, and `//` and JSON count as well.
    """
    if text.removeprefix("\ufeff")[:1] not in _STARTS:
        return None
    text = _without_shebang(text)
    reference = (
        _leading_directive(text, "syntax")
        or _leading_directive(text, "syntax", comment="//")
        or (_json_syntax(text) if text.lstrip(" \t\n\r").startswith("{") else "")
    )
    return None if not reference or _BUILTIN.fullmatch(reference) else reference


def _without_shebang(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text.partition("\n")[2] if text.startswith("#!") else text


def _leading_directive(text: str, name: str, *, comment: str = "#") -> str:
    """Return the value, up to its first blank, of a directive among the first lines."""
    seen: set[str] = set()
    place = 0
    while text.startswith(comment, place):
        end = text.find("\n", place)
        line = text[place : end if end >= 0 else len(text)]
        directive = parse_directive("#" + line.removeprefix(comment))
        if directive is None or directive[0] not in NAMES or directive[0] in seen:
            return ""
        if directive[0] == name:
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


def why_unchecked(dockerfile: Dockerfile) -> tuple[Span, str] | None:
    """Return the place that shows that a file cannot be checked, and why."""
    text = dockerfile.document.text
    if frontend := foreign_frontend(text):
        start = text.index(frontend)
        return Span(start, start + len(frontend)), f"it uses the frontend `{frontend}`"
    has_marks = any(mark in text for mark in _TEMPLATE_MARKS)
    stages: set[str] = set()
    for instruction in dockerfile.instructions:
        is_base = instruction.keyword == "FROM"
        head = instruction.line.text if is_base else instruction.keyword
        if has_marks and any(mark in head for mark in _TEMPLATE_MARKS):
            return instruction.head, "it is a template"
        if is_base:
            _, *words = (word for word in head.split() if not word.startswith("--"))
            if words and _is_placeholder(words[0]) and words[0].lower() not in stages:
                return instruction.head, f"`{words[0]}` is a placeholder for an image"
            stages.update(word.lower() for word in words[2:])
    return None


def _is_placeholder(base: str) -> bool:
    """Return whether a name such as `BASE_IMAGE` or `@BASE@` is there to be replaced.

    No image can be called so: its name has no capital letters. One such word alone may be a slip.
    """
    name = base.strip("@%").replace("-", "_")
    return base.isupper() and name.isidentifier() and ("_" in name or name != base)
