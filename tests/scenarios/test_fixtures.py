"""Dockerfiles as people write them: each in a repository of its own, with the outcome expected.

Beside `NAME.Dockerfile` is `NAME.diff`, which `fix --diff` prints for it: none where a fix
changes nothing. `--update-cases` rewrites these.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.conftest import PROJECT, git
from tests.scenarios.program import KEY, Program, Result, write

FOLDER = PROJECT / "fixtures" / "dockerfiles"
OUTCOMES: dict[str, Any] = yaml.safe_load((FOLDER / "outcomes.yaml").read_text())
DEFAULT_REMOTE = "git@github.com:octo-org/app.git"
PLATFORM = "--platform=linux/amd64"


class Run(NamedTuple):
    """What the program makes of all fixtures, by name: one process a command keeps it quick."""

    found: Mapping[str, list[str]]
    labels: Mapping[str, dict[str, Any]]
    remaining: Mapping[str, list[str]]  # without notes
    diffs: Mapping[str, bytes]
    fixed: Mapping[str, bytes]
    fixed_again: Mapping[str, bytes]


def remotes_of(outcome: Mapping[str, Any]) -> dict[str, str]:
    remotes = outcome.get("repository", DEFAULT_REMOTE)
    return remotes if isinstance(remotes, dict) else {"origin": remotes}


def prepare(root: Path, name: str) -> None:
    git(root, "init", "--quiet", "--initial-branch=main")
    for remote, url in remotes_of(OUTCOMES[name]).items():
        git(root, "remote", "add", remote, url)
    write(root, (FOLDER / name).read_bytes())
    settings = OUTCOMES[name].get("settings")
    if settings:
        write(root, yaml.safe_dump(settings).encode(), ".dockerlabel.yaml")


def by_name(checked: Result, *, notes: bool = True) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in OUTCOMES}
    for each in checked.json["diagnostics"]:
        if each["severity"] == "note" and not notes:
            continue
        start = each["start"]
        name = each["path"].removesuffix("/Dockerfile")
        found[name].append(f"{start['line']}:{start['column']} {each['rule']}")
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, dockerlabel: Program) -> Run:
    folder = tmp_path_factory.mktemp("fixtures")
    for name in OUTCOMES:
        (folder / name).mkdir()
        prepare(folder / name, name)
    paths = [f"{name}/Dockerfile" for name in OUTCOMES]

    def contents() -> dict[str, bytes]:
        return {name: (folder / name / "Dockerfile").read_bytes() for name in OUTCOMES}

    found = by_name(dockerlabel(folder, "check", "--format=json", *paths))
    labels = dockerlabel(folder, "labels", PLATFORM, "--format=json", *paths).text.splitlines()
    diffs = {
        name: dockerlabel(folder / name, "fix", "--diff", "--quiet", "Dockerfile").output
        for name in OUTCOMES
    }
    assert dockerlabel(folder, "fix", "--quiet", *paths).status in {0, 1}
    fixed = contents()
    remaining = dockerlabel(folder, "check", "--format=json", *paths)
    assert dockerlabel(folder, "fix", "--quiet", *paths).status in {0, 1}
    return Run(
        found,
        {name: json.loads(line) for name, line in zip(OUTCOMES, labels, strict=True)},
        by_name(remaining, notes=False),
        diffs,
        fixed,
        contents(),
    )


def test_every_file_has_an_outcome_and_every_outcome_a_file() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.Dockerfile")) == sorted(OUTCOMES)
    assert len(OUTCOMES) >= 40
    assert {diff_of(path.name) for path in FOLDER.glob("*.Dockerfile")} >= {*FOLDER.glob("*.diff")}


@pytest.mark.parametrize("name", OUTCOMES)
def test_findings(run: Run, name: str) -> None:
    assert run.found[name] == OUTCOMES[name]["findings"]


@pytest.mark.parametrize("name", OUTCOMES)
def test_fixed(run: Run, name: str) -> None:
    assert (run.remaining[name] == []) is OUTCOMES[name]["fixed"], run.remaining[name]
    assert run.fixed_again[name] == run.fixed[name], "a second fix changes nothing"


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_fix_touches_nothing_but_the_source(run: Run, name: str) -> None:
    before = (FOLDER / name).read_bytes()
    if all(found.endswith((" unknown-remote", " forked-source")) for found in run.found[name]):
        assert run.fixed[name] == before
    else:
        changed = changed_lines(before, run.fixed[name])
        assert all(KEY.encode() in line or b"ARG " in line for line in changed)


def diff_of(name: str) -> Path:
    return (FOLDER / name).with_suffix(".diff")


@pytest.mark.parametrize("name", OUTCOMES)
def test_diff(run: Run, name: str, *, update_cases: bool) -> None:
    path = diff_of(name)
    if update_cases:
        path.unlink(missing_ok=True)
        if run.diffs[name]:
            path.write_bytes(run.diffs[name])
    assert run.diffs[name] == (path.read_bytes() if path.exists() else b"")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.diff")), ids=lambda path: path.stem)
def test_a_diff_applies(run: Run, tmp_path: Path, path: Path) -> None:
    """By git's own word, and what comes out is what `fix` writes."""
    name = f"{path.stem}.Dockerfile"
    target = write(tmp_path, (FOLDER / name).read_bytes())
    git(tmp_path, "apply", str(path))
    assert target.read_bytes() == run.fixed[name]


def changed_lines(before: bytes, after: bytes) -> list[bytes]:
    """The lines of the new text that the old text has not, continuation marks left aside."""
    old = {line.rstrip(b"\\`\r\n ") for line in before.split(b"\n")}
    return [line for line in after.split(b"\n") if line.rstrip(b"\\`\r\n ") not in old]


@pytest.mark.parametrize("name", [name for name in OUTCOMES if "labels" in OUTCOMES[name]])
def test_labels(run: Run, name: str) -> None:
    assert run.labels[name]["labels"].get(KEY) == OUTCOMES[name]["labels"]
