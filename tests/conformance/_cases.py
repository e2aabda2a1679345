"""Reads the cases of fixtures/conformance: Dockerfiles with the labels or the error of a build."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dockerlabel.dockerfile import image
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document

CONFORMANCE = Path(__file__).parents[2] / "fixtures" / "conformance"

EXAMPLES = (
    *("bytes-and-lines", "directives", "logical-lines", "heredocs", "label", "expansion"),
    *("scopes", "stages", "extra", "dockerfile-parse"),
)
"""Files whose outcomes are as in BuildKit 0.25 and later."""

RECORDED = (
    *("engine-expansion", "engine-lines", "engine-onbuild", "engine-quoting", "engine-scopes"),
    "engine-stages",
)
"""Files whose outcomes were recorded from a running engine (see engine_record.py)."""

Outcome = Mapping[str, str] | str
"""The labels of an image, or the message that ends the build."""


class Case(NamedTuple):
    """A Dockerfile, how it is built, and what comes out.

    `text` holds undecodable bytes as lone surrogates. `other` is what another reader makes of it.
    """

    name: str
    text: str
    target: str | None
    build_args: Mapping[str, str]
    command_line_labels: Mapping[str, str]
    expected: Outcome
    other: Mapping[str, Any]

    @property
    def document(self) -> Document:
        """The Dockerfile as the parser takes it."""
        return Document(self.text)

    @property
    def data(self) -> bytes:
        """The Dockerfile as a builder takes it."""
        return self.document.to_bytes()


def load(stem: str) -> tuple[Case, ...]:
    """Read the cases of one file; their names are `stem/name`."""
    return tuple(_case(stem, entry) for entry in read_json(stem))


def read_json(stem: str) -> Any:  # noqa: ANN401 - the shape differs from file to file
    """Read one file of fixtures/conformance."""
    return json.loads((CONFORMANCE / f"{stem}.json").read_text("utf-8"))


def _case(stem: str, entry: Mapping[str, Any]) -> Case:
    return Case(
        name=f"{stem}/{entry['name']}",
        text=_text(entry["dockerfile"]),
        target=entry.get("target"),
        build_args=entry.get("build_args", {}),
        command_line_labels=entry.get("command_line_labels", {}),
        expected=entry["error"] if "error" in entry else entry.get("labels", {}),
        other=entry.get("other", {}),
    )


def case_of(name: str, text: str) -> Case:
    """Return a case of a Dockerfile that is built without any arguments."""
    return _case("", {"name": name, "dockerfile": text})


def _text(pieces: str | list[Any]) -> str:
    """Join the pieces of a Dockerfile; long runs of one character are stored by their length."""
    if isinstance(pieces, str):
        return pieces
    return "".join(
        piece if isinstance(piece, str) else piece["repeat"] * piece["times"] for piece in pieces
    )


def evaluate(case: Case) -> Outcome:
    """Build the case's image with our own reader."""
    options = BuildOptions(case.build_args)
    [built] = image.evaluate(parse(case.document), options, targets=[case.target])
    return outcome(image.checked(built), case.command_line_labels)


def outcome(result: image.Image | BuildError, command_line_labels: Mapping[str, str]) -> Outcome:
    """Return the labels or the message; labels of the command line are merged over the file's."""
    if isinstance(result, BuildError):
        return result.message
    return {key: label.value for key, label in result.labels.items()} | dict(command_line_labels)
