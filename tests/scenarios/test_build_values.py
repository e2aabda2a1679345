"""Values of the label in build definitions: which files are taken, and what is made of them."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import dockerlabel as public
from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled, write

SSH = "git@github.com:octo-org/app.git"
SUFFIX = f"{ORG}.git"
OTHER = "https://github.com/else/tool"
WORKFLOW = ".github/workflows/docker.yml"
BAKE = "docker-bake.hcl"


def step(value: str, *lines: str) -> str:
    """A workflow that builds an image with a label; lines follow its own."""
    head = "jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
    own = ("push: true", f"labels: {KEY}={value}", *lines)
    return head + "".join(f"          {line}\n" for line in own)


def bake(value: str, dockerfile: str = "Dockerfile") -> str:
    labels = f'labels = {{ "{KEY}" = "{value}" }}'
    return f'target "app" {{\n  dockerfile = "{dockerfile}"\n  {labels}\n}}\n'


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin=SSH)


def put(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        write(root, text.encode(), name)


def found(program: Program, root: Path, *arguments: str) -> list[tuple[str, str, str]]:
    return program(root, "check", "--format", "json", *arguments).found


def checked(program: Program, root: Path, *arguments: str) -> str:
    """What the summary says was checked."""
    errors = program(root, "check", *arguments).errors
    return errors.partition(" checked:")[0]


TAKEN = {
    "workflow": WORKFLOW,
    "action": ".github/actions/image/action.yml",
    "compose": "deploy/compose.yaml",
    "goreleaser": ".goreleaser.yml",
    "bake": BAKE,
    "bake in JSON": "images/docker-bake.json",
}
LEFT_OUT = {
    "script": "build.sh",
    "another workflow's folder": "sub/.github/workflows/docker.yml",
    "template": "docker-bake.hcl.j2",
    "node_modules": "node_modules/tool/compose.yaml",
    "ignored by git": "ignored/compose.yaml",
    "excluded": "old/compose.yaml",
    "in an override": "other/compose.yaml",
}
SETTINGS = """\
exclude: [old/]
overrides: [{files: [other/], build-definitions: false}]
"""


def test_a_search_takes_definitions_that_hold_the_key(root: Path, dockerlabel: Program) -> None:
    put(root, **dict.fromkeys((*TAKEN.values(), *LEFT_OUT.values()), f"# {KEY}\n"))
    put(root, **{".gitignore": "ignored/\n", ".dockerlabel.yaml": SETTINGS})
    assert checked(dockerlabel, root) == f"{len(TAKEN)} build definitions"
    assert checked(dockerlabel, root, ".github") == "2 build definitions"
    assert checked(dockerlabel, root / ".github" / "workflows") == "1 build definition"
    put(root, Dockerfile="FROM scratch\n")
    assert checked(dockerlabel, root, "--ignore", "missing-source") == (
        f"1 Dockerfile and {len(TAKEN)} build definitions"
    )


@pytest.mark.parametrize("path", TAKEN.values(), ids=TAKEN)
def test_a_definition_without_the_key_is_not_taken(
    root: Path, dockerlabel: Program, path: str
) -> None:
    put(root, **{path: "# org.opencontainers.image.title\n"})
    for arguments in ((), (path,)):
        assert dockerlabel(root, "check", *arguments).errors == (
            "dockerlabel: warning: no Dockerfile found\n"
        )


def test_a_named_file_is_taken_unless_hooks_leave_it_out(root: Path, dockerlabel: Program) -> None:
    put(root, **{"old/compose.yaml": f"# {KEY}\n", ".dockerlabel.yaml": SETTINGS})
    put(root, **{"other/compose.yaml": f"# {KEY}\n"})
    assert checked(dockerlabel, root, "old/compose.yaml") == "1 build definition"
    for arguments in (("--force-exclude", "old/compose.yaml"), ("other/compose.yaml",)):
        assert "checked" not in dockerlabel(root, "check", *arguments).errors


def test_what_is_included_is_a_dockerfile(root: Path, dockerlabel: Program) -> None:
    settings = "include: [compose.yaml]\n"
    put(root, **{"compose.yaml": labelled(ORG).decode(), ".dockerlabel.yaml": settings})
    assert checked(dockerlabel, root) == "1 Dockerfile"


def test_a_named_dockerfile_brings_in_no_definition(root: Path, dockerlabel: Program) -> None:
    put(root, **{"Dockerfile": "FROM scratch\n", WORKFLOW: step(SSH)})
    assert found(dockerlabel, root, "Dockerfile") == []
    assert found(dockerlabel, root) == [(WORKFLOW, "ssh-source", "error")]


def test_a_named_definition_brings_in_what_it_certainly_builds(
    root: Path, dockerlabel: Program
) -> None:
    bare = "FROM alpine:3.22\n"
    put(root, **{f"{name}/Dockerfile": bare for name in ("a", "b", "c", "test/a")})
    put(root, **{WORKFLOW: step("x").replace(f"labels: {KEY}=x", "context: a")})
    more = WORKFLOW.replace("docker", "more")
    put(root, **{more: step("x").replace(f"labels: {KEY}=x", "context: ${{ inputs.dir }}")})
    expected = [("a/Dockerfile", "missing-source", "error")]
    assert found(dockerlabel, root, "--force-exclude", WORKFLOW, more) == expected
    assert found(dockerlabel, root, "a/Dockerfile", WORKFLOW) == expected
    assert [path for path, *_ in found(dockerlabel, root, str(root / WORKFLOW))] == [
        str(root / "a" / "Dockerfile")
    ]
    inside = dockerlabel(root / ".github", "check", "--format", "json", "workflows/docker.yml")
    assert [path for path, *_ in inside.found] == ["../a/Dockerfile"]
    put(root, **{".dockerlabel.yaml": "exclude: [a/]\n"})
    assert found(dockerlabel, root, WORKFLOW) == []
    put(root, **{".dockerlabel.yaml": "build-definitions: false\n"})
    assert found(dockerlabel, root, WORKFLOW) == []


def test_a_fix_replaces_the_value_alone(root: Path, dockerlabel: Program) -> None:
    put(root, **{WORKFLOW: step(SSH, "tags: x # a comment"), BAKE: bake(f"{ORG}.git")})
    shown = dockerlabel(root, "fix", "--diff", "--quiet")
    assert shown.status == 1
    assert shown.text.count("\n+ ") == shown.text.count("\n- ") == 2
    assert (root / BAKE).read_text() == bake(f"{ORG}.git")
    fixed = dockerlabel(root, "fix")
    assert fixed.status == 0
    assert fixed.errors == (
        f"fixed {WORKFLOW}\nfixed {BAKE}\n2 files fixed.\n"
        "2 build definitions checked: no problems remain.\n"
    )
    assert (root / WORKFLOW).read_text() == step(ORG, "tags: x # a comment")
    assert (root / BAKE).read_text() == bake(ORG)


WRITTEN = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "both": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "no line end": lambda text: text.rstrip("\n"),
    "a character beyond the BMP": lambda text: f"# \U0001f600\n{text}",
}


@pytest.mark.no_cover
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_all_other_bytes_stay(
    root: Path, dockerlabel: Program, written: Callable[[str], str]
) -> None:
    for name, before, after in (
        (WORKFLOW, step(SUFFIX), step(ORG)),
        (BAKE, bake(SUFFIX), bake(ORG)),
    ):
        path = write(root, written(before).encode(), name)
        assert dockerlabel(root, "fix", name).status == 0
        assert path.read_bytes() == written(after).encode()


def test_standard_input_is_what_its_name_says(root: Path, dockerlabel: Program) -> None:
    name = f"--stdin-filename={WORKFLOW}"
    assert dockerlabel(root, "fix", name, "-", stdin=step(SSH)).text == step(ORG)
    assert dockerlabel(root, "check", name, "-", stdin=step(ORG)).status == 0


def test_a_value_is_read_with_all_other_definitions(root: Path, dockerlabel: Program) -> None:
    """One file sets the label, another gives the value, and one text is not on the disk."""
    steps = "steps:\n    - uses: docker/build-push-action@v6\n      with:\n"
    action = f"runs:\n  using: composite\n  {steps}        labels: {KEY}=${{{{ inputs.source }}}}\n"
    caller = "jobs:\n  image:\n    steps:\n      - uses: ./.github/actions/image\n        with:\n"
    put(root, **{".github/actions/image/action.yml": action})
    put(root, **{WORKFLOW: f"# {KEY}\n{caller}          source: {ORG}\n"})
    assert found(dockerlabel, root) == []
    text = f"# {KEY}\n{caller}          source: {SSH}\n"
    result = dockerlabel(
        root, "check", "--format=json", f"--stdin-filename={WORKFLOW}", "-", stdin=text
    )
    assert result.found == [(WORKFLOW, "ssh-source", "error")]


OVERRIDING = [(BAKE, "wrong-source", "warning")]


def test_another_repository_is_reported_only_over_the_right_label(
    root: Path, dockerlabel: Program
) -> None:
    put(root, **{"Dockerfile": labelled(ORG).decode(), BAKE: bake(OTHER)})
    assert found(dockerlabel, root) == found(dockerlabel, root, BAKE) == OVERRIDING
    put(root, Dockerfile="FROM alpine:3.22\n")
    assert found(dockerlabel, root) == []


def test_a_value_is_a_sign_of_a_fork(root: Path, dockerlabel: Program) -> None:
    upstream = "https://github.com/upstream/app"
    put(root, **{"Dockerfile": labelled("").decode(), BAKE: bake(upstream, "other.Dockerfile")})
    (diagnostic,) = dockerlabel(root, "check", "--format", "json").json["diagnostics"]
    why = f"`{upstream}` in {BAKE} names it under another owner"
    assert diagnostic["fix"]["applicability"] == "unsafe"
    assert diagnostic["notes"][-1] == f"the fix is unsafe: {why}"
    put(root, **{"other.Dockerfile": labelled(ORG).decode()})
    (diagnostic,) = dockerlabel(root, "check", "--format", "json", BAKE).json["diagnostics"]
    assert diagnostic["path"] == BAKE
    assert diagnostic["fix"]["applicability"] == "unsafe"
    put(root, **{".dockerlabel.yaml": "build-definitions: false\n"})
    (diagnostic,) = dockerlabel(root, "check", "--format", "json").json["diagnostics"]
    assert diagnostic["fix"]["applicability"] == "safe"


@pytest.mark.parametrize("name", ["full", "concise", "sarif", "github", "gitlab", "junit", "json"])
def test_every_format_names_the_definition(root: Path, dockerlabel: Program, name: str) -> None:
    put(root, **{BAKE: bake(SSH)})
    shown = dockerlabel(root, "check", "--output-format", name)
    assert shown.status == 1
    assert BAKE in shown.text
    assert "ssh-source" in shown.text


def test_counts(root: Path, dockerlabel: Program) -> None:
    put(root, **{"Dockerfile": labelled(ORG).decode(), BAKE: bake(SSH), WORKFLOW: step(SSH)})
    counted = json.loads(dockerlabel(root, "check", "--statistics", "--format", "json").text)
    assert counted["statistics"] == [
        {"rule": "ssh-source", "count": 2, "fixable": 2, "unsafe_fixable": 0}
    ]
    assert counted["summary"]["files"] == 3
    assert counted["summary"]["build_definitions"] == 2


def test_labels_shows_what_a_definition_builds(root: Path, dockerlabel: Program) -> None:
    put(root, **{"app.df": labelled(ORG).decode(), BAKE: bake(SSH, "app.df")})
    shown = dockerlabel(root, "labels", BAKE)
    assert shown.status == 0
    assert shown.text.startswith("app.df (stage 0, from alpine:3.22)\n")


def test_labels_are_from_dockerfiles(root: Path, dockerlabel: Program) -> None:
    put(root, **{"Dockerfile": labelled(ORG).decode(), BAKE: bake(ORG), WORKFLOW: step(ORG)})
    lines = dockerlabel(root, "labels", "--format", "json").text.splitlines()
    assert [json.loads(line)["path"] for line in lines] == ["Dockerfile"]
    assert len(public.labels(root)) == 1
    assert [each.is_definition for each in public.check(root)] == [True, False, True]


def test_comments_are_added_above_the_line(root: Path, dockerlabel: Program) -> None:
    json_file = json.dumps({"target": {"app": {"labels": {KEY: SUFFIX}}}})
    put(root, **{WORKFLOW: step(SUFFIX), BAKE: bake(SUFFIX), "bake.json": json_file})
    added = dockerlabel(root, "check", "--add-ignore", "later")
    assert added.text.count("error[") == 1
    assert (root / "bake.json").read_text() == json_file
    comment = "# dockerlabel: ignore[git-suffix-in-source] later\n"
    assert f"\n          {comment}          labels: " in (root / WORKFLOW).read_text()
    assert f"\n  {comment}  labels = " in (root / BAKE).read_text()
    assert [path for path, *_ in found(dockerlabel, root)] == ["bake.json"]


def test_a_configuration_that_cannot_be_read_is_reported_once(
    root: Path, dockerlabel: Program
) -> None:
    put(
        root, **{WORKFLOW: step(SSH), "Dockerfile": "FROM scratch\n", ".dockerlabel.yaml": "x: 1\n"}
    )
    for paths in ((), (WORKFLOW,)):
        result = dockerlabel(root, "check", *paths)
        assert result.status == 2
        assert result.errors.count(".dockerlabel.yaml:1") == 1


def test_outside_of_a_repository_a_definition_is_alone(
    tmp_path: Path, dockerlabel: Program
) -> None:
    put(tmp_path, **{"compose.yaml": "", BAKE: bake(SSH)})
    assert found(dockerlabel, tmp_path, BAKE)[-1] == (BAKE, "ssh-source", "error")


DEEP = f"a: {'[' * 10_000}{KEY}{']' * 10_000}\n"
BOMB = "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}' if number else KEY] * 10)}]\n"
    for number in range(12)
)
SERVICE = "services: {{app: {{build: {{context: ., labels: [{}]}}}}}}\n".format
HOSTILE = {
    "nested deeply": DEEP,
    "an alias bomb": BOMB,
    "a line of a MiB": f"# {KEY} {'x' * (1 << 20)}\n",
    "a long line": SERVICE(f"'{KEY}={SSH}', '{'x' * (1 << 19)}'"),
    "no YAML": f"a: [\n{KEY}: {SSH}\n",
    "control characters": SERVICE(f'"{KEY}=\\e]8;;x\\a\\u202e"'),
    "bytes that are no text": f"a: '{KEY}\udcff'\n",
}


@pytest.mark.no_cover
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_content_is_an_error(root: Path, dockerlabel: Program, text: str) -> None:
    write(root, text.encode("utf-8", "surrogateescape"), "compose.yaml")
    for command in ("check", "fix"):
        result = dockerlabel(root, command, "compose.yaml")
        assert result.status in {0, 1}
        assert "Traceback" not in result.errors
        assert "bug" not in result.errors
        assert not set(result.text) & {"\x1b", "\x07", "\u202e"}


def test_what_is_no_file_of_the_repository_is_left_alone(
    root: Path, dockerlabel: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = write(tmp_path_factory.mktemp("outside"), bake(SSH).encode(), "secret.hcl")
    (root / "outside-bake.hcl").symlink_to(outside)
    os.mkfifo(root / BAKE)
    (root / "compose.yaml").mkdir()
    result = dockerlabel(root, "check")
    assert result.errors == "dockerlabel: warning: no Dockerfile found\n"
    assert dockerlabel(root, "fix", "outside-bake.hcl").status == 2
    assert outside.read_text() == bake(SSH)


def test_what_a_definition_builds_outside_of_the_repository_is_not_read(
    root: Path, dockerlabel: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = write(tmp_path_factory.mktemp("outside"), labelled(SSH))
    (root / "linked").symlink_to(outside.parent)
    for path in ("linked/Dockerfile", f"../{os.path.relpath(outside, root.parent)}", str(outside)):
        put(root, **{BAKE: bake(ORG, path)})
        assert found(dockerlabel, root, BAKE) == []
