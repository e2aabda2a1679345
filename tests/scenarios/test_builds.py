"""What builds of a repository make of a Dockerfile without the label."""

import os
from pathlib import Path

import pytest

import dockerlabel
from dockerlabel.builds.definitions import Definition, read_definition
from dockerlabel.document import Document
from dockerlabel.project import builds
from dockerlabel.project.pipeline import Pipeline
from dockerlabel.project.workspace import Options
from tests.conftest import MakeRepository
from tests.scenarios.program import KEY, ORG, Program, labelled

BARE = "FROM alpine:3.22\nRUN true\n"
STEP = """\
jobs:
  image:
    steps:
      - id: meta
        uses: docker/metadata-action@v5
      - uses: docker/build-push-action@v6
        with:
          push: true
"""
WORKFLOW = ".github/workflows/docker.yml"
LABELS = "          labels: ${{ steps.meta.outputs.labels }}\n"
TARGET = "          target: release\n"
STAGES = f"FROM alpine:3.22 AS release\nLABEL {KEY}={ORG}\nFROM alpine:3.22\nRUN true\n"
OTHER = "https://github.com/elsewhere/tool"
LABELLED = labelled(OTHER).decode()
BAKE = "docker-bake.hcl"
EXAMPLE = "Dockerfiles in `examples/` are probably not published"


def bake(value: str) -> str:
    return f'target "app" {{ labels = {{ "{KEY}" = "{value}" }} }}\n'


@pytest.fixture
def root(make_repository: MakeRepository) -> Path:
    return make_repository(origin="git@github.com:octo-org/app.git")


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def said(root: Path) -> list[str]:
    """What is said of all files, with the first note."""
    lines = []
    for report in dockerlabel.check(root):
        path = os.path.relpath(report.path, root)
        lines += [
            f"{path}: {each.severity.name.lower()} {each.rule}: {each.notes[0]}"
            for each in report.diagnostics
        ]
    return lines


