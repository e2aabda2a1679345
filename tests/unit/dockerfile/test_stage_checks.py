"""What the builder refuses in stages."""

import pytest

from tests.unit.dockerfiles import error_in


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
            "FROM a$B AS one\nFROM $B\n",
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
