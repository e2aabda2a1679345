import subprocess
from pathlib import Path

import pytest

from dockerlabel.project.discovery import Found, Patterns, discover
from tests.conftest import MakeRepository, git
from tests.privileges import unprivileged

NOTHING = Patterns(lambda _path: False, lambda _path: False)


def unexpected(warning: str) -> None:
    raise AssertionError(warning)


def found(*paths: str, patterns: Patterns = NOTHING, force_exclude: bool = False) -> list[str]:
    results = list(
        discover(paths, lambda _path: patterns, force_exclude=force_exclude, warn=unexpected)
    )
    assert all(not each.failure for each in results), results
    return [each.path for each in results]


def fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture(params=["plain", "repository"])
def root(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    make_repository: MakeRepository,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A folder, inside of a repository and outside of any: the working directory."""
    folder = make_repository() if request.param == "repository" else tmp_path / "app"
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    return folder


def test_a_folder_is_searched_in_order(root: Path) -> None:
    fill(root, "b/Dockerfile", "a/x.dockerfile", "Dockerfile", "README.md", "a/Dockerfile.j2")
    assert found(".") == ["Dockerfile", "a/x.dockerfile", "b/Dockerfile"]


def test_paths_come_back_as_they_were_given(root: Path) -> None:
    fill(root, "a/Dockerfile", "b/c/Dockerfile")
    assert found("b", "./a") == ["b/c/Dockerfile", "./a/Dockerfile"]
    assert found(str(root / "b")) == [str(root / "b/c/Dockerfile")]
    assert found("b/") == ["b/c/Dockerfile"]


def test_each_path_comes_once(root: Path) -> None:
    fill(root, "a/Dockerfile")
    assert found("a/Dockerfile", "a", ".", "./a/Dockerfile", str(root)) == ["a/Dockerfile"]


def test_other_peoples_files_are_left_out_unless_they_are_named(root: Path) -> None:
    folders = ("node_modules", "vendor", "third_party", "testdata", ".devcontainer")
    for folder in folders:
        fill(root, f"{folder}/Dockerfile", f"sub/{folder}/deep/Dockerfile")
    fill(root, "vendors/Dockerfile")
    assert found(".") == ["vendors/Dockerfile"]
    for folder in folders:
        assert found(folder) == [f"{folder}/Dockerfile"]
        assert found(f"sub/{folder}/deep/Dockerfile") == [f"sub/{folder}/deep/Dockerfile"]


def test_a_named_file_needs_no_name_of_a_dockerfile(root: Path) -> None:
    fill(root, "image.txt")
    assert found("image.txt") == ["image.txt"]


def test_patterns(root: Path) -> None:
    fill(root, "a.df", "b/Dockerfile", "c/Dockerfile")
    patterns = Patterns(lambda path: path == "a.df", lambda path: path == "b/Dockerfile")
    assert found(".", patterns=patterns) == ["a.df", "c/Dockerfile"]
    assert found("b/Dockerfile", patterns=patterns) == ["b/Dockerfile"]
    assert found("b/Dockerfile", "a.df", patterns=patterns, force_exclude=True) == ["a.df"]


def test_an_excluded_name_is_excluded_even_if_it_is_included(root: Path) -> None:
    fill(root, "a.df")
    assert found(".", patterns=Patterns(lambda _path: True, lambda _path: True)) == []


def test_odd_names(root: Path) -> None:
    names = ["caf\udce9.dockerfile", "new\nline.dockerfile", '"quoted".dockerfile', "é/Dockerfile"]
    fill(root, *names)
    assert sorted(found(".")) == sorted(names)


def test_links(root: Path, tmp_path: Path) -> None:
    fill(tmp_path, "elsewhere/Dockerfile")
    (root / "link").symlink_to(tmp_path / "elsewhere")
    (root / "Dockerfile").symlink_to("link/Dockerfile")
    (root / "dangling.dockerfile").symlink_to("nowhere")
    assert found(".") == ["Dockerfile"], "a search does not leave the folder"
    assert found("link") == ["link/Dockerfile"], "a folder that is named is searched"


def test_links_that_lead_in_a_circle(root: Path) -> None:
    fill(root, "a/Dockerfile")
    (root / "a" / "up").symlink_to("..")
    (root / "loop.dockerfile").symlink_to("loop.dockerfile")
    assert found(".") == ["a/Dockerfile"]
    assert found("a/up/a") == ["a/up/a/Dockerfile"]


def test_a_folder_with_the_name_of_a_dockerfile(root: Path) -> None:
    fill(root, "Dockerfile/README", "Dockerfile/Dockerfile")
    assert found(".") == ["Dockerfile/Dockerfile"]


def test_a_path_that_does_not_exist_is_reported(root: Path) -> None:
    paths = discover(
        [str(root / "no")], lambda _path: NOTHING, force_exclude=False, warn=unexpected
    )
    assert list(paths) == [Found(str(root / "no"), "no such file or folder")]


def test_a_folder_that_may_not_be_read_is_reported(root: Path) -> None:
    closed = root / "closed"
    closed.mkdir(mode=0)
    paths = discover(["closed"], lambda _path: NOTHING, force_exclude=False, warn=unexpected)
    assert unprivileged(lambda: list(paths)) == [Found("closed", "permission denied")]


def test_a_dangling_link_that_is_named_is_left_to_the_reader(root: Path) -> None:
    (root / "Dockerfile").symlink_to("nowhere")
    assert found("Dockerfile") == ["Dockerfile"]


def test_ignored_files_are_left_out(make_repository: MakeRepository) -> None:
    root = make_repository()
    fill(root, "Dockerfile", "build/Dockerfile", "new/Dockerfile", "sub/kept/Dockerfile")
    (root / ".gitignore").write_text("build/\nsub/*\n!sub/kept/\n")
    git(root, "add", "Dockerfile")
    names = ["Dockerfile", "new/Dockerfile", "sub/kept/Dockerfile"]
    assert found(str(root)) == [str(root / name) for name in names]
    assert found(str(root / "build/Dockerfile")) == [str(root / "build/Dockerfile")]


def test_deleted_files_are_left_out(make_repository: MakeRepository) -> None:
    root = make_repository()
    fill(root, "Dockerfile")
    git(root, "add", "--all")
    (root / "Dockerfile").unlink()
    assert found(str(root)) == []


def test_files_in_conflict_come_once(make_repository: MakeRepository) -> None:
    root = make_repository()
    for branch in ("main", "other"):
        git(root, "checkout", "--quiet", "--orphan", branch)
        (root / "Dockerfile").write_text(f"FROM {branch}\n")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", branch)
    with pytest.raises(Exception, match="non-zero"):
        git(root, "merge", "--allow-unrelated-histories", "main")
    assert found(str(root)) == [str(root / "Dockerfile")]


def test_the_program_of_fsmonitor_is_not_started(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    root = make_repository()
    fill(root, "Dockerfile")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    program.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(program))
    assert found(str(root)) == [str(root / "Dockerfile")]
    assert not (tmp_path / "started").exists()


def discovered(*paths: str) -> tuple[list[Found], list[str]]:
    """What is found as the owner of the files, and what is reported besides."""
    warnings: list[str] = []

    def search() -> list[Found]:
        return list(
            discover(paths, lambda _path: NOTHING, force_exclude=False, warn=warnings.append)
        )

    return unprivileged(search), warnings


def test_git_that_fails_is_no_obstacle_and_is_reported(make_repository: MakeRepository) -> None:
    root = make_repository()
    fill(root, "Dockerfile", "vendor/Dockerfile")
    (root / ".git" / "config").write_text("[core\n")
    files, (warning,) = discovered(str(root))
    assert files == [Found(str(root / "Dockerfile"))]
    told = "git could not list the files, so .gitignore does not apply: bad config line 1 in file "
    assert warning.startswith(f"{root}: {told}")


@pytest.mark.parametrize("name", ["closed", "it's\nclosed", "caf\udce9", "a': b"])
def test_a_folder_in_a_folder_that_may_not_be_read_is_reported(root: Path, name: str) -> None:
    """Once, with its path as for files, and the others are found."""
    closed = root / "sub" / name
    fill(root, "Dockerfile", f"sub/{name}/Dockerfile")
    closed.chmod(0)
    (told, *others), warnings = discovered("sub", ".", str(root))
    closed.chmod(0o755)
    assert warnings == []
    assert told == Found(f"sub/{name}", "permission denied")
    assert others == [Found("Dockerfile")]


def test_a_closed_folder_below_one_that_is_named_through_a_link(root: Path, tmp_path: Path) -> None:
    fill(root, "sub/closed/Dockerfile")
    (tmp_path / "link").symlink_to(root / "sub")
    (root / "sub" / "closed").chmod(0)
    told, warnings = discovered(str(tmp_path / "link"))
    assert warnings == []
    (root / "sub" / "closed").chmod(0o755)
    assert told == [Found(str(tmp_path / "link" / "closed"), "permission denied")]


def test_a_tracked_file_that_may_not_be_seen_is_left_to_the_reader(
    make_repository: MakeRepository,
) -> None:
    root = make_repository()
    fill(root, "closed/Dockerfile")
    git(root, "add", "--all")
    (root / "closed").chmod(0)
    files, _ = discovered(str(root))
    closed = Found(str(root / "closed"), "permission denied")
    assert files == [closed, Found(str(root / "closed/Dockerfile"))]
    (root / "closed").chmod(0o755)


def test_patterns_are_asked_for_once_in_each_folder(root: Path) -> None:
    fill(root, "a/Dockerfile", "a/web.Dockerfile", "b/Dockerfile")
    asked: list[str] = []

    def patterns_of(path: str) -> Patterns:
        asked.append(path)
        return NOTHING

    list(discover(["."], patterns_of, force_exclude=False, warn=unexpected))
    assert sorted(asked) == ["a/", "b/"]


def test_tracked_files_and_others_in_one_order(make_repository: MakeRepository) -> None:
    root = make_repository()
    tracked = [f"{number}/Dockerfile" for number in range(0, 20, 2)]
    others = [f"{number}/Dockerfile" for number in range(1, 20, 2)]
    fill(root, *tracked, "x.dockerfile", "x/Dockerfile")
    git(root, "add", ".")
    fill(root, *others, "y.Dockerfile", "é.Dockerfile", "z/\U0001f600.Dockerfile")
    names = sorted((*tracked, *others, "x.dockerfile", "x/Dockerfile"))
    last = ["y.Dockerfile", "z/\U0001f600.Dockerfile", "é.Dockerfile"]
    assert found(str(root)) == [str(root / name) for name in (*names, *last)]


def test_a_file_in_conflict_comes_once(make_repository: MakeRepository) -> None:
    root = make_repository()
    fill(root, "Dockerfile", "b.Dockerfile")
    blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    git(root, "add", ".")
    git(root, "rm", "--quiet", "--cached", "Dockerfile")
    stages = "".join(f"100644 {blob} {stage}\tDockerfile\n" for stage in (1, 2, 3))
    command = ["git", "-C", str(root), "update-index", "--index-info"]
    subprocess.run(command, input=stages, text=True, check=True)
    assert found(str(root)) == [str(root / "Dockerfile"), str(root / "b.Dockerfile")]


def test_names_that_a_template_engine_makes_are_left_out_unless_they_are_named(root: Path) -> None:
    names = (
        "{{cookiecutter.slug}}/Dockerfile",
        "app/{% if docker %}deploy{% endif %}/Dockerfile",
        "generators/<%= name %>/Dockerfile",
        "{{ name }}.Dockerfile",
    )
    fill(root, "Dockerfile", *names)
    assert found(".") == ["Dockerfile"]
    assert found(*names) == [*names]
    assert found("{{cookiecutter.slug}}") == ["{{cookiecutter.slug}}/Dockerfile"]
    assert found(*names, force_exclude=True) == []
    include = Patterns(lambda path: path == names[0], lambda _path: False)
    assert found(".", patterns=include) == ["Dockerfile", names[0]]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        pytest.param("copier.yml", "_subdirectory: template\n", id="copier"),
        pytest.param("copier.yaml", 'a: b\n_subdirectory:  "./template/"  # x\n', id="quoted"),
        pytest.param("copier.yml", "_subdirectory: 'template/{{ kind }}'\n", id="choice"),
        pytest.param(
            "cookiecutter.json", '{"templates": {"a": {"path": "./template"}}}', id="cookiecutter"
        ),
        pytest.param("cookiecutter.json", '{"template": ["An app (./template)"]}', id="old"),
    ],
)
def test_the_folder_of_a_project_template_is_left_out_unless_it_is_named(
    root: Path, name: str, settings: str
) -> None:
    fill(root, "Dockerfile", "template/app/Dockerfile", "templates/Dockerfile")
    (root / name).write_text(settings)
    assert found(".") == ["Dockerfile", "templates/Dockerfile"]
    assert found(str(root)) == [str(root / "Dockerfile"), str(root / "templates/Dockerfile")]
    assert found("template") == ["template/app/Dockerfile"]
    assert found("template/app/Dockerfile") == ["template/app/Dockerfile"]
    assert found("template/app/Dockerfile", force_exclude=True) == []
    assert found("templates/Dockerfile", force_exclude=True) == ["templates/Dockerfile"]
    include = Patterns(lambda path: path.startswith("template/"), lambda _path: False)
    assert "template/app/Dockerfile" in found(".", patterns=include)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        pytest.param("copier.yml", "_subdirectory: .\n", id="itself"),
        pytest.param("copier.yml", "_subdirectory: ../app\n", id="above"),
        pytest.param("copier.yml", "_subdirectory: /\n", id="absolute"),
        pytest.param("copier.yml", "_subdirectory: '{{ kind }}'\n", id="any"),
        pytest.param("my-copier.yml", "_subdirectory: sub\n", id="another-name"),
        pytest.param("cookiecutter.json", "{", id="broken"),
        pytest.param("cookiecutter.json", "[" * 100_000, id="deep"),
        pytest.param("cookiecutter.json", '{"templates": [1]}', id="odd"),
        pytest.param("cookiecutter.json", '{"templates": {"a": 1, "b": {"path": 1}}}', id="odder"),
        pytest.param("cookiecutter.json", '{"template": [1, "An app"]}', id="oddest"),
        pytest.param("cookiecutter.json", '{"project": "sub"}', id="without"),
    ],
)
def test_settings_of_a_template_that_name_no_folder_of_it(
    root: Path, name: str, settings: str
) -> None:
    fill(root, "sub/Dockerfile")
    (root / name).write_text(settings)
    assert found(".") == ["sub/Dockerfile"]
    assert found("sub/Dockerfile", force_exclude=True) == ["sub/Dockerfile"]


def test_a_link_in_the_place_of_a_templates_settings_is_not_read(root: Path) -> None:
    fill(root, "sub/Dockerfile")
    (root.parent / "copier.yml").write_text("_subdirectory: sub\n")
    (root / "copier.yml").symlink_to("../copier.yml")
    assert found(".") == ["sub/Dockerfile"]


def warned(folder: Path) -> tuple[list[Found], list[str]]:
    warnings: list[str] = []
    results = discover([str(folder)], lambda _: NOTHING, force_exclude=False, warn=warnings.append)
    return list(results), warnings


def test_a_clone_of_another_owner_is_searched_without_its_submodules_and_other_worktrees(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, other = make_repository(), make_repository("other")
    fill(root, "a/Dockerfile")
    for repository in (root, other):
        fill(repository, "Dockerfile")
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "--message=one")
    git(
        root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(other),
        "module",
    )
    git(root, "worktree", "add", "--quiet", "--detach", "tree")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    results, (warning,) = warned(root)
    assert results == [Found(f"{root}/Dockerfile"), Found(f"{root}/a/Dockerfile")]
    assert "detected dubious ownership" in warning


def test_a_bare_repository_with_worktrees_below_it_is_searched_without_them(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    origin, hub = make_repository(), tmp_path / "hub"
    fill(origin, "Dockerfile")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "--message=one")
    git(tmp_path, "clone", "--quiet", "--bare", str(origin), "hub/.bare")
    (hub / ".git").write_text("gitdir: ./.bare\n")
    git(hub, "worktree", "add", "--quiet", "tree")
    git(hub, "branch", "Dockerfile")
    fill(hub, "tools/Dockerfile")
    results, (warning,) = warned(hub)
    assert results == [Found(f"{hub}/tools/Dockerfile")]
    assert "must be run in a work tree" in warning
    assert warned(hub / "tree") == ([Found(f"{hub}/tree/Dockerfile")], [])
