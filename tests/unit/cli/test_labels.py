import json

import pytest

from dockerlabel.builds.model import (
    Build,
    Fit,
    Kind,
    Literal,
    NotSet,
    PathPattern,
    Place,
    Setting,
    ThisRepository,
    Unknown,
)
from dockerlabel.cli.labels import json_labels, text_labels
from dockerlabel.dockerfile.image import Image, checked, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.document import Document, Span
from dockerlabel.output.terminal import Colors
from tests.unit.reports import COLORED, HOSTILE_NAMES, PLAIN

TEXT = """\
ARG BASE=alpine:3.22
FROM $BASE AS base
LABEL a=1 long.key="two words"
FROM base
ARG WHO
LABEL a=2 \\
      who=$WHO
"""


def table(text: str, *, path: str = "Dockerfile", target: str | None = None) -> list[str]:
    return told(text, path=path, target=target)


def told(
    text: str, *, path: str = "Dockerfile", target: str | None = None, colors: Colors = PLAIN
) -> list[str]:
    dockerfile = parse(Document(text))
    return [*text_labels(path, dockerfile, image=image_of(text, target), colors=colors)]


def image_of(text: str, target: str | None = None) -> Image | BuildError:
    [image] = evaluate(parse(Document(text)), BuildOptions(), targets=[target])
    return checked(image)


def json_of(text: str, *, path: str = "Dockerfile") -> str:
    (line,) = json_labels(path, parse(Document(text)), image=image_of(text))
    return line


def test_the_table() -> None:
    assert told(TEXT) == [
        "Dockerfile (stage 1, from alpine:3.22)",
        "  a        = 1  (line 3, stage 0; overridden)",
        "  long.key = two words  (line 3, stage 0)",
        "  a        = 2  (line 6, stage 1)",
        "  who      =   (line 7, stage 1; may differ: ARG WHO has no default)",
        "  inherits the labels of its base image alpine:3.22",
    ]


def test_another_target() -> None:
    assert table(TEXT, target="base") == [
        "Dockerfile (stage base, from alpine:3.22)",
        "  a        = 1  (line 3)",
        "  long.key = two words  (line 3)",
        "  inherits the labels of its base image alpine:3.22",
    ]


def test_no_labels_from_scratch() -> None:
    assert table("FROM scratch\n") == [
        "Dockerfile (stage 0, from scratch)",
        "  no labels of its own",
    ]


def test_an_unknown_base() -> None:
    text = "ARG BASE\nFROM $BASE\nLABEL a=1\n"
    assert told(text) == [
        "Dockerfile (stage 0, from an unknown base)",
        "  a = 1  (line 3)",
        "  inherits the labels of an unknown base image (BASE has no default)",
    ]
    found = json.loads(json_of(text))
    assert (found["base"], found["base_unknown"]) == (None, "BASE has no default")


def test_a_file_that_does_not_build() -> None:
    text = "FROM alpine\nLABLE a=b\n"
    assert told(text, path="d") == ["d:2:1: the build fails: unknown instruction: LABLE"]
    error = {"message": "unknown instruction: LABLE", "line": 2, "column": 1}
    assert json.loads(json_of(text, path="d")) == {"path": "d", "error": error}


def test_json() -> None:
    found = json.loads(json_of(TEXT))
    assert list(found["unknown"]) == ["who"]
    del found["unknown"]
    assert found == {
        "path": "Dockerfile",
        "stage": {"index": 1, "name": None},
        "base": "alpine:3.22",
        "labels": {"a": "2", "long.key": "two words", "who": ""},
        "set_by": {
            "a": {"line": 6, "column": 7, "stage": 1},
            "long.key": {"line": 3, "column": 11, "stage": 0},
            "who": {"line": 7, "column": 7, "stage": 1},
        },
        "builds": [],
    }


def test_overridden_labels_are_struck_out() -> None:
    lines = told(TEXT, path="d", colors=COLORED)
    assert lines[0] == "\x1b[1md (stage 1, from alpine:3.22)\x1b[0m"
    assert lines[1] == "  \x1b[2;9ma        = 1\x1b[0m  (line 3, stage 0; overridden)"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (value, shown)
        for name, (value, shown) in HOSTILE_NAMES.items()
        if name not in {"newline", "carriage-return", "surrogate", "no-utf-8"}
    ],
    ids=ascii,
)
def test_values_and_names_are_data(value: str, shown: str) -> None:
    lines = table(f"FROM scratch\nLABEL k='{value}'\n", path=f"d/{value}")
    assert lines == [f"d/{shown} (stage 0, from scratch)", f"  k = {shown}  (line 2)"]


