import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from dockerlabel.config.file import (
    FILE_NAMES,
    MAX_BYTES,
    find_configuration,
    misplaced_settings,
    read_configuration,
    searched_folders,
)
from dockerlabel.config.settings import DEFAULTS, Configuration, ConfigurationError, Settings
from dockerlabel.rules.registry import RULE_BY_NAME


def found(directory: Path, root: Path | None) -> str | ConfigurationError | None:
    return find_configuration(searched_folders(str(directory), root=str(root) if root else None))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "repo" / "images" / "base").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("name", [".dockerlabel.yaml", ".dockerlabel.yml"])
def test_the_nearest_file_upwards_counts(tree: Path, name: str) -> None:
    (tree / "repo" / name).touch()
    (tree / "repo" / "images" / name).touch()
    below, top = tree / "repo" / "images" / "base", tree / "repo"
    assert found(below, top) == str(tree / "repo" / "images" / name)
    assert found(top, top) == str(tree / "repo" / name)


def test_the_search_ends_at_the_repository(tree: Path) -> None:
    (tree / ".dockerlabel.yaml").touch()
    assert found(tree / "repo" / "images", tree / "repo") is None


def test_outside_a_repository_only_the_own_folder_counts(tree: Path) -> None:
    (tree / "repo" / ".dockerlabel.yaml").touch()
    assert found(tree / "repo" / "images", None) is None
    assert found(tree / "repo", None) == str(tree / "repo" / ".dockerlabel.yaml")


def test_a_folder_beside_the_repository_is_outside(tree: Path) -> None:
    (tree / ".dockerlabel.yaml").touch()
    (tree / "repo-2").mkdir()
    assert found(tree / "repo-2", tree / "repo") is None


def test_the_root_of_the_file_system_ends_the_search(tree: Path) -> None:
    assert found(tree / "repo", Path("/")) is None


def test_both_spellings_in_one_folder_are_an_error(tree: Path) -> None:
    (tree / ".dockerlabel.yaml").touch()
    (tree / ".dockerlabel.yml").touch()
    error = found(tree, None)
    assert isinstance(error, ConfigurationError)
    assert str(error).startswith(f"{tree}/.dockerlabel.yaml: .dockerlabel.yml is in the same")


def test_a_dangling_link_is_found_and_then_an_error(tree: Path) -> None:
    (tree / ".dockerlabel.yaml").symlink_to("nowhere")
    path = found(tree, None)
    assert isinstance(path, str)
    assert read_configuration(path, RULE_BY_NAME) == (
        ConfigurationError(path, 0, "cannot be read: no such file or directory"),
    )


def read(tmp_path: Path, data: bytes) -> Configuration | tuple[ConfigurationError, ...]:
    path = tmp_path / ".dockerlabel.yaml"
    path.write_bytes(data)
    return read_configuration(str(path), RULE_BY_NAME)


def refused(tmp_path: Path, data: bytes) -> list[tuple[int, str]]:
    errors = read(tmp_path, data)
    assert not isinstance(errors, Configuration), "nothing was refused"
    assert {error.path for error in errors} == {str(tmp_path / ".dockerlabel.yaml")}
    return [(error.line, error.message) for error in errors]


def test_settings_come_with_their_lines(tmp_path: Path) -> None:
    data = b"# ours\nremote: upstream\n\nhosts:\n  - github.acme.example\nssh-aliases: off\n"
    assert read(tmp_path, data) == Configuration(
        path=str(tmp_path / ".dockerlabel.yaml"),
        settings=Settings(
            remote="upstream",
            hosts={"github.acme.example": "github.acme.example"},
            ssh_aliases=False,
        ),
        lines={"remote": 2, "hosts": 4, "ssh-aliases": 6},
        values={"remote": "upstream", "hosts": ["github.acme.example"], "ssh-aliases": False},
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"# nothing yet\n", id="comment"),
        pytest.param(b"---\n...\n", id="empty-document"),
        pytest.param(b"\xef\xbb\xbf{}\r\n", id="byte-order-mark"),
    ],
)
def test_a_file_that_sets_nothing_is_the_defaults(tmp_path: Path, data: bytes) -> None:
    configuration = read(tmp_path, data)
    assert isinstance(configuration, Configuration)
    assert configuration.settings == DEFAULTS
    assert configuration.lines == {}


