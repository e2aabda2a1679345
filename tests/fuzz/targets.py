"""What is fuzzed: each target takes any bytes and checks the properties of what reads them.

Most properties are from tests/properties, of a text of the fuzzer's and not of a grammar's.
One that does not hold, or anything that raises, is a finding. `run.py` is the driver, and
`test_corpus.py` checks the same properties of the kept corpus.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import yaml

from dockerlabel.cli.source import json_source, text_source
from dockerlabel.config.file import PathPatterns, path_patterns, read_configuration
from dockerlabel.config.settings import Configuration
from dockerlabel.credentials import credential_spans, mask_credentials, without_credentials
from dockerlabel.diagnostic import Applicability
from dockerlabel.dockerfile.image import evaluate, labels_of_stages
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.document import Document
from dockerlabel.git.remote_url import parse_remote_url
from dockerlabel.git.repository import Remote, Repository, parse_remotes
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import expected_source
from dockerlabel.sources.github_hosts import hosts_of
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.remotes import consider_remotes
from tests.conftest import PROJECT
from tests.properties import test_documents, test_fixes
from tests.properties.holding import hold
from tests.properties.images import MORE_ARGUMENTS, read
from tests.properties.labelled import SECRET
from tests.rules.judge import SOURCE, Harness, judge_of

FIXTURES = PROJECT / "fixtures"
HOSTS = hosts_of({"ssh.acme.example": "code.acme.example"})
TARGETS: dict[str, "Target"] = {}


class Target(NamedTuple):
    """What holds for any bytes, the inputs to begin with, and pieces that inputs are made of."""

    properties: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...] = ()


def _target(
    name: str, seeds: Callable[[], Iterable[bytes]], words: str = ""
) -> Callable[[Callable[[bytes], None]], Callable[[bytes], None]]:
    def add(properties: Callable[[bytes], None]) -> Callable[[bytes], None]:
        TARGETS[name] = Target(properties, seeds, tuple(words.split()))
        return properties

    return add


# --------------------------------------------------------------------------- Dockerfiles

_INSTRUCTIONS = (
    "FROM ARG ENV LABEL ONBUILD RUN COPY ADD SHELL HEALTHCHECK USER WORKDIR VOLUME EXPOSE CMD "
    "scratch AS --from= --platform= $BUILDPLATFORM $TARGETARCH # # escape=` # syntax= # check= "
    f"error=true {annotations.SOURCE}= org.opencontainers.image.sources= {SOURCE} {SOURCE}.git "
    f"{annotations.VCS_URL} "
    "${A:-${B:-c}} ${A:+b} ${A:?} ${A#*/} ${A##*} ${A%/*} ${A%%x} ${A/b/c} ${A//b/c} $A \\$ "
    '<<EOT <<-"EOT" EOT [" "] \\ ` \' " = git@github.com:octo-org/app.git {{ '
    "dockerlabel: ignore[wrong-source] ignore-file[missing-source]"
)


def _dockerfiles() -> Iterable[bytes]:
    for path in sorted((FIXTURES / "dockerfiles").glob("*.Dockerfile")):
        yield path.read_bytes()
    for path in sorted((FIXTURES / "conformance").glob("*.json")):
        for case in json.loads(path.read_bytes()):
            text = case.get("dockerfile") if isinstance(case, Mapping) else None
            if isinstance(text, str) and len(text) <= 2_000:
                yield text.encode("utf-8", "surrogateescape")


@_target("parser", _dockerfiles, _INSTRUCTIONS)
def _parser(data: bytes) -> None:
    """Bytes come back, parts cover the text, and places are where they are said to be."""
    document = Document.from_bytes(data)
    assert document.to_bytes() == data
    hold(test_documents.PROPERTIES, document.text)


@_target("evaluator", _dockerfiles, _INSTRUCTIONS)
def _evaluator(data: bytes) -> None:
    """All stages at once give what each gives as a target, under any build arguments."""
    text = Document.from_bytes(data).text
    dockerfile = read(text)
    for arguments in MORE_ARGUMENTS:
        options = BuildOptions(build_args=arguments)
        stages = read_stages(dockerfile, options)
        if isinstance(stages, BuildError):
            [image] = evaluate(dockerfile, options, targets=[None])
            assert isinstance(image, BuildError)
            assert labels_of_stages(dockerfile, options) == ()
            continue
        together = labels_of_stages(dockerfile, options)
        assert len(together) == len(stages.stages)
        [image] = evaluate(dockerfile, options, targets=[None])
        if not isinstance(image, BuildError):
            labels = together[image.stage.number]
            assert not isinstance(labels, BuildError)
            assert image.labels == {label.key: label for label in labels}
            assert image.chain[0] == image.stage.number
            assert {*image.chain} <= image.needed


@cache
def _judges() -> tuple[Harness, ...]:
    """Settings by the first byte of an input: whether declared, from remotes, and how strict."""
    return (
        judge_of({}),
        judge_of({"remotes": {"origin": SOURCE}}),
        judge_of({"remotes": {"origin": "git@github.com:octocat/app.git", "upstream": SOURCE}}),
        judge_of({"targets": ["build", "release"]}),
        judge_of({"source": "https://git.example.org/group/sub/app"}),
        judge_of({"remotes": {}}),
    )


def _judged() -> Iterable[bytes]:
    for number, path in enumerate(sorted((FIXTURES / "dockerfiles").glob("*.Dockerfile"))):
        yield bytes([number % 12]) + path.read_bytes()
    for path in sorted((FIXTURES / "rules").glob("*.md")):
        for number, block in enumerate(path.read_text("utf-8").split("```dockerfile\n")[1:]):
            yield bytes([number % 12]) + block.partition("```")[0].encode()


@_target("fixer", _judged, _INSTRUCTIONS)
def _fixer(data: bytes) -> None:
    """A fix is taken whole, twice is once, and nothing but source labels is another afterwards."""
    number = data[0] if data else 0
    judge = _judges()[number // 2 % len(_judges())]
    threshold = (Applicability.SAFE, Applicability.UNSAFE)[number % 2]
    text = Document.from_bytes(data[1:]).text
    example = test_fixes.example(text, judge, threshold)
    hold(
        [test_fixes.nothing_is_left, test_fixes.twice_is_once, test_fixes.other_labels_stay],
        example,
    )
    if "dockerlabel" not in text.lower():  # ignore comments are fixed as well
        hold([test_fixes.other_bytes_stay], example)
    lines = judge.output(text)
    assert not any(ord(letter) < 0x20 for letter in lines.replace("\n", ""))


# --------------------------------------------------------------------------- configuration

_SETTINGS = (
    "source: remote: hosts: ssh-aliases: targets: build-args: include: exclude: select: ignore: "
    "severity: fail-on: overrides: files: reason: missing-source wrong-source error warning never "
    "true yes null ~ - ? [ ] { } & * !! !!python/object | > ' \" # %YAML --- ... <<: \\x00 \\u2028 "
    f"{SOURCE} https:// github.acme.example 0x1f 1e9 2001-01-01"
)


def _configurations() -> Iterable[bytes]:
    for path in sorted(FIXTURES.rglob(".dockerlabel.yaml")):
        yield path.read_bytes()
    for path in sorted((PROJECT / "docs").glob("*.md")):
        for block in path.read_text("utf-8").split("```yaml\n")[1:]:
            yield block.partition("```")[0].encode()
    schema = json.loads((PROJECT / "src/dockerlabel/dockerlabel.schema.json").read_bytes())
    for name, key in schema["properties"].items():
        for example in key.get("examples", ()):
            yield yaml.safe_dump({name: example}).encode()


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)  # noqa: S108, PTH112, SIM115, RUF100 - kept for the process
    _KEPT.append(folder)
    return Path(folder.name) / ".dockerlabel.yaml"


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@_target("configuration", _configurations, _SETTINGS)
def _configuration(data: bytes) -> None:
    """A file is taken, or each error has a line of it and says something; twice gives the same."""
    path = _scratch()
    path.write_bytes(data)
    read_once = read_configuration(str(path), RULE_BY_NAME)
    assert read_configuration(str(path), RULE_BY_NAME) == read_once
    lines = max(data.count(b"\n"), len(data.decode("utf-8", "replace").splitlines())) + 1
    if isinstance(read_once, Configuration):
        assert all(1 <= line <= lines for line in read_once.lines.values())
        assert read_once.lines.keys() == read_once.values.keys()
        assert all(1 <= each.line <= lines for each in read_once.overrides)
        patterns = path_patterns(read_once)
        if isinstance(patterns, PathPatterns):
            for matches in patterns:
                matches(str(path.with_name("Dockerfile")))
            return
        read_once = patterns
    assert read_once
    for error in read_once:
        assert 0 <= error.line <= lines
        assert error.message.strip()


# --------------------------------------------------------------------------- git

_GIT = (
    "remote.origin.url remote.upstream.url remote.origin.pushurl remote.origin.gh-resolved base "
    "url.https://github.com/.insteadof url..insteadof gh: git@github.com: ssh:// git:// https:// "
    f"http:// file:// git+ssh:// {SOURCE} github.com ghcr.io ssh.github.com:443 [::1] %40 %2F %00 "
    "octo-org/app .git @ : / ? # ghp_0123456789abcdef0123456789abcdef0123 tree/main"
)


def _git_outputs() -> Iterable[bytes]:
    pairs = (
        ("remote.origin.url", "git@github.com:octo-org/app.git"),
        ("remote.upstream.url", f"https://mona:{SECRET}@github.com/octo-org/app"),
        ("remote.a.b.pushurl", SOURCE),
        ("remote.origin.gh-resolved", "base"),
        ("remote.origin.gh-resolved", "octo-org/other"),
        ("url.https://github.com/.insteadof", "gh:"),
        ("url.git@github.com:.insteadof", "https://github.com/"),
        ("remote.origin.url", "gh:octo-org/app"),
        ("remote.origin.url", ""),
        ("remote..url", "/srv/git"),
    )
    entries = [f"{key}\n{value}\0".encode() for key, value in pairs]
    yield from entries
    yield b"remote.origin.url\0"
    yield from (b"".join(entries[start:]) for start in range(len(entries)))


@_target("git-configuration", _git_outputs, _GIT)
def _git_configuration(data: bytes) -> None:
    """Remotes have URLs, one source at most is chosen, and its report is a line for each."""
    remotes, rewrites = parse_remotes(data.decode("utf-8", "surrogateescape"))
    assert all(remote.urls and all(remote.urls) for remote in remotes)
    assert len({remote.name for remote in remotes}) == len(remotes)
    repository = Repository("/app", remotes=remotes, rewrites=rewrites)
    for remote in (None, "origin"):
        found = expected_source(repository, remote=remote, hosts=HOSTS)
        lines = list(text_source("Dockerfile", found))
        assert len(lines) == 2 + len(found.remotes)
        assert all(line.isprintable() or not line.isascii() for line in lines)
        (line,) = json_source("Dockerfile", found)
        assert json.loads(line)["url"] == (found.source.url if found.source else None)
        if found.source:
            assert parse_label_value(found.source.url, HOSTS).canonical_url == found.source.url


def _values_of(name: str) -> Iterable[bytes]:
    for cases in yaml.safe_load((FIXTURES / "git" / name).read_bytes()).values():
        yield from (str(value).encode() for value in cases)


def _remote_urls() -> Iterable[bytes]:
    return _values_of("remote-urls.yaml")


@_target("remote-url", _remote_urls, _GIT)
def _remote_url(data: bytes) -> None:
    """Nothing of a user part comes out, and what is a repository of GitHub is one in a label."""
    text = data.decode("utf-8", "surrogateescape")
    _masked(text)
    url = parse_remote_url(text)
    if url:
        assert url.host
        assert not url.port or 0 <= int(url.port) <= 65_535
        assert url.user == "" or url.is_ssh or url.scheme == "git"
    repository = Repository("/app", remotes=(Remote("origin", (text,)),))
    (remote,), _ = consider_remotes(repository, HOSTS)
    assert bool(remote.source) is not bool(remote.passed_over)
    if remote.source:
        assert parse_label_value(remote.source, HOSTS).canonical_url == remote.source
    _hidden(text)


def _masked(text: str) -> None:
    spans = credential_spans(text)
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert len(without_credentials(text)) <= len(text)


def _hidden(text: str) -> None:
    """A password is masked, whatever is beside it in the user part of a URL."""
    beside = "".join(letter for letter in text if not letter.isspace() and letter not in "/?#")
    for user in (f"{beside}:{SECRET}", f"{SECRET}:{beside}", f"mona:{beside}{SECRET}{beside}"):
        url = f"https://{user}@github.com/octo-org/app"
        assert SECRET not in mask_credentials(url), url
        assert SECRET not in mask_credentials(f"see {url}: it leaks"), url
        repository = Repository("/app", remotes=(Remote("origin", (url,), (url,)),))
        assert SECRET not in repr(consider_remotes(repository, HOSTS)), url
        source = parse_label_value(url, HOSTS)
        assert SECRET not in source.shown + source.canonical_text + source.canonical_url, url


def _label_values() -> Iterable[bytes]:
    return _values_of("label-sources.yaml")


@_target("label-reader", _label_values, _GIT)
def _label_reader(data: bytes) -> None:
    """What is canonical stays so, and what is shown holds no credentials."""
    text = data.decode("utf-8", "surrogateescape")
    _masked(text)
    for expected in ("", SOURCE, "https://git.acme.example/group/sub/app"):
        source = parse_label_value(text, HOSTS, expected=expected)
        if source.canonical_url and HOSTS.canonical(source.host):
            again = parse_label_value(source.canonical_url, HOSTS, expected=expected)
            assert again.canonical_url == source.canonical_url
            assert (again.host, again.owner, again.name) == (source.host, source.owner, source.name)
    _hidden(text)
