"""What we make of URLs and configurations against what git and ssh make of them."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dockerlabel.git.client import read_repository, resolve_ssh_alias
from dockerlabel.git.remote_url import parse_remote_url
from dockerlabel.git.repository import Remote, Repository, rewritten
from dockerlabel.sources.expected import expected_source
from dockerlabel.sources.github_hosts import Hosts
from tests.conftest import examples

generated = examples(150)


class Bench:
    """A repository of its own, and git in an environment of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.environment = {
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C.UTF-8",
        }
        subprocess.run(("git", "init", "--quiet"), cwd=directory, check=True, env=self.environment)

    def git(self, *arguments: str, text: str = "") -> str | None:
        ended = subprocess.run(
            ("git", *arguments),
            cwd=self.directory,
            check=False,
            env=self.environment,
            input=os.fsencode(text),
            capture_output=True,
        )
        return os.fsdecode(ended.stdout) if ended.returncode == 0 else None

    def configure(self, text: str) -> None:
        (self.directory / ".git" / "config").write_text(
            f"[core]\n\trepositoryformatversion = 0\n{text}", encoding="utf-8"
        )


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("bench"))


def fields(output: str, *, separator: str) -> dict[str, str]:
    lines = (line.partition(separator) for line in output.split("\n") if line)
    return {key: value for key, _, value in lines}


HOSTS = st.sampled_from(
    ("github.com", "GitHub.com", "h", "h.example", "ssh.github.com", "a-b.c_d", "[::1]", "x%2ey")
)
USERS = st.sampled_from(("", "git@", "org-123@", "a@b@", "u%40v@", "@"))
PORTS = st.sampled_from(("", "", ":22", ":", ":0", ":65535", ":65536", ":x"))
SEGMENTS = st.text(alphabet="aZ09._-~%:@?#+= ä", max_size=6)
PATHS = st.builds(
    lambda segments, git: "/".join(segments) + git,
    st.lists(SEGMENTS, min_size=1, max_size=4),
    st.sampled_from(("", ".git", "/", ".git/")),
)
SSH_URLS = st.builds(
    lambda scheme, user, host, port, path: f"{scheme}://{user}{host}{port}/{path}",
    st.sampled_from(("ssh", "git+ssh", "ssh+git", "git")),
    USERS,
    HOSTS,
    PORTS,
    PATHS,
)
SCP_LIKE = st.builds(
    lambda user, host, path: f"{user}{host}:{path}",
    USERS,
    HOSTS | st.sampled_from(("[h:22]", "[git@h.example:22]", "[h]", "[github.com]")),
    PATHS,
)
WILD = st.text(alphabet="gh:/@.%2 ~a", min_size=1, max_size=14)


@generated
@given(url=SSH_URLS | SCP_LIKE | WILD)
@example(url="git@github.com://o/r")
@example(url="ssh://git%40github.com%2Fo/r")
@example(url="ssh://git@github.com?x/o/r")
@example(url="ssh://h/o%00r")
@example(url="./h:o/r")
def test_ssh_urls_are_read_as_git_does(bench: Bench, url: str) -> None:
    assume(not url.startswith("-") and "::" not in url.partition("/")[0].replace("[::1]", ""))
    assume(not (url[1:2] == ":" and url[0].isalpha()))  # a drive letter for us, on any system
    assume(not ("]:65536" in url or "]:x" in url))  # git overlooks a bad port after a bracket
    assume(":-" not in url)  # git refuses what ssh might take for an option
    assume("%0a" not in url.lower())  # its output is cut in lines
    output = bench.git("fetch-pack", "--diag-url", url)
    ours = parse_remote_url(url)
    told = fields(output.replace("Diag: ", ""), separator="=") if output else {}
    if told.get("protocol") not in {"ssh", "git"}:
        assert ours is None
        return
    place = told.get("userandhost", told.get("hostandport", "")).rpartition("@")[2]
    host, port = (place, told.get("port", "NONE")) if "port" in told else split_port(place)
    if not host or (":" in host and host != "::1"):  # no name that anybody could look up
        assert ours is None or ":" in ours.host
        return
    assert ours is not None
    assert ours.host == host
    assert ours.port == port.replace("NONE", "")
    # For /~octocat/x git asks for ~octocat/x, and, by the same token, for ~b where a~b is meant.
    # It looks at the second byte, not at the second letter.
    tilde = ours.path.encode("utf-8", "surrogateescape")[1:2] == b"~"
    assert told["path"] == (ours.path[1:] if tilde else ours.path)


