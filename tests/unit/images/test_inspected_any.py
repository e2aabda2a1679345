"""Whatever JSON says: it is an image, or an error that says why it is none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.config.settings import DEFAULTS
from dockerlabel.images.documents import images_of
from dockerlabel.images.inspected import read_descriptions
from dockerlabel.images.judge import Judge
from dockerlabel.images.model import BuiltImage, ImageError
from dockerlabel.images.report import Verified, github_lines, json_line, text_lines
from dockerlabel.output.terminal import Colors, printable
from dockerlabel.sources.expected import expected_source
from tests.conftest import examples
from tests.unit.images.made import APP, CONFIG, KEY, Layout, image

pytestmark = pytest.mark.no_cover

KEYS = (
    *("Config", "RepoTags", "RepoDigests", "Id", "Digest", "Labels", "Layers", "Name", "Os"),
    *("manifest", "image", "manifests", "config", "layers", "rootfs", "annotations", "digest"),
    *("mediaType", "platform", "os", "architecture", "containerimage.digest", "image.name", KEY),
)
DIGEST = f"sha256:{'a' * 64}"
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=9), st.sampled_from([APP, DIGEST])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=9)

EXPECTED = expected_source(None, source=APP)


def shown(images: tuple[BuiltImage, ...]) -> None:
    """Judge images and print them in all forms."""
    judge = Judge(DEFAULTS, EXPECTED)
    for each in images:
        verified = Verified(each, judge.findings(each))
        json.loads(json_line(verified, EXPECTED))
        lines = [*text_lines(verified, Colors(on=False)), *github_lines(verified)]
        assert [printable(line) for line in lines] == lines


@given(st.lists(OBJECTS, min_size=1, max_size=2))
@examples(150)
def test_any_description(given: list[dict[str, Any]]) -> None:
    try:
        found = read_descriptions(
            json.dumps(given).encode(), name="<stdin>", ask=lambda name: image(name=name)
        )
    except ImageError:
        return
    shown(found)


@given(index=OBJECTS, manifest=OBJECTS, configuration=OBJECTS)
@examples(150)
def test_any_documents_of_a_layout(
    index: dict[str, Any], manifest: dict[str, Any], configuration: dict[str, Any]
) -> None:
    layout = Layout()
    config = layout.add(configuration, CONFIG)
    entry = layout.add({"config": config, **manifest}, "")
    files = layout.end(layout.add({"manifests": [entry], **index}, ""))

    def blob(digest: str) -> bytes | None:
        return files.get(f"blobs/{digest.replace(':', '/')}")

    try:
        found = tuple(images_of(json.loads(files["index.json"]), blob, name="app"))
    except ImageError:
        return
    shown(found)
