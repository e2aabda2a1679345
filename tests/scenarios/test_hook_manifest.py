"""The hooks take the same names for Dockerfiles and build definitions as a search does."""

import re
from typing import Any

import pytest
import yaml

from dockerlabel.builds.model import has_values
from dockerlabel.project.discovery import is_dockerfile_name
from tests.conftest import PROJECT

HOOKS: list[dict[str, Any]] = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())

DOCKERFILES = (
    "Dockerfile",
    "dockerfile",
    "DOCKERFILE",
    "Containerfile",
    "containerfile",
    "Dockerfile.dev",
    "Dockerfile-dev",
    "Dockerfile_dev",
    "Dockerfile.web.prod",
    "Dockerfile.alpine3.22",
    "Dockerfile.go",  # for Go, as `dockerfile.go` is a program
    "dockerfile.alpine",
    "dev.Dockerfile",
    "dev.dockerfile",
    "api.Containerfile",
    ".Dockerfile",
    ".dockerfile",
    "docker/Dockerfile",
    "images/a b/Dockerfile",
    "Dockerfile.d/Dockerfile",
    "Dockerfile.windows",
    "Dockerfile.python",
    "Dockerfile.in-house",
    "Dockerfile.markdown",
    "Dockerfile.template-base",
    "Dockerfile.rs485",
    "Dockerfile.vmware",
    "Dockerfile.tts",
)

DEFINITIONS = (
    ".github/workflows/docker.yml",
    ".github/workflows/docker.yaml",
    ".github/workflows/dockerfile.yml",
    "action.yml",
    "action.yaml",
    ".github/actions/image/action.yml",
    ".github/actions/images/app/action.yaml",
    "docker-bake.hcl",
    "docker-bake.json",
    "docker-bake.override.json",
    "bake.hcl",
    "images/app/bake.dockerfile.json",
    "compose.yaml",
    "docker-compose.yml",
    "docker-compose.dockerfile.yml",
    "deploy/compose.prod.yml",
    ".goreleaser.yml",
    ".goreleaser.docker.yaml",
    ".config/goreleaser.yaml",
    "goreleaser/linux.yml",
    "build/goreleaser/linux.yml",
)

OTHERS = (
    "",
    "README.md",
    "Makefile",
    "Dockerfiles",
    "MyDockerfile",
    "Dockerfile/README",
    "dockerfiles/alpine",
    "Dockerfile.j2",
    "Dockerfile.jinja",
    "Dockerfile.jinja2",
    "Dockerfile.in",
    "Dockerfile.template",
    "Dockerfile-template",
    "Dockerfile.m4",
    "Dockerfile.tmpl",
    "Dockerfile.tpl",
    "Dockerfile.erb",
    "Dockerfile.ejs",
    "Dockerfile.hbs",
    "Dockerfile.mustache",
    "Dockerfile.liquid",
    "Dockerfile.gotmpl",
    "Dockerfile.tt",
    "Dockerfile.eex",
    "Dockerfile.tftpl",
    "Dockerfile.handlebars",
    "Dockerfile.njk",
    "Dockerfile.mako",
    "Dockerfile.twig",
    "Dockerfile.ftl",
    "Dockerfile.vm",
    "Dockerfile.qute",
    "app.Dockerfile.j2",
    "Dockerfile.md",
    "Dockerfile.rst",
    "Dockerfile.txt",
    "Dockerfile.html",
    "Dockerfile.sh",
    "Dockerfile.bat",
    "Dockerfile.ps1",
    "Dockerfile.json",
    "Dockerfile.jsonc",
    "Dockerfile.yml",
    "Dockerfile.yaml",
    "Dockerfile.toml",
    "Dockerfile.xml",
    "Dockerfile.svg",
    "Dockerfile.py",
    "Dockerfile.lock",
    "Dockerfile.snap",
    "Dockerfile.bak",
    "Dockerfile.orig",
    "Dockerfile.rej",
    "Dockerfile.swp",
    "Dockerfile.dockerignore",
    "Dockerfile.containerignore",
    "Dockerfile-dockerignore",
    ".dockerignore",
    "dockerfile.go",
    "dockerfile_test.go",
    "dockerfile.rs",
    "dockerfile.rb",
    "dockerfile.ts",
    "dockerfile.tsx",
    "dockerfile.js",
    "dockerfile.mjs",
    "dockerfile.lua",
    "dockerfile.vim",
    "dockerfile.el",
    "dockerfile-mode.el",
    "dockerfile.java",
    "dockerfile.kt",
    "dockerfile.kts",
    "dockerfile.cs",
    "dockerfile.php",
    "dockerfile.css",
    "dockerfile.c",
    "dockerfile.h",
    "dockerfile.cpp",
    "src/parser/containerfile.rs",
    ".github/workflows/sub/docker.yml",
    "sub/.github/workflows/docker.yml",
    ".github/workflows/docker.yml.j2",
    ".github/dependabot.yml",
    "sub/action.yml",
    "reaction.yml",
    "docker-bake.hcl.tmpl",
    "bake/main.hcl",
    "main.hcl",
    "Docker-Compose.yml",
    "docker-compose.yml.j2",
    "docker-compose.yml.dockerignore",
    "my-compose.yml",
    "compose.json",
    "goreleaser.json",
    "Makefile",
    "build.sh",
    "package.json",
    ".gitlab-ci.yml",
    ".devcontainer/devcontainer.json",
)


def hook_takes(hook: dict[str, Any], name: str) -> bool:
    """What pre-commit does with `files` and `exclude`: it searches."""
    return bool(re.search(hook["files"], name)) and not re.search(hook["exclude"], name)


@pytest.mark.parametrize("name", DOCKERFILES)
def test_dockerfiles(name: str) -> None:
    assert is_dockerfile_name(name)
    assert [hook_takes(hook, name) for hook in HOOKS] == [True] * len(HOOKS)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_build_definitions(name: str) -> None:
    assert has_values(name)
    assert not is_dockerfile_name(name)
    assert [hook_takes(hook, name) for hook in HOOKS] == [True] * len(HOOKS)


@pytest.mark.parametrize("name", OTHERS)
def test_other_files(name: str) -> None:
    assert not is_dockerfile_name(name)
    assert not has_values(name)
    assert [hook_takes(hook, name) for hook in HOOKS] == [False] * len(HOOKS)


def test_the_hooks() -> None:
    entries = {hook["id"]: hook["entry"] for hook in HOOKS}
    assert entries == {
        "dockerlabel": "dockerlabel check --force-exclude",
        "dockerlabel-fix": "dockerlabel fix --force-exclude",
    }
    for hook in HOOKS:
        assert hook["types"] == ["text"]
        assert hook["require_serial"] is True
        assert hook.get("pass_filenames", True) is True
