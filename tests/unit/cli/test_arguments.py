"""What is read without argparse is what argparse reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.cli.argument_parser import parse_arguments
from dockerlabel.cli.arguments import Arguments, hook_arguments

PATHS = st.sampled_from(("Dockerfile", "a b", ".", "", "é", "check", "--force-exclude", "=x", "@x"))


def said(arguments: Arguments) -> tuple[str, list[str], bool]:
    """All that is not as it is by default."""
    assert vars(arguments).keys() <= {"command", "paths", "force_exclude"}
    return arguments.command, [*arguments.paths], arguments.force_exclude


@given(st.sampled_from(("check", "fix")), st.lists(PATHS, max_size=4))
def test_a_command_and_its_paths(command: str, paths: list[str]) -> None:
    read = hook_arguments((command, *paths))
    if read is None:
        assert "--force-exclude" in paths[1:]
        return
    assert said(read) == said(parse_arguments((command, *paths)))


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
        pytest.param(("labels", "Dockerfile"), id="another-command"),
    ],
)
def test_what_is_left_to_argparse(given: tuple[str, ...]) -> None:
    assert hook_arguments(given) is None
