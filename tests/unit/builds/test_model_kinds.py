import pytest

from dockerlabel.builds.model import Kind, definition_kind

NAMES = {
    ".github/workflows/docker.yml": Kind.WORKFLOW,
    ".github/workflows/docker.yaml": Kind.WORKFLOW,
    ".github/workflows/sub/docker.yml": None,
    "sub/.github/workflows/docker.yml": None,
    "action.yml": Kind.ACTION,
    ".github/actions/build/action.yaml": Kind.ACTION,
    "sub/action.yml": None,
    "docker-bake.hcl": Kind.BAKE,
    "sub/docker-bake.override.json": Kind.BAKE,
    "bake.hcl": Kind.BAKE,
    "main.hcl": None,
    "compose.yaml": Kind.COMPOSE,
    "sub/docker-compose.prod.yml": Kind.COMPOSE,
    "compose.json": None,
    ".goreleaser.yml": Kind.GORELEASER,
    ".config/goreleaser.yaml": Kind.GORELEASER,
    "build/goreleaser/linux.yaml": Kind.GORELEASER,
    ".goreleaser.docker.yaml": Kind.GORELEASER,
    "scripts/build.sh": Kind.SCRIPT,
    "Makefile": Kind.SCRIPT,
    "sub/rules.mk": Kind.SCRIPT,
    "justfile": Kind.SCRIPT,
    "Jenkinsfile": Kind.SCRIPT,
    ".gitlab-ci.yml": Kind.SCRIPT,
    ".circleci/config.yml": Kind.SCRIPT,
    "cloudbuild.prod.yaml": Kind.SCRIPT,
    ".devcontainer/devcontainer.json": Kind.DEVCONTAINER,
    "docker-bake.hcl.j2": None,
    "Dockerfile": None,
    "README.md": None,
}


@pytest.mark.parametrize(("path", "kind"), NAMES.items(), ids=NAMES)
def test_kinds_by_their_names(path: str, kind: Kind | None) -> None:
    assert definition_kind(path) is kind
