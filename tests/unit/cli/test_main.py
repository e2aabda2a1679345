import io
import os
import sys
from pathlib import Path

import pytest

from dockerlabel.cli import check
from dockerlabel.cli.main import INTERRUPTED, main
from tests.conftest import MakeRepository, git

ORG = "https://github.com/octo-org/app"
KEY = "org.opencontainers.image.source"
WRONG = f"FROM a\nLABEL {KEY}=https://github.com/x/y\n"


@pytest.fixture
def path(make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wrong Dockerfile in the working directory."""
    root = make_repository(origin=ORG)
    monkeypatch.chdir(root)
    (root / "Dockerfile").write_text(WRONG)
    return root / "Dockerfile"


Output = pytest.CaptureFixture[str]


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.mark.usefixtures("path")
def test_check(capsys: Output) -> None:
    assert main(["check", "--output-format", "concise"]) == 1
    shown = capsys.readouterr()
    message = "`https://github.com/x/y` points to a different repository"
    assert shown.out == f"Dockerfile:2:39: error wrong-source {message}\n"
    assert shown.err == "1 error in 1 Dockerfile.\n1 fixable with `dockerlabel fix`.\n"


@pytest.mark.parametrize(
    ("options", "repeated"),
    [
        ("", ""),
        ("--ignore ssh-source --fail-on never", ""),
        ("--isolated --source https://github.com/octo-org/other", None),
        ("--remote origin --host a.example --host b.example --target prod", None),
        ("--config my=$.yaml", " --config 'my=$.yaml'"),
        ("--config ghp_0123456789abcdefghij", " --config '***'"),
    ],
)
def test_the_command_that_fixes_has_the_options_that_it_needs(
    path: Path, capsys: Output, options: str, repeated: str | None
) -> None:
    path.write_text(WRONG.replace("FROM a", "FROM a AS prod"))
    for name in ("my=$.yaml", "ghp_0123456789abcdefghij"):
        (path.parent / name).touch()
    assert main(["check", *options.split()]) in {0, 1}
    repeated = f" {options}" if repeated is None else repeated
    assert f"\n1 fixable with `dockerlabel fix{repeated}`.\n" in capsys.readouterr().err


@pytest.mark.usefixtures("path")
def test_quiet_leaves_the_summary_out(capsys: Output) -> None:
    assert main(["check", "-q"]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("error[wrong-source]: ")
    assert shown.err == ""


def test_fix(path: Path, capsys: Output) -> None:
    assert main(["fix"]) == 0
    assert path.read_text() == WRONG.replace("x/y", "octo-org/app")
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Dockerfile" in shown.err
    assert "1 file fixed.\n" in shown.err


@pytest.mark.usefixtures("path")
def test_source(capsys: Output) -> None:
    assert main(["source"]) == 0
    assert capsys.readouterr().out.startswith(f".: {ORG}\n")


@pytest.mark.usefixtures("path")
def test_labels(capsys: Output) -> None:
    assert main(["labels"]) == 0
    assert f"  {KEY} = https://github.com/x/y  (line 2)\n" in capsys.readouterr().out


@pytest.mark.usefixtures("path")
def test_options_reach_the_settings() -> None:
    assert main(["check", "--source", "https://github.com/x/y"]) == 0
    assert main(["check", "--ignore", "wrong-source, missing-source"]) == 0
    assert main(["check", "--select", "missing-source,ssh-source"]) == 0
    assert main(["check", "--fail-on", "never"]) == 0
    assert main(["check", "--remote", "origin"]) == 1


@pytest.mark.parametrize("command", ["check", "fix", "source"])
def test_a_remote_that_the_repository_lacks_is_an_error(
    path: Path, capsys: Output, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who mistypes a name may read that nothing was found."""
    git(path.parent, "remote", "add", "fork", "https://github.com/x/app")
    assert main([command, "--remote", "orign"]) == 2
    shown = capsys.readouterr()
    message = "dockerlabel: --remote: remote `orign` does not exist (remotes: `origin`, `fork`)\n"
    assert message in shown.err
    assert path.read_text() == WRONG
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo-org/app")
    assert main([command, "--remote", "orign"]) == 2, "whatever CI says"
    assert main([command, "--remote", "orign", "--source", "https://github.com/x/y"]) == 0
    for name in ("origin", "fork"):
        git(path.parent, "remote", "remove", name)
    assert main([command, "--remote", "orign"]) == 2
    assert "remote `orign` does not exist (remotes: none)\n" in capsys.readouterr().err


def test_a_remote_that_a_clone_lacks_is_a_note_if_the_configuration_names_it(
    path: Path, capsys: Output
) -> None:
    (path.parent / ".dockerlabel.yaml").write_text("remote: orign\n")
    assert main(["check", "--format", "concise"]) == 0
    assert "note unknown-remote " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value"),
    [
        pytest.param("REPO=app", "app", id="given"),
        pytest.param("REPO=a=b", "a=b", id="equals-sign"),
        pytest.param("REPO=", "", id="empty"),
        pytest.param("REPO", "inherited", id="from-the-environment"),
    ],
)
def test_build_arguments(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, option: str, value: str
) -> None:
    monkeypatch.setenv("REPO", "inherited")
    path.write_text("FROM a\nARG REPO\nLABEL a=<$REPO>\n")
    assert main(["labels", "--build-arg", option]) == 0
    assert f"  a = <{value}>  (line 3" in capsys.readouterr().out


