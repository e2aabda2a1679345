import json
import os
from pathlib import Path

import pytest

from dockerlabel.config.settings import Settings
from dockerlabel.project.expected_source import (
    Resolver,
    alias_resolver,
    in_workspace,
    read_ci,
    read_hosts,
)
from dockerlabel.sources.expected import CiEnvironment
from tests.conftest import MakeRepository

ACTIONS = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "octo-org/app",
}


def test_ci() -> None:
    expected = CiEnvironment("https://github.com", "octo-org/app")
    assert read_ci(ACTIONS) == expected
    assert read_ci({**ACTIONS, "GITHUB_WORKSPACE": "/w"}) == expected._replace(workspace="/w")


@pytest.mark.parametrize("name", ACTIONS)
def test_no_ci(name: str) -> None:
    assert read_ci({**ACTIONS, name: ""}) is None
    assert read_ci({key: value for key, value in ACTIONS.items() if key != name}) is None


@pytest.mark.parametrize(
    ("event", "fork"),
    [
        ({"repository": {"fork": True}}, True),
        ({"repository": {"fork": False}}, False),
        ({"repository": {"fork": "true"}}, False),
        ({"repository": {}}, False),
        ({"repository": None}, False),
        ({}, False),
        ([], False),
        (None, False),
    ],
    ids=json.dumps,
)
def test_fork_in_the_event(tmp_path: Path, event: object, *, fork: bool) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    ci = read_ci({**ACTIONS, "GITHUB_EVENT_PATH": str(path)})
    assert ci is not None
    assert ci.fork is fork


@pytest.mark.parametrize("kind", ["absent", "no JSON", "no UTF-8", "FIFO", "directory", "deep"])
def test_event_that_cannot_be_read_says_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "event.json"
    match kind:
        case "no JSON":
            path.write_text("{")
        case "no UTF-8":
            path.write_bytes(b"\xff\xff")
        case "FIFO":
            os.mkfifo(path)
        case "directory":
            path.mkdir()
        case "deep":
            path.write_text("[" * 100_000)
    ci = read_ci({**ACTIONS, "GITHUB_EVENT_PATH": str(path)})
    assert ci is not None
    assert not ci.fork


def test_workspace(tmp_path: Path) -> None:
    ci = CiEnvironment("https://github.com", "octo-org/app", workspace=str(tmp_path / "w"))
    assert in_workspace(str(tmp_path / "w" / "Dockerfile"), ci)
    assert in_workspace(str(tmp_path / "w"), ci)
    assert not in_workspace(str(tmp_path / "wide" / "Dockerfile"), ci)
    assert in_workspace(str(tmp_path), ci._replace(workspace=""))
    assert in_workspace(str(tmp_path), None)


def test_workspace_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    ci = CiEnvironment("https://github.com", "octo-org/app", workspace=str(tmp_path / "link"))
    assert in_workspace(str(tmp_path / "real" / "Dockerfile"), ci)


def test_hosts() -> None:
    hosts = read_hosts(
        {"ssh.acme.example": "code.acme.example"},
        {"GH_HOST": "a.example", "GITHUB_SERVER_URL": "https://b.example"},
    )
    names = ("ssh.acme.example", "a.example", "b.example", "c.example")
    found = [hosts.canonical(name) for name in names]
    assert found == ["code.acme.example", "a.example", "b.example", None]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The file that a program called ssh, beside it, writes a line to whenever it is called."""
    log = tmp_path / "log"
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\necho called >>"{log}"\necho hostname github.com\n')
    ssh.chmod(0o755)
    return log


def environment(log: Path) -> dict[str, str]:
    return {"PATH": f"{log.parent}:{os.environ['PATH']}"}


def test_ssh_is_not_asked_in_ci() -> None:
    assert alias_resolver({"CI": "true"}) is None


@pytest.mark.parametrize("aliases", [True, False])
def test_ssh_is_asked_only_if_the_settings_allow_it(
    log: Path, make_repository: MakeRepository, *, aliases: bool
) -> None:
    root = str(make_repository(origin="git@work:octo-org/app.git"))
    resolver = Resolver(environment(log))
    found = resolver.expected_source(root, root, settings=Settings(ssh_aliases=aliases))
    assert (found.source is not None, log.exists()) == (aliases, aliases)


def test_ssh_is_asked_once_for_each_host(log: Path) -> None:
    resolve = alias_resolver(environment(log))
    assert resolve is not None
    assert [resolve("work"), resolve("work"), resolve("-x")] == ["github.com", "github.com", None]
    assert log.read_text() == "called\n"
