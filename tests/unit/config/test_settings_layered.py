"""Overrides: read from a file, and merged over its settings file by file."""

import os
from pathlib import Path

import pytest

from dockerlabel.config.file import read_configuration
from dockerlabel.config.settings import Configuration, Origin, Override
from dockerlabel.diagnostic import Severity
from dockerlabel.project.usage import Usage
from dockerlabel.project.workspace import Options, RefusedSettingsError, Workspace
from dockerlabel.rules.registry import RULE_BY_NAME
from tests.conftest import MakeRepository

ORG = "https://github.com/octo-org/app"
BASE = "https://github.com/octo-org/base"

TEXT = f"""\
# ours
remote: origin
fail-on: note
overrides:
  - files: ["images/**"]
    reason: they are shared
    fail-on: error
    targets: [release]

  - source: {BASE}
    reason: published from another repository
    files:
      - images/base/
"""


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    root = make_repository(origin=ORG)
    (root / ".dockerlabel.yaml").write_text(TEXT)
    return root


def workspace(options: Options | None = None) -> Workspace:
    return Workspace(options or Options(), {"PATH": os.environ["PATH"]})


def refused(root: Path, text: str) -> list[str]:
    """What is reported of a configuration file: the line's number and the message."""
    (root / ".dockerlabel.yaml").write_text(text)
    with pytest.raises(RefusedSettingsError) as error:
        workspace().settings(str(root / "Dockerfile"))
    start = f"{root / '.dockerlabel.yaml'}:"
    lines = str(error.value).split("\n")
    assert all(line.startswith(start) for line in lines)
    return [line.removeprefix(start) for line in lines]


def test_they_are_read_with_their_lines(root: Path) -> None:
    configuration = read_configuration(str(root / ".dockerlabel.yaml"), RULE_BY_NAME)
    assert isinstance(configuration, Configuration)
    assert configuration.lines == {"remote": 2, "fail-on": 3}
    assert configuration.overrides == (
        Override(
            ("images/**",),
            "they are shared",
            {"fail-on": "error", "targets": ["release"]},
            5,
            {"files": 5, "reason": 6, "fail-on": 7, "targets": 8},
        ),
        Override(
            ("images/base/",),
            "published from another repository",
            {"source": BASE},
            10,
            {"source": 10, "reason": 11, "files": 12},
        ),
    )


def test_later_ones_win_key_by_key(root: Path) -> None:
    held = workspace()
    top = held.settings(str(root / "Dockerfile")).settings
    assert (top.source, top.fail_on, top.targets) == (None, Severity.NOTE, None)
    shared = held.settings(str(root / "images/tool/Dockerfile")).settings
    assert (shared.source, shared.fail_on, shared.targets) == (None, Severity.ERROR, ("release",))
    base = held.settings(str(root / "images/base/Dockerfile")).settings
    assert (base.source, base.fail_on, base.targets) == (BASE, Severity.ERROR, ("release",))
    assert {each.remote for each in (top, shared, base)} == {"origin"}


def test_the_later_of_two_that_set_a_key(root: Path) -> None:
    text = "overrides: [{files: [a], fail-on: note}, {files: [a], fail-on: never}]\n"
    (root / ".dockerlabel.yaml").write_text(text)
    assert workspace().settings(str(root / "a")).settings.fail_on is None


def test_files_of_one_folder_may_differ(root: Path) -> None:
    text = f"overrides:\n- {{files: [Dockerfile.base], source: {BASE}, reason: x}}\n"
    (root / ".dockerlabel.yaml").write_text(text)
    held = workspace()
    for name, url in (("Dockerfile", ORG), ("Dockerfile.base", BASE), ("Dockerfile", ORG)):
        expected = held.expected(str(root / name)).source
        assert expected
        assert expected.url == url


def test_options_override_overrides(root: Path) -> None:
    options = Options({"source": "https://github.com/x/y", "fail-on": "never"})
    settings = workspace(options).settings(str(root / "images/base/Dockerfile")).settings
    assert settings.source == "https://github.com/x/y"
    assert settings.fail_on is None
    assert settings.targets == ("release",)


def test_isolated_leaves_them_out(root: Path) -> None:
    settings = (
        workspace(Options(isolated=True)).settings(str(root / "images/base/Dockerfile")).settings
    )
    assert settings.source is None


def test_a_value_is_replaced_as_a_whole(root: Path) -> None:
    (root / ".dockerlabel.yaml").write_text(
        "severity: {wrong-source: note}\nbuild-args: {A: a}\n"
        "overrides: [{files: [x], severity: {ssh-source: note}, build-args: {B: b}}]\n"
    )
    settings = workspace().settings(str(root / "x")).settings
    assert settings.severity == {"ssh-source": Severity.NOTE}
    assert settings.build_args == {"B": "b"}


