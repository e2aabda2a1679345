"""Which references of images the builder refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.dockerfile.references import grammar_error, reference_error

HEX = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("alpine", id="name"),
        pytest.param("alpine:3.22", id="tag"),
        pytest.param(f"alpine@sha256:{HEX}", id="digest"),
        pytest.param(f"alpine:3@sha256:{HEX}", id="tag and digest"),
        pytest.param("octo-org/app", id="owner"),
        pytest.param("a__b/c.d/e--f", id="separators"),
        pytest.param("ghcr.io/octo-org/app:v1_x-y.z", id="host"),
        pytest.param("localhost/app", id="localhost"),
        pytest.param("localhost:5000/app", id="port"),
        pytest.param("[::1]:5000/app", id="address"),
        pytest.param("HOST/app", id="host in upper case"),
        pytest.param("index.docker.io/alpine", id="index"),
        pytest.param(f"alpine:{'t' * 128}", id="longest tag"),
        pytest.param("a" * 247, id="longest name"),
        pytest.param(HEX[:-1], id="63 hexadecimal digits"),
    ],
)
def test_right(name: str) -> None:
    assert reference_error(name) == ""


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("", "invalid reference format", id="empty"),
        pytest.param("a b", "invalid reference format", id="blank"),
        pytest.param("alpine:", "invalid reference format", id="empty tag"),
        pytest.param("-alpine", "invalid reference format", id="hyphen"),
        pytest.param("a___b", "invalid reference format", id="three underscores"),
        pytest.param(f"alpine:{'t' * 129}", "invalid reference format", id="tag too long"),
        pytest.param("https://x/y", "invalid reference format", id="URL"),
        pytest.param(
            "Alpine",
            "invalid reference format: repository name (library/Alpine) must be lowercase",
            id="upper case",
        ),
        pytest.param(
            "octo/App",
            "invalid reference format: repository name (octo/App) must be lowercase",
            id="upper case after an owner",
        ),
        pytest.param(
            HEX,
            f"invalid repository name ({HEX}), cannot specify 64-byte hexadecimal strings",
            id="identifier",
        ),
        pytest.param(
            "a" * 256, "repository name must not be more than 255 characters", id="name too long"
        ),
        pytest.param("a@sha1:" + HEX, "unsupported digest algorithm", id="algorithm"),
        pytest.param("a@sha256:" + HEX[:32], "invalid checksum digest length", id="digest length"),
        pytest.param(
            "a@sha256:" + HEX.upper(), "invalid checksum digest format", id="digest in upper case"
        ),
    ],
)
def test_wrong(name: str, message: str) -> None:
    assert reference_error(name) == message


@given(
    st.one_of(
        st.from_regex("[a-z0-9./-]{1,70}(:[A-Za-z0-9_.-]{1,20})?", fullmatch=True),
        st.text("aA0./:-_@", max_size=70),
        st.text("0af", min_size=60, max_size=66),
    )
)
def test_what_is_taken_at_a_glance_is_right(name: str) -> None:
    assert reference_error(name) == grammar_error(name)
