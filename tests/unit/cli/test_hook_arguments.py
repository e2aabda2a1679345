"""What is read without argparse is what argparse reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.cli.arguments import parse_arguments
from dockerlabel.cli.hook_arguments import FORMATS, plain_arguments

PATHS = st.sampled_from(("Dockerfile", "a b", ".", "", "é", "check", "--force-exclude", "=x", "@x"))


@given(st.sampled_from(tuple(FORMATS)), st.lists(PATHS, max_size=4))
def test_a_command_and_its_paths(command: str, paths: list[str]) -> None:
    plain = plain_arguments((command, *paths))
    if plain is None:
        assert "--force-exclude" in paths
        return
    read = vars(parse_arguments((command, *paths)))
    del read["subparser"]
    assert vars(plain) == read


@pytest.mark.parametrize(
    "given",
    [
        pytest.param((), id="nothing"),
        pytest.param(("--help",), id="an-option"),
        pytest.param(("chekc",), id="no-command"),
        pytest.param(("check", "-"), id="standard-input"),
        pytest.param(("check", "a", "-q"), id="a-short-option"),
        pytest.param(("check", "--", "a"), id="the-end-of-options"),
        pytest.param(("check", "a", "--force-exclude"), id="the-flag-behind-paths"),
        pytest.param(("source", "--force-exclude"), id="a-flag-of-others"),
    ],
)
def test_what_is_left_to_argparse(given: tuple[str, ...]) -> None:
    assert plain_arguments(given) is None
