"""Files that are no Dockerfile yet, or not one of Docker's: nobody can say what they build."""

from dockerlabel.dockerfile.directives import foreign_frontend
from dockerlabel.dockerfile.nodes import Dockerfile
from dockerlabel.document import Span

_TEMPLATE_MARKS = ("{{", "{%", "<%")


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
                return (
                    instruction.head,
                    f"`{words[0]}` is a placeholder for an image",
                )
            stages.update(word.lower() for word in words[2:])
    return None


def _is_placeholder(base: str) -> bool:
    """Return whether a name such as `BASE_IMAGE` or `@BASE@` is there to be replaced.

    No image can be called so: its name has no capital letters. One such word alone may be a slip.
    """
    name = base.strip("@%").replace("-", "_")
    return base.isupper() and name.isidentifier() and ("_" in name or name != base)
