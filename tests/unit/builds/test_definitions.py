"""What is read of build definitions, and what no content of one can do."""

import time

import pytest

from dockerlabel.builds.definitions import (
    builds_of,
    read_definition,
    unreadable,
)
from dockerlabel.builds.model import Fit, Unknown
from tests.unit.builds.cases import EXPECTED, builds_in

KEY = "org.opencontainers.image.source"


def test_a_file_without_any_word_of_builds_is_not_read() -> None:
    assert read_definition(".github/workflows/test.yml", "jobs: {test: {steps: []}}") is None
    assert read_definition("README.md", "docker push") is None


def test_a_workflow_that_only_starts_on_a_push_is_not_kept() -> None:
    text = "on: push\njobs: {test: {steps: [{run: make test}]}}"
    assert read_definition(".github/workflows/test.yml", text) is None
    text = text.replace("make test", "docker push app")
    pushing = read_definition(".github/workflows/test.yml", text)
    assert pushing
    assert (pushing.pushes, pushing.content) == (True, None)


SCRIPTS = {
    "docker": (f'docker build --label "{KEY}=$X" .', True),
    "an equals sign": (f"docker build --label={KEY}=$X .", True),
    "image-label": (f"buildah bud --image-label '{KEY}=x'", True),
    "several in an array": (f"LABELS+=(--label a=b --label {KEY}=x)", True),
    "escaped": (f'sh "docker build --label \\"{KEY}=x\\" ."', True),
    "metadata": ("docker build --label $DOCKER_METADATA_OUTPUT_LABELS .", True),
    "metadata in JSON": ("jq -r '.labels' <<< \"$DOCKER_METADATA_OUTPUT_JSON\"", True),
    "a setting of Bake": (f'docker buildx bake --set "*.labels.{KEY}=$X"', True),
    "the next line": (f'docker build --label \\\n  "{KEY}=$X" .', True),
    "the next item": (f"- build\n- '--label'\n- '{KEY}=$X'", True),
    "another command": (f"docker build --label\nhelm upgrade --set-string {KEY}=x", False),
    "a comment": (f"# docker build --label {KEY}=x .", False),
    "an annotation": (f"docker build --annotation {KEY}=x .", False),
    "a longer key": (f"docker build --label {KEY}s=x .", False),
    "tags only": ("jq -r '.tags' <<< \"$DOCKER_METADATA_OUTPUT_JSON\"", False),
}


@pytest.mark.parametrize(("script", "sets"), SCRIPTS.values(), ids=SCRIPTS)
def test_scripts_are_searched_for_the_label(script: str, *, sets: bool) -> None:
    found = builds_in({"build.sh": f"set -e\n{script} # push\n"})
    assert bool(found.builds) is sets
    for build in found.builds:
        assert isinstance(build.source, Unknown)
        assert build.place.line == 2 + script.startswith("- build")
        assert build.fit("any/Dockerfile") is Fit.POSSIBLE


PUSHES = {
    "docker push x": True,
    "docker compose push": True,
    "docker buildx build --push .": True,
    "podman manifest push x": True,
    "skopeo copy a b": True,
    "git push": False,
    "# docker push x": False,
    "uses: docker/build-push-action@v6 # image.source": False,
    "push: true # image.source": True,
}


@pytest.mark.parametrize(("script", "pushes"), PUSHES.items(), ids=PUSHES)
def test_whether_anything_is_pushed(script: str, *, pushes: bool) -> None:
    assert builds_in({"build.sh": f"{script}\n--target x"}).pushes is pushes


def test_stages_that_scripts_name() -> None:
    script = "docker build --target release .\ndocker build --target=x .\ncargo --target-dir dir"
    lists = "args: ['--target', 'one']\nargs:\n  - --target\n  - two\n"
    found = builds_in({"Makefile": script, "cloudbuild.yaml": lists})
    assert found.targets == {"release", "x", "one", "two"}


def test_an_unreadable_definition_may_set_anything() -> None:
    definition = read_definition("docker-bake.json", '{"target": ')
    assert definition == unreadable("docker-bake.json", "it is not valid YAML")
    assert definition is not None
    (build,) = builds_of([definition], EXPECTED).builds
    assert isinstance(build.source, Unknown)
    assert build.fit("any/Dockerfile") is Fit.POSSIBLE