def test_a_build_argument_that_the_environment_lacks_is_not_set(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `docker build --build-arg NAME` does: the default counts then."""
    monkeypatch.delenv("REPO", raising=False)
    path.write_text("FROM a\nARG REPO=default\nLABEL a=$REPO\n")
    assert main(["labels", "--build-arg", "REPO"]) == 0
    assert "  a = default  (line 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["check", "--build-arg", "=x"],
        ["check", "--output-format", "nonsense"],
        ["check", "--diff"],
        ["fix", "--output-format", "json"],
        ["labels", "--source", ORG],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str], capsys: Output) -> None:
    with pytest.raises(SystemExit) as error:
        main(arguments)
    assert error.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("usage: dockerlabel")


@pytest.mark.parametrize(
    ("machine", "platform"),
    [
        ("x86_64", "linux/amd64"),
        ("aarch64", "linux/arm64"),
        ("arm64", "linux/arm64"),
        ("armv7l", "linux/arm/v7"),
        ("armv6l", "linux/arm/v6"),
        ("i686", "linux/386"),
        ("s390x", "linux/s390x"),
        ("Power Macintosh", "linux/amd64"),
    ],
)
def test_the_hosts_platform_is_the_default(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch, machine: str, platform: str
) -> None:
    path.write_text("FROM a\nARG TARGETPLATFORM\nLABEL p=$TARGETPLATFORM\n")
    uname = os.uname()
    monkeypatch.setattr(os, "uname", lambda: os.uname_result((*uname[:4], machine)))
    assert main(["labels"]) == 0
    assert f"  p = {platform}  " in capsys.readouterr().out
    assert main(["labels", "--platform", "linux/riscv64"]) == 0
    assert "  p = linux/riscv64  " in capsys.readouterr().out
    assert main(["labels", "--platform", "Linux"]) == 0
    assert f"  p = {platform}  " in capsys.readouterr().out
    assert main(["labels", "--platform", "aarch64"]) == 0
    assert "  p = linux/arm64  " in capsys.readouterr().out


@pytest.mark.usefixtures("path")
def test_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "check", interrupted)
    assert main(["check"]) == INTERRUPTED == 130


@pytest.mark.usefixtures("path")
def test_standard_input(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, WRONG)
    assert main(["fix", "-"]) == 0
    expected = WRONG.replace("x/y", "octo-org/app").encode()
    assert capsysbinary.readouterr().out == expected


@pytest.mark.usefixtures("path")
def test_names_that_no_encoding_knows(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    Path("caf\udce9.dockerfile").write_text(WRONG)
    assert main(["check", "--output-format", "concise", "caf\udce9.dockerfile"]) == 1
    assert capsysbinary.readouterr().out.startswith(b"caf\\xe9.dockerfile:2:39: error ")


def test_a_name_for_standard_input_means_standard_input(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No editor that forgets `-` may have all files rewritten and its buffer emptied."""
    give(monkeypatch, "FROM a\nRUN b\n")
    assert main(["check", "--stdin-filename", "x/Dockerfile", "--format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("x/Dockerfile:1:1: warning missing-source")
    with pytest.raises(SystemExit, match="2"):
        main(["fix", "--stdin-filename", "Dockerfile", "Dockerfile"])
    assert path.read_text() == WRONG


@pytest.mark.usefixtures("path")
def test_rules_add_up(capsys: Output) -> None:
    assert main(["check", "--select", "ssh-source", "--select", "wrong-source"]) == 1
    assert main(["check", "--ignore", "wrong-source", "--ignore", "ssh-source"]) == 0
    with pytest.raises(SystemExit, match="2"):
        main(["check", "--select", ""])
    assert "a rule's name is required" in capsys.readouterr().err


def test_a_selected_rule_counts_whatever_the_configuration_ignores(path: Path) -> None:
    (path.parent / ".dockerlabel.yaml").write_text("ignore: [wrong-source]\n")
    assert main(["check"]) == 0
    assert main(["check", "--select", "wrong-source"]) == 1


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        pytest.param(["fix", "--dif"], "did you mean --diff?", id="option"),
        pytest.param(["labels", "--target", "a", "--target", "b"], "one --target", id="targets"),
        pytest.param(["labels", "--platform=a/b/c/d"], '"a/b/c/d": cannot parse', id="platform"),
        pytest.param(["labels", "--platform=x"], '"x": unknown operating system', id="system"),
        pytest.param(["check", "--isolated", "--config", "x"], "not allowed with", id="config"),
    ],
)
def test_usage_is_reported(arguments: list[str], advice: str, capsys: Output) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"usage: dockerlabel {arguments[0]} ")
    assert advice in shown.err