def test_bytes_that_are_no_utf_8_are_lost_as_in_the_image() -> None:
    """Images keep labels as JSON, which holds no such bytes."""
    assert table("FROM scratch\nLABEL k=\udce9\n")[1] == "  k = \ufffd  (line 2)"


def test_credentials_are_masked() -> None:
    text = "FROM scratch\nLABEL s=https://mona:hunter2@github.com/o/r\n"
    assert table(text)[1] == "  s = https://***@github.com/o/r  (line 2)"
    assert json.loads(json_of(text))["labels"] == {"s": "https://***@github.com/o/r"}


def test_a_foreign_frontend_makes_everything_uncertain() -> None:
    text = "# syntax=example/foo\nFROM scratch\nLABEL a=1\n"
    assert (
        told(text)[-1]
        == "  the frontend example/foo reads this file and may interpret it differently"
    )
    assert json.loads(json_of(text))["unknown"] == {"a": "example/foo reads the file"}


def test_what_only_looks_like_an_address_is_shown() -> None:
    written = "p=npm:@scope/pkg@1.0 m='Mona <mona@octo.example>' t=ghp_0123456789abcdef0"
    text = f"FROM scratch\nLABEL {written}\n"
    labels = {"p": "npm:@scope/pkg@1.0", "m": "Mona <mona@octo.example>", "t": "***"}
    assert json.loads(json_of(text))["labels"] == labels


KEY = "org.opencontainers.image.source"
PLACE = Place("docker-bake.hcl", 7, Span(0, 0))
AT = PLACE._replace(line=9)


def build(source: Setting, *, publishes: bool | None = None, name: str = "") -> Build:
    target = "release" if name else None
    path = PathPattern(("Dockerfile",))
    return Build(PLACE, Kind.BAKE, path, source, publishes, target=target, name=name)


MASKED = f"{KEY} = https://***@x.example/a/b (docker-bake.hcl:9)"

BUILDS = {
    "not set": (
        build(NotSet()),
        Fit.CERTAIN,
        f"built by docker-bake.hcl:7 (bake): does not set {KEY}",
        (None, False, None, None),
    ),
    "known": (
        build(Literal("https://u:secret@x.example/a/b", AT), name="app"),
        Fit.CERTAIN,
        "built by docker-bake.hcl:7 (bake, `app`, stage `release`): " + MASKED,
        ("https://***@x.example/a/b", False, None, 9),
    ),
    "this repository": (
        build(ThisRepository(AT), publishes=True),
        Fit.CERTAIN,
        f"built by docker-bake.hcl:7 (bake, pushes): {KEY} = this repository (docker-bake.hcl:9)",
        (None, True, None, 9),
    ),
    "unknown": (
        build(Unknown("\x1b[2J", AT), publishes=False),
        Fit.POSSIBLE,
        f"may be built by docker-bake.hcl:7 (bake): may set {KEY}: \\x1b[2J (docker-bake.hcl:9)",
        (None, False, "\x1b[2J", 9),
    ),
}


@pytest.mark.parametrize(("made_by", "fit", "line", "source"), BUILDS.values(), ids=BUILDS)
def test_builds(made_by: Build, fit: Fit, line: str, source: tuple[object, ...]) -> None:
    dockerfile, image = parse(Document(TEXT)), image_of(TEXT)
    builds = [(made_by, fit)]
    lines = [*text_labels("Dockerfile", dockerfile, image=image, builds=builds, colors=PLAIN)]
    assert lines[-1] == f"  {line}"
    (text,) = json_labels("Dockerfile", dockerfile, image=image, builds=builds)
    (found,) = json.loads(text)["builds"]
    assert found == {
        "path": "docker-bake.hcl",
        "line": 7,
        "kind": "bake",
        "certain": fit is Fit.CERTAIN,
        "publishes": made_by.publishes,
        "target": made_by.target,
        "source": dict(zip(("value", "this_repository", "unknown", "line"), source, strict=True)),
    }
