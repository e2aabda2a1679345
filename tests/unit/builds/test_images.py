import pytest

from dockerlabel.builds.images import Images


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM octo-org/base\n", True, id="a base"),
        pytest.param("FROM ghcr.io/Octo-Org/base:1\n", True, id="another letter case"),
        pytest.param("ARG OWNER=octo-org\nFROM $OWNER/base\n", True, id="put together"),
        pytest.param("FROM local-image/base\n", True, id="a local image"),
        pytest.param(
            "FROM x\nRUN --mount=from=octo-org/a curl https://x.example\n", True, id="beside a URL"
        ),
        pytest.param("FROM x\nLABEL a=b \\\n      vendor=octo-org\n", True, id="may be a label"),
        pytest.param("FROM x\nLABEL maintainer me@octo-org.example\n", False, id="a label"),
        pytest.param("# octo-org\nFROM x\n", False, id="a comment"),
        pytest.param("FROM x\nADD https://github.com/octo-org/a /a\n", False, id="a URL"),
        pytest.param("FROM alpine:3.22\n", False, id="nothing"),
    ],
)
def test_texts_that_may_name_an_image(text: str, *, expected: bool) -> None:
    images = Images((), ["Dockerfile"], repository="octo-org/app")
    assert images.may_be_named_in(text) == expected