def test_what_a_search_leaves_out_a_hook_leaves_out(
    path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendored = path.parent / "vendor" / "Dockerfile"
    vendored.parent.mkdir()
    vendored.write_text(WRONG)
    assert main(["fix", "--force-exclude", "vendor/Dockerfile"]) == 0
    assert vendored.read_text() == WRONG
    give(monkeypatch, WRONG)
    assert main(["fix", "--force-exclude", "--stdin-filename", "vendor/Dockerfile", "-"]) == 0
    assert capsys.readouterr().out == WRONG
    (path.parent / ".dockerlabel.yaml").write_text("include: [vendor/]\n")
    assert main(["fix", "--force-exclude", "vendor/Dockerfile"]) == 0
    assert vendored.read_text() != WRONG


def test_absolute_paths_are_not_left_out_for_folders_above_the_project(
    tmp_path: Path, make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_repository("vendor/app", origin=ORG)
    monkeypatch.chdir(tmp_path)
    (root / "Dockerfile").write_text(WRONG)
    assert main(["check", "--force-exclude", str(root / "Dockerfile")]) == 1


@pytest.mark.parametrize("pattern", ["[z-a]", "!"])
def test_a_bad_pattern_is_reported(path: Path, pattern: str, capsys: Output) -> None:
    (path.parent / ".dockerlabel.yaml").write_text(f"ignore: []\nexclude: ['{pattern}']\n")
    assert main(["check", "--force-exclude", "Dockerfile"]) == 2
    shown = capsys.readouterr()
    assert ".dockerlabel.yaml:2: exclude: " in shown.err


def test_a_working_directory_that_is_gone_is_reported(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert main(["check"]) == 2
    assert "working directory" in capsys.readouterr().err


def test_labels_of_the_published_targets(path: Path, capsys: Output) -> None:
    path.write_text("FROM scratch AS a\nLABEL k=1\nFROM scratch AS b\nLABEL k=2\nFROM scratch\n")
    (path.parent / ".dockerlabel.yaml").write_text("targets: [a, b]\n")
    assert main(["labels", "--format", "json"]) == 0
    assert [line.count('"k": "1"') for line in capsys.readouterr().out.splitlines()] == [1, 0]
