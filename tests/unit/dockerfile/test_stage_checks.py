"""What the builder refuses in references of images, and in stages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.dockerfile.stage_checks import grammar_error, reference_error
from tests.unit.dockerfiles import error_in

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
            id="upper case behind an owner",
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


@pytest.mark.parametrize(
    ("text", "target", "place", "message"),
    [
        pytest.param("FROM a\n", "x", "FROM a", 'target stage "x" could not be found', id="target"),
        pytest.param(
            "FROM a\nCOPY --from=1 b c\n",
            None,
            "COPY --from=1 b c",
            "invalid stage index 1",
            id="index",
        ),
        pytest.param(
            "FROM a\nCOPY --from=-1 b c\n",
            None,
            "COPY --from=-1 b c",
            "invalid stage index -1",
            id="negative index",
        ),
        pytest.param("FROM a\nCOPY --from=image:1 b c\n", None, "", "", id="image"),
        pytest.param(
            "FROM a\nARG B\nCOPY --from=$B b c\n",
            None,
            "COPY --from=$B b c",
            "variable expansion is not supported for --from, define a new stage with FROM using "
            "ARG from global scope as a workaround",
            id="variable",
        ),
        pytest.param(
            "FROM a AS one\nCOPY --from=two b c\nFROM a AS two\nCOPY --from=ONE b c\n",
            None,
            "FROM a AS one",
            "circular dependency detected on stage: one",
            id="circle",
        ),
        pytest.param(
            "FROM a\nCOPY --from=0 b c\n",
            None,
            "FROM a",
            "circular dependency detected on stage: stage-0",
            id="itself",
        ),
        pytest.param(
            "FROM a AS one\nRUN --mount=type=bind,from=one b\n",
            None,
            "FROM a AS one",
            "circular dependency detected on stage: one",
            id="mount of itself",
        ),
        pytest.param(
            "FROM a AS one\nFROM One\n",
            "one",
            "FROM One",
            'failed to parse stage name "One": invalid reference format: '
            "repository name (library/One) must be lowercase",
            id="reference in a stage that is not needed",
        ),
        pytest.param(
            "ARG B\nFROM a$B AS one\nFROM $B\n",
            None,
            "FROM $B",
            "base name ($B) should not be blank",
            id="blank base",
        ),
    ],
)
def test_stages(text: str, target: str | None, place: str, message: str) -> None:
    assert error_in(text, target) == (place, message)


def test_a_long_chain_of_copies() -> None:
    """Neither recursion nor quadratic work."""
    stages = "".join(
        f"FROM scratch AS s{number}\nCOPY --from=s{number - 1} a b\n" for number in range(1, 3000)
    )
    assert error_in(f"FROM scratch AS s0\n{stages}") == ("", "")