def test_where_a_value_comes_from(root: Path) -> None:
    held = workspace(Options({"build-args": {"A": "b"}}))
    in_force = held.settings(str(root / "images/base/Dockerfile"))
    assert in_force.fitting == (0, 1)
    layers = {key: in_force.layer_of(key) for key in ("source", "remote", "build-args")}
    path = root / ".dockerlabel.yaml"
    assert layers["source"]
    assert layers["source"].origin is Origin.OVERRIDE
    assert layers["source"].place("source") == f"{path}:10"
    assert layers["source"].reason == "published from another repository"
    assert layers["remote"]
    assert (layers["remote"].origin, layers["remote"].place("remote")) == (Origin.FILE, f"{path}:2")
    assert layers["build-args"]
    assert layers["build-args"].origin is Origin.OPTION
    assert in_force.layer_of("hosts") is None


def test_patterns_are_relative_to_the_configuration_file(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "images" / "base").mkdir(parents=True)
    monkeypatch.chdir(root / "images")
    held = workspace()
    assert held.settings("base/Dockerfile").fitting == (0, 1)
    assert held.settings("../Dockerfile").fitting == ()
    assert held.settings("Dockerfile").fitting == (0,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            "overrides:\n- files: [a]\n  severity:\n    wrong-sorce: note\n",
            ["4: overrides[0].severity.wrong-sorce: unknown rule wrong-sorce; did you"],
            id="severity",
        ),
        pytest.param(
            "ignore: [x]\noverrides:\n- files: [a]\n  select:\n  - wrong-source\n  - ssh-sauce\n",
            [
                "1: ignore[0]: unknown rule x; ",
                "6: overrides[0].select[1]: unknown rule ss",
            ],
            id="rules",
        ),
        pytest.param(
            "exclude: ['[z-a]']\noverrides:\n- fail-on: note\n  files:\n  - '!'\n",
            ["1: exclude: invalid pattern: ", "4: overrides[0].files: invalid pattern: "],
            id="patterns",
        ),
        pytest.param(
            "\noverrides:\n- files: [a]\n- reason: b\n",
            ["4: overrides[1]: must have the key `files`"],
            id="no-files",
        ),
        pytest.param(
            "overrides:\n- &a\n  files: [a]\n- *a\n", ["2: an alias (*name) repeats"], id="alias"
        ),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(root: Path, text: str, told: list[str]) -> None:
    lines = refused(root, text)
    assert len(lines) == len(told)
    for line, start in zip(lines, told, strict=True):
        assert line.startswith(start)


def test_a_broken_file_is_read_once(root: Path) -> None:
    (root / ".dockerlabel.yaml").write_text("remote: ''\n")
    held = workspace()
    for _ in range(2):
        with pytest.raises(RefusedSettingsError, match="remote: must be"):
            held.settings(str(root / "Dockerfile"))
        (root / ".dockerlabel.yaml").unlink(missing_ok=True)
        (root / ".dockerlabel.yaml").touch()


UNUSED = ("5: overrides[0]", "10: overrides[1]")


def unused(root: Path, *used: str, paths: tuple[str, ...] = ("",)) -> list[str]:
    """What is reported after a run over `paths` that came to the files `used`."""
    held, usage = workspace(), Usage()
    for name in ("Dockerfile", *used):
        usage.saw(held.settings(str(root / name)), None)
    lines = usage.unused(held.configurations, [str(root / path) for path in paths])
    return [line.removeprefix(f"{root}/.dockerlabel.yaml:") for line in lines]


def test_unused_ones_are_reported(root: Path) -> None:
    first, second = (f"{line}: `files` matches no Dockerfile" for line in UNUSED)
    assert unused(root) == [first, second]
    assert unused(root, "images/x") == [second]
    assert unused(root, "images/base/Dockerfile") == []


def test_a_run_over_a_part_says_nothing(root: Path) -> None:
    (root / "images").mkdir()
    (root / "images-2").mkdir()
    assert unused(root, paths=("images", "images-2", "Dockerfile", "nowhere")) == []


def test_a_run_over_a_folder_above_is_over_the_whole(root: Path) -> None:
    assert len(unused(root, paths=("images", ".."))) == 2


def test_a_file_below_a_nearer_configuration_does_not_count(root: Path) -> None:
    (root / "images").mkdir()
    (root / "images" / ".dockerlabel.yaml").write_text("")
    assert len(unused(root, "images/base/Dockerfile")) == 2