CASES = {
    "nothing publishes it": (
        {"Dockerfile": BARE},
        [f"Dockerfile: warning missing-source: expected {ORG} (remote `origin`)"],
    ),
    "a build sets it": ({"Dockerfile": BARE, WORKFLOW: STEP + LABELS}, []),
    "a build publishes it without": (
        {"Dockerfile": BARE, WORKFLOW: STEP},
        [f"Dockerfile: error missing-source: {WORKFLOW}:6 publishes it without the label"],
    ),
    "it is an example": (
        {"examples/Dockerfile": BARE},
        [f"examples/Dockerfile: note missing-source: {EXAMPLE}"],
    ),
    "the target has it": ({"Dockerfile": STAGES, WORKFLOW: STEP + TARGET}, []),
    "a script names the stage that has it": (
        {"Dockerfile": STAGES, "Makefile": "push:\n\tdocker build --push --target release .\n"},
        [],
    ),
    "the last stage is published": (
        {"Dockerfile": STAGES, WORKFLOW: STEP},
        [f"Dockerfile: warning discarded-source: {WORKFLOW}:6 publishes it without the label"],
    ),
    "the target lacks it": (
        {
            "Dockerfile": "FROM alpine AS release\nRUN a\nFROM alpine\nRUN b\n",
            WORKFLOW: STEP + TARGET,
        },
        [f"Dockerfile: error missing-source: {WORKFLOW}:6 publishes it without the label"],
    ),
    "an example is broken": (
        {"examples/Dockerfile": "FROM\n", "Dockerfile": BARE, WORKFLOW: STEP + LABELS},
        [f"examples/Dockerfile: note invalid-syntax: {EXAMPLE}"],
    ),
    "a build sets another value": (
        {"Dockerfile": LABELLED, BAKE: bake(ORG)},
        [f"Dockerfile: error wrong-source: expected {ORG} (remote `origin`)"],
    ),
    "a build sets the same wrong value": (
        {"Dockerfile": LABELLED, BAKE: bake(OTHER)},
        [f"Dockerfile: note wrong-source: expected {ORG} (remote `origin`)"],
    ),
    "a build sets the same wrong value of the same owner": (
        {"Dockerfile": LABELLED.replace(OTHER, f"{ORG}-x"), BAKE: bake(f"{ORG}-x")},
        [f"Dockerfile: error wrong-source: expected {ORG} (remote `origin`)"],
    ),
    "no definitions are read": (
        {"Dockerfile": BARE, WORKFLOW: STEP, ".dockerlabel.yaml": "build-definitions: false\n"},
        [f"Dockerfile: warning missing-source: expected {ORG} (remote `origin`)"],
    ),
    "none is read for a file": (
        {
            "Dockerfile": BARE,
            "web/Dockerfile": BARE,
            WORKFLOW: STEP.replace("push: true", "{push: true, file: '${{ matrix.file }}'}"),
            ".dockerlabel.yaml": "overrides: [{files: [web/], build-definitions: false}]\n",
        },
        [
            f"Dockerfile: error missing-source: {WORKFLOW}:6 publishes it without the label",
            f"web/Dockerfile: warning missing-source: expected {ORG} (remote `origin`)",
        ],
    ),
    "one definition is left out": (
        {
            "Dockerfile": BARE,
            WORKFLOW: STEP,
            ".dockerlabel.yaml": "overrides: [{files: [.github/], build-definitions: false}]\n",
        },
        [f"Dockerfile: warning missing-source: expected {ORG} (remote `origin`)"],
    ),
    "they are read for some images only": (
        {
            "Dockerfile": BARE,
            "web/Dockerfile": BARE,
            WORKFLOW: STEP.replace("push: true", "{push: true, context: web}"),
            ".dockerlabel.yaml": "build-definitions: false\n"
            "overrides: [{files: [web/, .github/], build-definitions: true}]\n",
        },
        [
            f"Dockerfile: warning missing-source: expected {ORG} (remote `origin`)",
            f"web/Dockerfile: error missing-source: {WORKFLOW}:6 publishes it without the label",
        ],
    ),
    "an excluded definition is left out": (
        {"Dockerfile": BARE, WORKFLOW: STEP, ".dockerlabel.yaml": "exclude: [.github/]\n"},
        [f"Dockerfile: warning missing-source: expected {ORG} (remote `origin`)"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_case(root: Path, files: dict[str, str], expected: list[str]) -> None:
    write(root, **files)
    assert said(root) == expected


def test_a_fix_is_safe_only_if_the_image_is_published(root: Path) -> None:
    write(root, **{"Dockerfile": BARE, "test/Dockerfile": BARE, "app/Dockerfile": BARE})
    write(root, **{WORKFLOW: STEP.replace("true", "false") + LABELS})
    results = dockerlabel.fix(root)
    assert [len(each.edits) for each in results] == [0, 1, 0]
    assert (root / "Dockerfile").read_text() == (root / "test/Dockerfile").read_text() == BARE
    assert [len(each.edits) for each in dockerlabel.fix(root, unsafe_fixes=True)] == [0, 0, 1]


def test_a_label_that_a_build_sets_too_is_left_alone(root: Path) -> None:
    write(root, Dockerfile=LABELLED, **{BAKE: bake(OTHER)})
    [report] = dockerlabel.check(root / "Dockerfile")
    [found] = report.diagnostics
    assert found.fix
    assert found.notes[-1] == "the fix is unsafe: docker-bake.hcl:1 sets the same value"
    assert found.notes[1] == "docker-bake.hcl:1 sets the same value"
    assert [each.edits for each in dockerlabel.fix(root)] == [(), ()]


def test_a_text_counts_as_it_is_and_not_as_the_file_on_the_disk(root: Path) -> None:
    write(root, Dockerfile="FROM alpine:3.22\n")
    [report] = dockerlabel.check(root / "Dockerfile", text=BARE)
    assert [each.severity.name for each in report.diagnostics] == ["WARNING"]


@pytest.mark.parametrize("text", [labelled(ORG).decode(), STAGES + f"LABEL {KEY}={ORG}\n"])
def test_a_file_with_its_label_reads_no_definition(
    root: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("builds were read")

    monkeypatch.setattr(builds.RepositoryBuilds, "repository", refuse)
    write(root, **{"Dockerfile": text, WORKFLOW: STEP})
    path = str(root / "Dockerfile")
    pipeline = Pipeline(Options(), os.environ)
    assert pipeline.analyse(path, Document(text)).diagnostics == ()
    with pytest.raises(pytest.fail.Exception, match="builds were read"):
        pipeline.analyse(path, Document(BARE))


def test_definitions_are_read_once_for_all_files(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def read(path: str, text: str) -> Definition | None:
        opened.append(path)
        return read_definition(path, text)

    monkeypatch.setattr(builds, "read_definition", read)
    write(root, **{f"images/{number}/Dockerfile": BARE for number in range(20)})
    write(root, **{f".github/workflows/{number}.yml": STEP for number in range(20)})
    assert len(dockerlabel.check(root)) == 20
    assert len(opened) == 20


def test_labels_show_what_builds_set_and_the_summary_counts_it(
    root: Path, dockerlabel: Program
) -> None:
    write(root, **{"Dockerfile": BARE, WORKFLOW: STEP + LABELS})
    shown = dockerlabel(root, "labels").text.splitlines()
    assert shown[-1] == (
        f"  built by {WORKFLOW}:6 (workflow, `build-push-action`, pushes):"
        f" {KEY} = this repository ({WORKFLOW}:5)"
    )
    (build,) = dockerlabel(root, "labels", "--output-format", "json").json["builds"]
    source = {"value": None, "this_repository": True, "unknown": None, "line": 5}
    place = {"path": WORKFLOW, "line": 6, "kind": "workflow"}
    fits = {"certain": True, "publishes": True, "target": None}
    assert build == {**place, **fits, "source": source}
    checked = dockerlabel(root, "check")
    assert checked.errors == (
        "1 Dockerfile checked: no problems found (1 gets the label from a build definition).\n"
    )
    assert dockerlabel(root, "check", "--format", "json").json["summary"]["by_build"] == 1


SHOWN = {
    "a text": ("Dockerfile", f"{ORG}.git", f"{KEY} = {ORG}.git", {"value": f"{ORG}.git"}),
    "credentials": (
        "${X}/Dockerfile",
        "https://user:secret@github.com/octo-org/app",
        f"{KEY} = https://***@github.com/octo-org/app",
        {"value": "https://***@github.com/octo-org/app"},
    ),
    "an expression": (
        "Dockerfile",
        "${lower(X)}",
        f"may set {KEY}: an expression of HCL",
        {"unknown": "an expression of HCL"},
    ),
}


@pytest.mark.parametrize(("dockerfile", "value", "shown", "source"), SHOWN.values(), ids=SHOWN)
def test_labels_show_each_kind_of_value(
    root: Path,
    dockerlabel: Program,
    dockerfile: str,
    *,
    value: str,
    shown: str,
    source: dict[str, str],
) -> None:
    text = bake(value).replace("{ labels", f'{{ dockerfile = "{dockerfile}", labels')
    write(root, **{"Dockerfile": BARE, BAKE: text})
    certain = dockerfile == "Dockerfile"
    by = "built by" if certain else "may be built by"
    last = dockerlabel(root, "labels").text.splitlines()[-1]
    assert last == f"  {by} {BAKE}:1 (bake, `app`): {shown} ({BAKE}:1)"
    (build,) = dockerlabel(root, "labels", "--output-format", "json").json["builds"]
    assert (build["certain"], build["publishes"]) == (certain, None)
    empty = {"value": None, "this_repository": False, "unknown": None, "line": 1}
    assert build["source"] == {**empty, **source}


def test_labels_show_a_build_that_does_not_set_the_label(root: Path, dockerlabel: Program) -> None:
    stage = "FROM alpine:3.22 AS dev\nRUN true\n"
    write(root, **{"Dockerfile": stage, BAKE: 'target "app" { target = "dev" }\n'})
    shown = dockerlabel(root, "labels").text.splitlines()[-1]
    assert shown == f"  built by {BAKE}:1 (bake, `app`, stage `dev`): does not set {KEY}"
    (build,) = dockerlabel(root, "labels", "--output-format", "json").json["builds"]
    nothing = {"value": None, "this_repository": False, "unknown": None, "line": None}
    assert (build["target"], build["source"]) == ("dev", nothing)


def test_labels_show_the_stages_that_builds_publish(root: Path, dockerlabel: Program) -> None:
    write(root, **{"Dockerfile": STAGES, WORKFLOW: STEP + TARGET})
    shown = dockerlabel(root, "labels").text.splitlines()
    assert shown[0] == "Dockerfile (stage release, from alpine:3.22)"


def test_one_finding_for_one_build(root: Path, dockerlabel: Program) -> None:
    step = STEP.replace("push: true", "{push: true, context: '${{ matrix.image }}'}")
    matrix = "    strategy: {matrix: {image: [a, b]}}\n    steps:\n"
    write(root, **{f"{name}/Dockerfile": BARE for name in ("a", "b", "test/a", "test/b")})
    write(root, **{WORKFLOW: step.replace("    steps:\n", matrix)})
    checked = dockerlabel(root, "check")
    heads = [line for line in checked.text.splitlines() if "[missing-source]" in line]
    published = "are published without the label by"
    unpublished = "in `test/` are probably not published"
    assert heads == [
        f"error[missing-source]: 2 Dockerfiles {published} {WORKFLOW}:7",
        f"note[missing-source]: 2 Dockerfiles {unpublished} (`check --show-notes` lists them)",
    ]
    assert dockerlabel(root, "check", "--show-notes", "test").text.count("-->") == 2
    assert "help: `dockerlabel fix` inserts" in checked.text
    write(root, **{"b/Dockerfile": f"# Generated by tool\n{BARE}"})
    assert "help: `dockerlabel fix --unsafe-fixes` inserts" in dockerlabel(root, "check").text