def test_without_an_expected_source_nobody_can_know_expressions() -> None:
    text = f"""\
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          labels: {KEY}=${{{{ github.server_url }}}}/${{{{ github.repository }}}}
"""
    definition = read_definition(".github/workflows/x.yml", text)
    assert definition is not None
    (build,) = builds_of([definition], None).builds
    assert isinstance(build.source, Unknown)


WORKFLOW = "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
CALLS = "on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/{}.yml\n"
MANY = 8_000


def needing(count: int, *, reverse: bool) -> str:
    """Jobs that each hand on the outputs of the one before it, twice."""
    jobs = [
        f"  j{i}:\n    outputs:\n      x: ${{{{ needs.j{i - 1}.outputs.x }}}}"
        f"${{{{ needs.j{i - 1}.outputs.x }}}}\n    steps: []\n"
        for i in range(count)
    ]
    return "jobs:\n" + "".join(reversed(jobs) if reverse else jobs) + "# push"


HOSTILE = {
    "many steps": {".github/workflows/x.yml": "jobs: {a: {steps: ["
                   + "{uses: docker/build-push-action@v1}," * MANY + "]}}"},
    "a large matrix": {".github/workflows/x.yml": "jobs: {a: {strategy: {matrix: {"
                       + ",".join(f"k{i}: [1, 2]" for i in range(40))
                       + "}}, steps: [{uses: docker/build-push-action@v1}]}}"},
    "a workflow that calls itself": {".github/workflows/x.yml": "on: push\n" + CALLS.format("x")},
    "workflows that call one another": {
        ".github/workflows/x.yml": CALLS.format("y"), ".github/workflows/y.yml": CALLS.format("x")},
    "an action that uses itself": {
        ".github/workflows/x.yml": "jobs: {a: {steps: [{uses: ./}]}}",
        "action.yml": "runs: {using: composite, steps: [" + "{uses: ./}," * 30 + "]}"},
    "jobs that need one another": {".github/workflows/x.yml":
        "jobs: {a: {outputs: {x: '${{ needs.b.outputs.x }}'}, steps: []},"
        " b: {outputs: {x: '${{ needs.a.outputs.x }}'}, steps: []}} # push"},
    "a chain of jobs": {".github/workflows/x.yml": needing(2_000, reverse=False)},
    "a chain of jobs in reverse": {".github/workflows/x.yml": needing(2_000, reverse=True)},
    "many expressions": {".github/workflows/x.yml": WORKFLOW
                         + f"          labels: {KEY}=" + "${{ github.repository }}" * MANY + "\n"},
    "many beginnings of expressions": {".github/workflows/x.yml": WORKFLOW
                                       + "          labels: '" + "${{" * 300_000 + "'\n"},
    "variables of variables": {".github/workflows/x.yml":
        "env: {A: '" + "${{ env.B }}" * 300 + "', B: '" + "x" * 9_000 + "'}\n" + WORKFLOW
        + "          labels: '" + "${{ env.A }}" * 300 + "'\n"},
    "variables of Bake in a chain": {"docker-bake.hcl": "".join(
        f'v{i} = "${{v{i + 1}}}${{v{i + 1}}}"\n' for i in range(5_000))
        + f'v5000 = "x"\ntarget "t" {{ labels = {{ "{KEY}" = v0 }} }}\n'},
    "targets of Bake in a chain": {"docker-bake.hcl": "".join(
        f'target "t{i}" {{ inherits = ["t{i + 1}", "t{i + 1}"] }}\n' for i in range(5_000))},
    "a target that inherits itself": {"docker-bake.hcl": 'target "t" { inherits = ["t"] }'},
    "a long line of a script": {"build.sh": "docker --label " * 60_000 + "\ndocker push"},
    "blanks after an option": {"build.sh": "--label" + " " * 900_000 + "image.source"},
    "control characters": {"docker-bake.hcl": 'target "\x1b[31m" { dockerfile = "\x07\n" }',
                           "Makefile": f"\x1b docker build --label {KEY}=\x07"},
}  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_no_content_takes_long_or_is_an_error(files: dict[str, str]) -> None:
    began = time.process_time()
    found = builds_in(files)
    assert time.process_time() - began < 10
    assert len(found.builds) <= 5_001
