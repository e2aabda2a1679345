"""Settings of a repository, and how mistakes in them are reported."""

from pathlib import Path

import pytest

from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled, write

OTHER = "https://github.com/someone-else/tool"
COMMANDS = ("check", "fix", "labels", "source")


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=ORG)


MISTAKES = {
    "unknown-key": ("remote: upstream\nsorce: x\n", 2, "did you mean 'source'?"),
    "wrong-type": ("# comment\n\ntargets: release\n", 3, "targets: "),
    "no-url": ("source: octo-org/app\n", 1, "source: must be an https URL"),
    "no-yaml": ("hosts: [a\n", 2, "not valid YAML"),
    "twice": ("remote: a\nremote: b\n", 2, "'remote' is there twice"),
    "no-mapping": ("- remote\n", 1, "must be keys and values"),
    "no-rule": ("remote: a\nignore: [missing-sauce]\n", 2, "did you mean missing-source?"),
}


@pytest.mark.parametrize(("text", "line", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_reported_with_file_and_line(
    root: Path, dockerlabel: Program, text: str, line: int, told: str
) -> None:
    path = write(root, labelled(OTHER))
    write(root, b"FROM a\n", "sub/Dockerfile")
    write(root, text.encode(), ".dockerlabel.yaml")
    for command in COMMANDS:
        ended = dockerlabel(root, command)
        assert (ended.status, ended.output) == (2, b""), command
        assert f".dockerlabel.yaml:{line}: " in ended.errors
        assert told in ended.errors
        assert ended.errors.count(told) == 1, "it is reported once, not for each file"
    assert path.read_bytes() == labelled(OTHER)


def test_a_mistake_in_one_repository_does_not_stop_the_others(
    root: Path, make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    write(root, labelled(OTHER))
    write(root, b"sorce: x\n", ".dockerlabel.yaml")
    path = write(make_repository("good", origin=ORG), labelled(OTHER))
    ended = dockerlabel(tmp_path, "fix", "app/Dockerfile", "good/Dockerfile")
    assert ended.status == 2
    assert path.read_bytes() == labelled(ORG)


def test_a_mistake_on_the_command_line_is_reported_without_any_file(
    tmp_path: Path, dockerlabel: Program
) -> None:
    for options in (("--select", "missing-sauce"), ("--source", "nonsense")):
        ended = dockerlabel(tmp_path, "check", *options)
        assert (ended.status, ended.output) == (2, b"")
        assert options[0].strip("-") in ended.errors or "missing-source" in ended.errors


@pytest.mark.parametrize("option", ["--target", "--host"])
def test_an_option_is_named_as_it_was_typed(root: Path, dockerlabel: Program, option: str) -> None:
    write(root, labelled(ORG))
    ended = dockerlabel(root, "check", option, "")
    assert ended.status == 2
    assert f"{option}: " in ended.errors


def test_options_override_the_file_and_isolated_leaves_it_out(
    root: Path, dockerlabel: Program
) -> None:
    write(root, labelled(OTHER))
    write(root, f"source: {OTHER}\n".encode(), ".dockerlabel.yaml")
    assert dockerlabel(root, "check").status == 0
    assert dockerlabel(root, "check", "--source", ORG).status == 1
    assert dockerlabel(root, "check", "--isolated").status == 1
    other = write(root, f"source: {ORG}\n".encode(), "other.yaml")
    assert dockerlabel(root, "check", "--config", str(other)).status == 1


def test_the_nearest_file_counts_alone(root: Path, dockerlabel: Program) -> None:
    write(root, labelled(OTHER), "sub/deeper/Dockerfile")
    write(root, f"source: {OTHER}\n".encode(), ".dockerlabel.yaml")
    assert dockerlabel(root, "check").status == 0
    write(root, b"ignore: [missing-source]\n", "sub/.dockerlabel.yml")
    assert dockerlabel(root / "sub", "check").status == 1


def test_include_and_exclude(root: Path, dockerlabel: Program) -> None:
    for name in ("docker/api.df", "docker/old/Dockerfile", "testdata/Dockerfile", "Dockerfile.j2"):
        write(root, labelled(OTHER), name)
    write(root, b"include: ['docker/*.df']\nexclude: [docker/old/]\n", ".dockerlabel.yaml")

    def paths(*arguments: str) -> list[str]:
        return [path for path, *_ in dockerlabel(root, "check", "--format=json", *arguments).found]

    assert paths() == ["docker/api.df"]
    assert paths("docker/old/Dockerfile") == ["docker/old/Dockerfile"]
    assert paths("testdata/Dockerfile") == ["testdata/Dockerfile"]
    assert paths("--force-exclude", "docker/old/Dockerfile", "docker/api.df") == ["docker/api.df"]


def test_targets_and_build_arguments(root: Path, dockerlabel: Program) -> None:
    text = (
        f"FROM a AS release\nARG REPO\nLABEL {KEY}=https://github.com/octo-org/$REPO\n"
        "FROM a AS test\nRUN x\n"
    )
    write(root, text.encode())
    assert dockerlabel(root, "check").status == 1
    write(root, b"targets: [release]\nbuild-args: {REPO: app}\n", ".dockerlabel.yaml")
    assert dockerlabel(root, "check").output == b""
    assert dockerlabel(root, "check", "--build-arg", "REPO=tool").status == 1
    labels = dockerlabel(
        root, *("labels", "--format=json", "--target=release", "--build-arg=REPO"), REPO="from-env"
    )
    assert labels.json["labels"] == {KEY: "https://github.com/octo-org/from-env"}


def test_own_hosts(make_repository: MakeRepository, dockerlabel: Program) -> None:
    root = make_repository("server", origin="git@ssh.acme.example:platform/deploy.git")
    path = write(root, b"FROM alpine:3.22\n")
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == b"FROM alpine:3.22\n"
    write(root, b"hosts: {ssh.acme.example: code.acme.example}\n", ".dockerlabel.yaml")
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == labelled("https://code.acme.example/platform/deploy")


def test_a_file_without_its_dot_is_named_until_there_is_one_with_it(
    root: Path, dockerlabel: Program
) -> None:
    write(root, labelled(ORG), "services/api/Dockerfile")
    path = write(root, b"fail-on: note\n", "dockerlabel.yaml")
    told = f"warning: {path}: the file is not read; rename it to .dockerlabel.yaml\n"
    for command in ("check", "fix", "labels", "config"):
        ended = dockerlabel(root, command, "services/api/Dockerfile")
        assert ended.status == 0
        assert ended.errors.count(told) == 1
    write(root, b"", ".dockerlabel.yml")
    assert told not in dockerlabel(root, "check").errors


def test_a_table_in_pyproject_toml_is_named_with_the_file_to_use(
    root: Path, dockerlabel: Program
) -> None:
    write(root, labelled(ORG), "services/api/Dockerfile")
    write(root, labelled(ORG), "services/web/Dockerfile")
    write(root, b"[project]\nname = 'x'\n\n[tool.dockerlabel]\nremote = 'a'\n", "pyproject.toml")
    told = f"warning: {root}/pyproject.toml: `[tool.dockerlabel]` is not read; write the settings"
    for command in ("check", "fix", "labels"):
        ended = dockerlabel(root, command)
        assert ended.status == 0
        assert ended.errors.count(told) == 1
    shown = dockerlabel(root, "config", "services/api")
    assert told in shown.errors
    assert ".dockerlabel.yaml" in shown.errors
    for options in (("--isolated",), ("--quiet",)):
        assert told not in dockerlabel(root, "check", *options).errors