@pytest.mark.parametrize("truth", ["yes", "true", "on", "True", "YES"])
def test_truth_values_of_yaml_1_1_are_read(tmp_path: Path, truth: str) -> None:
    configuration = read(tmp_path, f"ssh-aliases: {truth}\n".encode())
    assert isinstance(configuration, Configuration)
    assert configuration.settings.ssh_aliases is True


def test_names_are_taken_as_written(tmp_path: Path) -> None:
    configuration = read(tmp_path, b"build-args: {NO: a, 1: b, ~: c}\n")
    assert isinstance(configuration, Configuration)
    assert configuration.settings.build_args == {"NO": "a", "1": "b", "~": "c"}


def test_settings_that_are_refused_come_with_their_lines(tmp_path: Path) -> None:
    data = b"remote: upstream\nsoruce: x\ntargets:\n  - api\n  -\nbuild-args:\n  V: 1.20\n"
    assert refused(tmp_path, data) == [
        (2, "soruce: unknown key; did you mean 'source'?"),
        (5, "targets[1]: must be a stage's name such as release, not left empty"),
        (7, "build-args.V: must be a text, not a number (in quotes it is a text)"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        pytest.param(b"a: b: c", 1, "is not valid YAML: mapping values are not", id="colons"),
        pytest.param(b"a: 1\n\tb: 2", 2, "is not valid YAML: while scanning", id="tab"),
        pytest.param(b"a: [1\n", 2, "is not valid YAML: while parsing a flow", id="open-list"),
        pytest.param(b"\n- x", 2, "must be keys and values", id="list"),
        pytest.param(b"text", 1, "must be keys and values", id="text"),
        pytest.param(b"a: 1\n---\nb: 2", 2, "is not valid YAML: expected a single", id="two"),
        pytest.param(b"remote: a\nremote: b", 2, "the key 'remote' is there twice", id="twice"),
        pytest.param(b"? [a]\n: b", 1, "a key must be plain text", id="list-as-key"),
        pytest.param(b"a: x\nb: \x07", 2, "is not valid YAML: a control character", id="bell"),
        pytest.param(b"a: x\n# caf\xe9", 2, "is not UTF-8", id="latin-1"),
        pytest.param(b"\xff\xfea\x00", 1, "is not UTF-8", id="utf-16"),
        pytest.param(b"a: &a [x]\nb: *a", 1, "an alias (*name) repeats this value", id="alias"),
        pytest.param(b"a: &a [*a]", 1, "an alias (*name) repeats this value", id="recursive"),
        pytest.param(b"a: *b", 1, "is not valid YAML: found undefined alias", id="undefined"),
        pytest.param(b"a: !!python/name:os.system x", 1, "must be plain text", id="python-tag"),
        pytest.param(b"a: !!map x", 1, "must be plain text", id="tagged-text"),
        pytest.param(b"a: !!bool x", 1, "must be plain text", id="no-truth"),
        pytest.param(b"a: !!set {x}", 1, "tags are not allowed", id="tagged-mapping"),
        pytest.param(b"a: 2001-01-01", 1, "must be plain text", id="date"),
        pytest.param(b"a: 2001-99-99", 1, "must be plain text", id="impossible-date"),
        pytest.param(b'a: x\nb: "\\U00110000"', 2, "is not valid YAML: an escape", id="no-letter"),
        pytest.param(b'a: "\\Uffffffff"', 1, "is not valid YAML: an escape", id="no-number"),
        pytest.param(
            b"%YAML 1." + b"1" * 5000 + b"\n---\na: b", 1, "is not valid YAML: ", id="version"
        ),
        pytest.param(b"a: " + b"[" * 20 + b"]" * 20, 1, "is nested too deeply", id="deep"),
        pytest.param(b"a: " + b"[" * 20_000, 1, "is nested too deeply", id="very-deep"),
        pytest.param(b"#" * (MAX_BYTES + 1), 0, "is larger than 65536 bytes", id="large"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(
    tmp_path: Path, data: bytes, line: int, message: str
) -> None:
    ((refused_line, refused_message),) = refused(tmp_path, data)
    assert refused_line == line
    assert refused_message.startswith(message)


def test_aliases_that_unfold_to_gigabytes_are_refused(tmp_path: Path) -> None:
    names = "abcdefghij"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in pairwise(names)]
    ((_, message),) = refused(tmp_path, "\n".join(lines).encode())
    assert message.startswith("an alias")


def test_a_fifo_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / ".dockerlabel.yaml"
    os.mkfifo(path)
    assert read_configuration(str(path), RULE_BY_NAME) == (
        ConfigurationError(str(path), 0, "cannot be read: it is not a regular file"),
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert read_configuration(str(tmp_path), RULE_BY_NAME) == (
        ConfigurationError(str(tmp_path), 0, "cannot be read: it is a directory"),
    )


def test_an_error_with_a_line_reads_like_a_compiler_s() -> None:
    assert str(ConfigurationError("a.yaml", 3, "is wrong")) == "a.yaml:3: is wrong"
    assert str(ConfigurationError("a.yaml", 0, "is wrong")) == "a.yaml: is wrong"


def test_yaml_is_not_loaded_where_there_is_no_file(tmp_path: Path) -> None:
    program = (
        "import sys; from dockerlabel.config.file import find_configuration, searched_folders;"
        "assert find_configuration(searched_folders(sys.argv[1], root=None)) is None;"
        "print('yaml' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.check_output(command, text=True) == "False\n"


@pytest.mark.parametrize(
    ("data", "is_misplaced"),
    [
        pytest.param(b"[tool.dockerlabel]\nremote = 'x'\n", True, id="table"),
        pytest.param(b"a = 1\r\n  [tool.dockerlabel.severity]\r\n", True, id="table-below-it"),
        pytest.param(b"[[tool.dockerlabel.overrides]]", True, id="array"),
        pytest.param(b"# [tool.dockerlabel]", False, id="comment"),
        pytest.param(b"[tool.dockerlabel-2]", False, id="other-name"),
        pytest.param(b'dependencies = ["dockerlabel"]\n', False, id="dependency"),
        pytest.param(b"[tool.dockerlabel]\n\xff", True, id="no-utf-8"),
    ],
)
def test_settings_in_pyproject_toml_are_misplaced(
    tmp_path: Path, data: bytes, *, is_misplaced: bool
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(data)
    warning = misplaced_settings(str(tmp_path), configured=False)
    assert bool(warning) is is_misplaced
    assert ".dockerlabel.yaml" in warning or not is_misplaced


def test_a_pyproject_toml_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    assert misplaced_settings(str(tmp_path), configured=False) == ""
    (tmp_path / "elsewhere").write_text("[tool.dockerlabel]\n")
    path.symlink_to("elsewhere")
    assert misplaced_settings(str(tmp_path), configured=False) == ""
    path.unlink()
    os.mkfifo(path)
    assert misplaced_settings(str(tmp_path), configured=False) == ""


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_configuration_file_without_its_dot_is_misplaced(tmp_path: Path, name: str) -> None:
    path = tmp_path / name[1:]
    path.touch()
    warning = f"{path}: the file is not read; rename it to {name}"
    assert misplaced_settings(str(tmp_path), configured=False) == warning
    assert misplaced_settings(str(tmp_path), configured=True) == ""
