"""Signs in a Dockerfile that the clone it is in may be one of a fork, or of an older name."""

import re
from collections.abc import Collection, Iterable

from dockerlabel.dockerfile.image import labels_of_stages
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile, Instruction
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import split_web_url

_KEYS = "|".join(map(re.escape, annotations.NAMING_KEYS))
_NAMED = regex(rf"""(?:{_KEYS})["']?[ \t=]["' \t=]*([^\s"'\\]+)""")
_FEWEST_DOTS = min(key.count(".") for key in annotations.NAMING_KEYS)
_FOR_ALL = "library"
"""The namespace of Docker's official images, which are nobody's fork."""


class Doubt(NamedTuple):
    """Why the expected source may be the wrong one, empty if nothing says so.

    `hint` says what to do about that, if it is not what the rule says of forks.
    """

    why: str = ""
    hint: str = ""


Labels = tuple[tuple[str, str], ...]
"""Keys and values, as `plain_labels` returns them."""


def plain_labels(dockerfile: Dockerfile) -> Labels:
    """Return the labels that name a repository, of all stages, as a plain build carries them."""
    if not any(map(_may_set_name, dockerfile.instructions)):
        return ()
    return tuple(
        (label.key, label.value)
        for labels in labels_of_stages(dockerfile, BuildOptions())
        for label in (() if isinstance(labels, BuildError) else labels)
        if label.key in annotations.NAMING_KEYS or annotations.is_misspelled_source(label.key)
    )


def fork_sign(
    dockerfile: Dockerfile, labels: Labels, *, expectation: Expectation, where: str = ""
) -> str:
    """Return why a file suggests that the clone is one of a fork; empty if it does not.

    What is in comments, and in stages that cannot be built, counts as it is written; `labels` are
    the file's `plain_labels`. `where` follows what the file names, such as ` in Dockerfile`.
    """
    values = [value for _, value in labels]
    values += [match[1] for match in _NAMED.finditer(dockerfile.document.text)]
    for value in dict.fromkeys(values):
        label = parse_label_value(value, expectation.hosts)
        if expectation.names_another_owner(label):
            return f"{label.quoted}{where} names it under another owner"
    bases = (each for each in dockerfile.instructions if each.keyword in {"FROM", "ARG"})
    if not any("/" in each.line.text for each in bases):
        return ""
    stages = read_stages(dockerfile, BuildOptions())
    for stage in () if isinstance(stages, BuildError) else stages.stages:
        if stage.parent is None and _is_of_another_owner(stage.base, expectation.assumed):
            return f"the base image `{stage.base}`{where} has another owner"
    return ""


def _may_set_name(instruction: Instruction) -> bool:
    """Return whether a label may have one of the keys; a child may read a trigger otherwise."""
    keys = [pair.name for pair in instruction.pairs if instruction.keyword == "LABEL"]
    is_possible = any(key.count(".") >= _FEWEST_DOTS or "$" in key for key in keys)
    return is_possible or instruction.keyword == "ONBUILD"


def _is_of_another_owner(base: str, url: str) -> bool:
    """Return whether an image is called as a repository is, or as its owner may be, by its URL."""
    own, _, name = split_web_url(url)[1].rpartition("/")
    path = base.lower().partition("@")[0].split("/")
    if "." in path[0] or ":" in path[0] or path[0] == "localhost":
        path = path[1:]
    if len(path) < 2 or not name:  # noqa: PLR2004 - OWNER/NAME
        return False
    owner, image = path[0], path[1].partition(":")[0]
    if owner in {own, _FOR_ALL}:
        return False
    return name in {owner, image} or image.startswith(f"{name}-")


def renamed(files: Collection[Iterable[str]], expectation: Expectation) -> Doubt:
    """Return whether a repository probably has another name by now than its clone's `origin`.

    `files` are the source labels of each Dockerfile that has some: two at least must agree on a
    name of the same owner that is near the remote's.
    """
    assumed = split_web_url(expectation.assumed)
    owner, _, old = assumed[1].rpartition("/")
    values = {value for file in files for value in file}
    labels = [parse_label_value(value, expectation.hosts) for value in sorted(values)]
    names = {(label.host, label.owner.lower(), label.name.lower()) for label in labels}
    if len(files) < 2 or len(names) != 1:  # noqa: PLR2004 - one file may be a mistake
        return Doubt()
    host, holder, new = names.pop()
    if (host, holder) != (assumed[0], owner) or new == old or not _are_near(new, old):
        return Doubt()
    label = labels[0]
    url = f"https://{label.host}/{label.owner}/{label.name}"
    return Doubt(
        f"the labels of {len(files)} Dockerfiles name `{label.name}`",
        f"if the repository was renamed, run `git remote set-url origin {url}`",
    )


def _are_near(name: str, other: str) -> bool:
    """Return whether a name may have become another: one contains the other, or a slip away."""
    if not name or not other:
        return False
    return name in other or other in name or annotations.differ_little(name, other)
