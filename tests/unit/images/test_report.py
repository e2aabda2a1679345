"""How built images are shown: to people, to programs, and in the log of GitHub Actions."""

import json
from typing import Any

import pytest

from dockerlabel.config.settings import DEFAULTS
from dockerlabel.images.judge import Judge
from dockerlabel.images.model import BuiltImage, Carried, Index
from dockerlabel.images.report import (
    Verified,
    github_lines,
    json_line,
    place_of,
    summary,
    text_lines,
)
from dockerlabel.output.terminal import Colors
from dockerlabel.sources.expected import expected_source
from tests.unit.images.made import APP, KEY, OTHER, image

DECLARED = expected_source(None, source=APP)
ARM = "linux/arm64"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"


def verified(*platforms: Carried, index: Index | None = None, name: str = "app:ci") -> Verified:
    built = image(*platforms, index=index, name=name)
    return Verified(built, Judge(DEFAULTS, DECLARED).findings(built))


def text_of(one: Verified) -> list[str]:
    return list(text_lines(one, Colors(on=False)))


def test_rows_of_platforms_and_the_index() -> None:
    carried = (Carried("linux/amd64", APP, APP), Carried("linux/arm/v7", None))
    lines = text_of(verified(*carried, index=Index(None, 3), name=f"ghcr.io/octo-org/app@{DIGEST}"))
    assert lines[:5] == [
        "ghcr.io/octo-org/app@sha256:0123456789ab…  (index, 2 of 3 platforms)",
        f"  linux/amd64   {KEY} = {APP}",
        f"  linux/amd64   annotation = {APP}",
        f"  linux/arm/v7  no {KEY}",
        "  index         no annotation",
    ]
    assert lines[5:7] == [
        f"error[missing-source]: linux/arm/v7: no `{KEY}` label in the image",
        f"  = note: expected {APP} (declared)",
    ]
    assert lines[7].startswith(f"note[unannotated-index]: index: no `{KEY}` annotation")
    assert lines[-1].startswith(f"help: build with `--annotation index:{KEY}={APP}`")


def test_an_image_of_one_platform() -> None:
    assert text_of(verified()) == ["app:ci", f"  linux/amd64  {KEY} = {APP}"]


def test_a_platform_without_a_name() -> None:
    assert text_of(verified(Carried("", APP)))[1] == f"  image  {KEY} = {APP}"


def json_of(one: Verified) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_line(one, DECLARED))
    return found


def test_an_object_for_each_image() -> None:
    built = BuiltImage("app", DIGEST, Index(None, 2), (Carried("linux/amd64", APP, OTHER),))
    found = json_of(Verified(built, Judge(DEFAULTS, DECLARED).findings(built)))
    diagnostics = found.pop("diagnostics")
    assert found == {
        "image": "app",
        "digest": DIGEST,
        "expected": {"url": APP, "authority": "declared", "reason": "it is declared as the source"},
        "index": {"annotation": None, "platforms": 2},
        "platforms": [{"platform": "linux/amd64", "label": APP, "annotation": OTHER}],
    }
    assert [(each["rule"], each["carrier"], each["platform"]) for each in diagnostics] == [
        ("wrong-source", "manifest", None),
        ("unannotated-index", "index", None),
    ]
    assert diagnostics[0]["message"] == f"`{OTHER}` points to a different repository"
    assert diagnostics[0]["notes"] == [f"expected {APP} (declared)"]
    assert diagnostics[0]["severity"] == "error"
    assert diagnostics[0]["url"].endswith("/wrong-source.md")


def test_what_is_not_known_is_null() -> None:
    nothing = expected_source(None)
    found = json.loads(json_line(Verified(image(Carried("linux", None)), []), nothing))
    assert (found["digest"], found["expected"], found["index"]) == (None, None, None)
    assert found["platforms"] == [{"platform": "linux", "label": None, "annotation": None}]


def test_commands_name_no_file() -> None:
    one = verified(Carried("linux/amd64", APP), Carried(ARM, OTHER))
    (line,) = github_lines(one)
    assert line == (
        f"::error title=dockerlabel%3A wrong-source::app:ci: wrong-source {ARM}: `{OTHER}` points "
        f"to a different repository; expected {APP} (declared)"
    )


def test_the_summary_counts() -> None:
    one = verified(Carried("linux", OTHER), Carried(ARM, None), index=Index(None, 2))
    assert summary([one, verified()]) == "2 images verified: 2 errors, 1 note."
    assert summary([verified()]) == "1 image verified: no problems found."


EVIL = "\x1b[31m##[error]\u202e\n::error::x"


@pytest.mark.parametrize("place", ["label", "annotation", "platform", "name", "index"])
def test_nothing_moves_the_cursor_or_is_a_command(place: str) -> None:
    carried = Carried("linux/amd64", APP)
    index = Index(EVIL if place == "index" else None, 2)
    name = "app"
    match place:
        case "label" | "annotation" | "platform":
            carried = carried._replace(**{place: EVIL})
        case "name":
            name = f"::{EVIL}"
    one = verified(carried, index=index, name=name)
    lines = [*text_of(one), json_line(one, DECLARED), *github_lines(one)]
    for line in lines:
        assert line.isprintable()
        assert "##[" not in line
    assert not any(line.startswith("::") for line in text_of(one))
    assert all(line.count("::") >= 2 for line in github_lines(one))


LEAKY = "https://mona:s3cret@github.com/octo-org/app"


@pytest.mark.parametrize("place", ["label", "annotation", "platform", "name", "index"])
def test_secrets_are_masked(place: str) -> None:
    carried = Carried("linux/amd64", None if place == "platform" else APP)
    index = Index(LEAKY if place == "index" else None, 2)
    if place in {"label", "annotation", "platform"}:
        carried = carried._replace(**{place: LEAKY})
    others = (Carried(ARM, OTHER),) if place == "platform" else ()
    one = verified(carried, *others, index=index, name=LEAKY if place == "name" else "app")
    places = [place_of(one.image, finding) for finding in one.findings]
    assert places
    for line in [*text_of(one), json_line(one, DECLARED), *github_lines(one), *places]:
        assert "s3cret" not in line