def split_port(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, _, port = place[1:].partition("]")
        return host, port.removeprefix(":")
    host, _, port = place.partition(":")
    valid = not port or (port.isdigit() and int(port) < 65536)
    return (host, port) if valid else (place, "")


@generated
@given(
    scheme=st.sampled_from(("http", "https")),
    user=st.sampled_from(("", "u@", "u:p@", "x-access-token:t%40k@", ":p@")),
    host=st.sampled_from(("github.com", "GitHub.com", "h.example", "git%2Dhub.com", "h")),
    port=st.sampled_from(("", "", ":443", ":8443")),
    rest=st.builds(
        lambda start, path: start + path,
        st.sampled_from(("/", "//", "?", "#", "/?", "/#")),
        PATHS.map(lambda path: path.replace("@", "").replace(":", "")),
    ),
)
@example(scheme="https", user="", host="evil.example", port="", rest="?@github.com/o/r")
@example(scheme="https", user="", host="evil.example", port="", rest="/@github.com/o/r")
def test_http_urls_are_read_as_git_does(
    bench: Bench, scheme: str, user: str, host: str, port: str, rest: str
) -> None:
    assume(not (port and "%" in host))  # git leaves it encoded then, and curl decodes it
    url = f"{scheme}://{user}{host}{port}{rest}"
    options = ("-c", "credential.helper=", "-c", "credential.useHttpPath=true")
    output = bench.git(
        *options, "credential", "fill", text=f"url={url}\nusername=u\npassword=p\n\n"
    )
    ours = parse_remote_url(url)
    if output is None:
        return
    told = fields(output, separator="=")
    assert ours is not None
    assert ours.user == ""
    assert f"{ours.host}:{ours.port}".rstrip(":") == told["host"]
    assert ours.path.strip("/") == told.get("path", "").strip("/")


BASES = ("https://github.com/", "git@github.com:", "git@work:", "", "https://mirror.example/x/")
PREFIXES = ("gh:", "g", "gh:o", "GH:", "https://", "https://github.com/", "git@github.com:", "")
URLS = st.sampled_from(("gh:o/r", "gh:octo/r", "https://github.com/o/r", "git@github.com:o/r", "x"))


@generated
@given(
    pairs=st.lists(st.tuples(st.sampled_from(BASES), st.sampled_from(PREFIXES)), max_size=7),
    push=st.lists(st.tuples(st.sampled_from(BASES), st.sampled_from(PREFIXES)), max_size=2),
    url=URLS,
)
def test_urls_are_rewritten_as_git_does(
    bench: Bench, pairs: list[tuple[str, str]], push: list[tuple[str, str]], url: str
) -> None:
    bench.configure(
        f'[remote "origin"]\n\turl = "{url}"\n'
        + "".join(f'[url "{base}"]\n\tinsteadOf = "{prefix}"\n' for base, prefix in pairs)
        + "".join(f'[url "{base}"]\n\tpushInsteadOf = "{prefix}"\n' for base, prefix in push)
    )
    repository = read_repository(str(bench.directory), bench.environment)
    assert repository.failure == ""
    expected = bench.git("ls-remote", "--get-url", "origin")
    assert rewritten(url, repository.rewrites) + "\n" == expected


def quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")


NAMES = st.text(alphabet='aZ0.-_"\\ /ä=#', min_size=1, max_size=6)
VALUES = st.text(alphabet='aZ:/@."\\;#= \tä', min_size=1, max_size=12)


@generated
@given(
    remotes=st.lists(
        st.tuples(NAMES, st.sampled_from(("url", "pushurl", "gh-resolved")), VALUES), max_size=6
    )
)
def test_configurations_are_read_as_git_does(
    bench: Bench, remotes: list[tuple[str, str, str]]
) -> None:
    bench.configure(
        "".join(
            f'[remote "{quoted(name)}"]\n\t{key} = "{quoted(value)}"\n'
            for name, key, value in remotes
        )
    )
    repository = read_repository(str(bench.directory), bench.environment)
    assert repository.failure == ""
    assert {remote.name: remote.urls for remote in repository.remotes} == collected(remotes, "url")
    for remote in repository.remotes:
        listed = bench.git("config", "--null", "--get-all", f"remote.{remote.name}.url")
        assert listed == "".join(f"{url}\0" for url in remote.urls)
        pushed = collected(remotes, "pushurl").get(remote.name, ())
        assert remote.push_urls == pushed


def collected(remotes: Iterable[tuple[str, str, str]], key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, its_key, value in remotes:
        if its_key == key:
            found[name] = (*found.get(name, ()), value)
    return found


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The real ssh with a configuration of ours: it finds a user's own by the password database."""
    real = shutil.which("ssh")
    if real is None:
        pytest.skip("there is no ssh")
    directory = tmp_path_factory.mktemp("ssh")
    config, wrapper = directory / "config", directory / "ssh"
    wrapper.write_text(f'#!/bin/sh\nexec {real} -F {config} "$@"\n')
    wrapper.chmod(0o755)
    return config, {"PATH": f"{directory}:{os.environ['PATH']}"}


ALIASES = ("work", "Work", "github-work", "github.com-work", "w_1", "gh.example")
TARGETS = ("github.com", "ssh.github.com", "gitlab.com", "acme.ghe.com", "work", "GitHub.com")


@generated
@given(
    blocks=st.lists(st.tuples(st.sampled_from(ALIASES), st.sampled_from(TARGETS)), max_size=4),
    alias=st.sampled_from(ALIASES),
)
def test_aliases_mean_what_ssh_makes_of_them(
    ssh: tuple[Path, dict[str, str]], blocks: list[tuple[str, str]], alias: str
) -> None:
    config, environment = ssh
    config.write_text("".join(f"Host {name}\n  HostName {target}\n" for name, target in blocks))
    resolved = resolve_ssh_alias(alias, environment)
    target = next((target for name, target in blocks if name == alias), alias)
    assert resolved is not None
    assert resolved.lower() == target.lower()
    remotes = (Remote("origin", (f"git@{alias}:o/r.git",)),)
    expectation = expected_source(
        Repository("/r", remotes=remotes),
        resolve_alias=lambda host: resolve_ssh_alias(host, environment),
    )
    web = Hosts().canonical(target)
    url = expectation.source.url if expectation.source else None
    assert url == (f"https://{web}/o/r" if web else None)
