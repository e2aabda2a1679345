"""Forks, transfers and templates: no correct label is rewritten to somebody's fork."""

import json
from pathlib import Path

import pytest

from tests.conftest import MakeRepository, git
from tests.scenarios.program import KEY, ORG, PLAIN, RUN, Program, labelled, write

FORK = "https://github.com/mona/app"
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - no one's token


def test_a_forks_clone_is_reported_and_left_alone(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin="git@github.com:mona/app.git")
    path = write(root, labelled(ORG))
    checked = dockerlabel(root, "check", "--format", "json")
    assert (checked.status, checked.found) == (0, [("Dockerfile", "forked-source", "note")])
    notes = "; ".join(checked.json["diagnostics"][0]["notes"])
    for advice in ("`upstream`", "`source:`", "--source URL`", "remote `origin` is"):
        assert advice in notes
    before = path.stat()
    assert dockerlabel(root, "fix").status == 0
    assert path.stat() == before
    assert dockerlabel(root, "check", "--fail-on", "note").status == 1


MISWRITTEN = {
    "git-suffix": f"{ORG}.git",
    "ssh": "git@github.com:octo-org/app.git",
    "token": ORG.replace("//", f"//x-access-token:{TOKEN}@"),
    "registry": "https://ghcr.io/octo-org/app",
}


@pytest.mark.parametrize("value", MISWRITTEN.values(), ids=MISWRITTEN)
def test_no_fix_of_a_forks_clone_writes_its_owner(
    make_repository: MakeRepository, dockerlabel: Program, value: str
) -> None:
    root = make_repository(origin=f"https://mona:{TOKEN}@github.com/mona/app.git")
    path = write(root, labelled(value))
    results = [
        dockerlabel(root, *command)
        for command in (("check",), ("fix", "--diff"), ("fix",), ("check", "--format", "json"))
    ]
    # Its form may be fixed; the owner stays the one that the label names.
    assert path.read_bytes() in (labelled(value), labelled(ORG))
    assert TOKEN not in "".join(each.text + each.errors for each in results)
    assert results[2].status == 0
    assert (results[3].status, results[3].found) == (0, [("Dockerfile", "forked-source", "note")])
    assert "ghcr.io" not in value or path.read_bytes() == labelled(value)


def test_no_label_is_inserted_where_another_label_suggests_a_fork(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=FORK)
    text = f"FROM alpine\nLABEL org.opencontainers.image.url={ORG}\n"
    path = write(root, text.encode())
    assert dockerlabel(root, "check", "--format", "json").rules == ["missing-source"]
    assert dockerlabel(root, "fix").status == 1
    assert path.read_text() == text
    assert dockerlabel(root, "fix", "--unsafe-fixes").status == 0
    assert f"{KEY}={FORK}" in path.read_text()


@pytest.mark.parametrize("text", [PLAIN, labelled(f"{ORG}-of-another")])
@pytest.mark.parametrize("name", ["api/Dockerfile", "docker/api.dockerfile", "a\nb/Containerfile"])
def test_another_dockerfile_suggests_a_fork(
    make_repository: MakeRepository, dockerlabel: Program, *, name: str, text: bytes
) -> None:
    root = make_repository(origin=FORK)
    path = write(root, text)
    neighbour = write(root, labelled(f'"{ORG}"'), name)
    shown = name.replace("\n", "\\n")
    told = f"the fix is unsafe: `{ORG}` in {shown} names it under another owner"
    advice = "= note: if this is a fork, add the remote `upstream` or set `source:`"
    for command in ("check", "fix"):
        ended = dockerlabel(root, command, "Dockerfile")
        assert ended.status == 1
        assert told in ended.text
        assert advice in ended.text
    assert path.read_bytes() == text
    assert dockerlabel(root, "fix", "-", stdin=text).output == text
    assert dockerlabel(root, "fix", "--source", ORG, "Dockerfile").status == 0
    assert path.read_bytes().removesuffix(RUN) == labelled(ORG)

    write(root, text)
    write(root, labelled("https://github.com/nobody/another"), name)
    assert dockerlabel(root, "fix", "Dockerfile").status == 0, "another project suggests nothing"
    assert path.read_bytes().removesuffix(RUN) == labelled(FORK)
    assert neighbour.read_bytes() == labelled("https://github.com/nobody/another")


@pytest.mark.parametrize(
    "line",
    [
        "LABEL org.opencontainers.image.source=git@github.com:octo-org/app.git",
        "LABEL org.opencontainers.image.source='github.com/octo-org/app'",
        'LABEL a=b \\\n  "org.opencontainers.image.source"="HTTPS://github.com/octo-org/app"',
        "LABEL org.opencontainers.image.source https://github.com/octo-org/app",
        "LABEL org.opencontainers.image.url=https://github.com/octo-org/app",
        "# LABEL org.label-schema.vcs-url = https://github.com/octo-org/app",
        "ARG OWNER=octo-org\nLABEL org.opencontainers.image.url=https://github.com/$OWNER/app",
        "LABEL org.opencontainers.image.source=https://\\\ngithub.com/octo-org/app",
        "ENV A=octo-org/app\nLABEL org.label-schema.vcs-url=https://github.com/${A}\nFROM a",
        "FROM ghcr.io/octo-org/app-base",
    ],
)
def test_how_another_dockerfile_may_say_it(
    make_repository: MakeRepository, dockerlabel: Program, line: str
) -> None:
    root = make_repository(origin=FORK)
    path = write(root, PLAIN)
    write(root, b"include: ['*.df']\n", ".dockerlabel.yaml")
    write(root, f"FROM alpine:3.22\n{line}\n".encode(), "docker/api.df")
    assert dockerlabel(root, "fix", "Dockerfile").status == 1
    assert path.read_bytes() == PLAIN


@pytest.mark.parametrize(
    "line",
    [
        "LABEL org.opencontainers.image.url=https://hub.docker.com/r/octo-org/app",
        "LABEL org.opencontainers.image.documentation=https://pkg.go.dev/github.com/octo-org/app",
        "LABEL org.opencontainers.image.url=https://packages.example/octo-org/app",
        "FROM library/app",
        "FROM mona/app-base",
        "FROM octo-org/tool",
    ],
)
def test_what_is_no_sign_of_a_fork(
    make_repository: MakeRepository, dockerlabel: Program, line: str
) -> None:
    root = make_repository(origin=FORK)
    path = write(root, PLAIN)
    write(root, f"FROM alpine:3.22\n{line}\n".encode(), "api/Dockerfile")
    assert dockerlabel(root, "fix", "Dockerfile").status == 0
    assert path.read_bytes() == labelled(FORK) + RUN


AGENTS = "https://github.com/mona/docker-agents"


@pytest.mark.parametrize("text", [PLAIN, labelled(AGENTS)])
def test_a_name_that_all_labels_share_is_asked_about(
    make_repository: MakeRepository, dockerlabel: Program, text: bytes
) -> None:
    root = make_repository(origin="https://github.com/mona/docker-agent")
    path = write(root, text)
    argument = f"FROM a\nARG R=docker-agents\nLABEL {KEY}=https://github.com/mona/$R\n"
    write(root, argument.encode(), "a/Dockerfile")
    write(root, labelled(AGENTS), "b/Dockerfile")
    fixed = dockerlabel(root, "fix", "Dockerfile")
    assert fixed.status == (KEY.encode() not in text)
    assert path.read_bytes() == text
    assert "Dockerfiles name `docker-agents`" in fixed.text
    assert f"if the repository was renamed, run `git remote set-url origin {AGENTS}`" in fixed.text
    assert "upstream" not in fixed.text


@pytest.mark.parametrize(
    ("remote", "other"),
    [
        ("mona/docker-agent", "https://github.com/mona/docker-agent"),
        ("mona/docker-agent", None),
        ("mona/runner", AGENTS),
        ("octo-org/docker-agent", AGENTS),
    ],
    ids=["labels disagree", "one label", "names far apart", "another owner"],
)
def test_a_wrong_name_is_fixed(
    make_repository: MakeRepository, dockerlabel: Program, *, remote: str, other: str | None
) -> None:
    root = make_repository(origin=f"https://github.com/{remote}")
    path = write(root, labelled(AGENTS))
    write(root, labelled(other) if other else PLAIN, "a/Dockerfile")
    assert dockerlabel(root, "fix", "Dockerfile").status == 0
    assert path.read_bytes() == labelled(f"https://github.com/{remote}")


def test_a_hooks_variables_hide_no_other_dockerfile(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=FORK)
    path = write(root, PLAIN)
    write(root, labelled(ORG), "api/Dockerfile")
    for name in ("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS"):
        assert dockerlabel(root, "fix", "Dockerfile", **{name: "1"}).status == 1
    assert path.read_bytes() == PLAIN


def test_files_outside_of_the_repository_suggest_nothing(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    root = make_repository(origin=FORK)
    path = write(root, PLAIN)
    write(tmp_path / "outside", labelled(ORG))
    (root / "a").symlink_to(tmp_path / "outside")
    (root / "Dockerfile.b").symlink_to(tmp_path / "outside" / "Dockerfile")
    write(root, labelled(ORG), "docs/dockerfile-tips/secret.txt")
    assert dockerlabel(root, "fix", "Dockerfile").status == 0
    assert path.read_bytes() == labelled(FORK) + RUN


def test_no_file_is_its_own_neighbour(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=FORK)
    write(root, labelled(ORG))
    fixed = dockerlabel(root, "fix", "--stdin-filename=Dockerfile", "-", stdin=PLAIN)
    assert fixed.output == labelled(FORK) + RUN


@pytest.mark.parametrize("scenario", ["upstream", "gh-base", "gh-name"])
def test_a_forks_clone_that_knows_its_origin_is_clean(
    make_repository: MakeRepository, dockerlabel: Program, scenario: str
) -> None:
    root = make_repository(origin=FORK)
    if scenario == "upstream":
        git(root, "remote", "add", "upstream", ORG)
    elif scenario == "gh-base":  # `gh repo clone` of a fork
        git(root, "remote", "add", "parent", ORG)
        git(root, "config", "remote.parent.gh-resolved", "base")
    else:  # `gh repo set-default octo-org/app` without a remote for it
        git(root, "config", "remote.origin.gh-resolved", "octo-org/app")
    path = write(root, labelled(ORG))
    checked = dockerlabel(root, "check")
    assert (checked.status, checked.output) == (0, b"")
    source = dockerlabel(root, "source", "--format", "json").json
    assert (source["url"], source["authority"]) == (ORG, "chosen")

    write(root, labelled(FORK))
    assert dockerlabel(root, "check").status == 0, "a label may name any remote of the clone"
    write(root, PLAIN)
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == labelled(ORG) + RUN
    write(root, labelled("https://github.com/nobody/app"))
    assert dockerlabel(root, "check", "--format", "json").rules == ["wrong-source"]
    assert dockerlabel(root, "fix").status == 0
    assert path.read_bytes() == labelled(ORG)


def actions(repository: str, workspace: Path, *, fork: bool = False) -> dict[str, str]:
    """The variables of a workflow's run."""
    event = workspace.parent / "event.json"
    event.write_text(json.dumps({"repository": {"full_name": repository, "fork": fork}}))
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": repository,
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_EVENT_PATH": str(event),
    }


def test_continuous_integration_of_the_base_repository_is_strict(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=ORG)
    path = write(root, labelled(FORK))
    variables = actions("octo-org/app", root)
    checked = dockerlabel(root, "check", "--format", "json", **variables)
    assert (checked.status, checked.found) == (1, [("Dockerfile", "wrong-source", "error")])
    assert dockerlabel(root, "source", "--format", "json", **variables).json["authority"] == "ci"
    assert dockerlabel(root, "fix", **variables).status == 0
    assert path.read_bytes() == labelled(ORG)


def test_a_pull_request_in_a_clone_of_the_fork_is_judged_by_the_base_repository(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=FORK)
    variables = actions("octo-org/app", root)
    write(root, labelled(ORG))
    assert dockerlabel(root, "check", **variables).output == b""
    write(root, labelled(FORK))
    assert dockerlabel(root, "check", **variables).status == 1


def test_continuous_integration_of_a_fork_is_lenient(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=FORK)
    path = write(root, labelled(ORG))
    variables = actions("mona/app", root, fork=True)
    checked = dockerlabel(root, "check", "--format", "json", **variables)
    assert (checked.status, checked.found) == (0, [("Dockerfile", "forked-source", "note")])
    assert dockerlabel(root, "fix", **variables).status == 0
    assert path.read_bytes() == labelled(ORG)


def test_a_second_repository_in_the_workspace_is_itself(
    make_repository: MakeRepository, dockerlabel: Program, tmp_path: Path
) -> None:
    make_repository("work/app", origin=ORG)
    tools = make_repository("work/tools", origin="https://github.com/octo-org/tools")
    write(tmp_path / "work" / "app", labelled(ORG))
    write(tools, labelled("https://github.com/octo-org/tools"))
    variables = actions("octo-org/app", tmp_path / "work")
    checked = dockerlabel(tmp_path / "work", "check", "app", "tools", **variables)
    assert (checked.status, checked.output) == (0, b"")
    found = dockerlabel(
        tmp_path / "work", "source", "--format", "json", "app", "tools", **variables
    )
    sources = [json.loads(line) for line in found.text.splitlines()]
    assert [(each["path"], each["url"], each["authority"]) for each in sources] == [
        ("app", ORG, "ci"),
        ("tools", "https://github.com/octo-org/tools", "assumed"),
    ]


def test_a_checkout_without_git_counts_inside_of_the_workspace_only(
    dockerlabel: Program, tmp_path: Path
) -> None:
    for name in ("work", "elsewhere"):
        write(tmp_path / name, labelled(FORK))
    variables = actions("octo-org/app", tmp_path / "work")
    checked = dockerlabel(tmp_path, "check", "--format", "json", "work", "elsewhere", **variables)
    assert checked.found == [
        ("work/Dockerfile", "wrong-source", "error"),
        ("elsewhere/Dockerfile", "unknown-remote", "note"),
    ]


def test_a_template_called_upstream_is_not_the_repository(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    template = "https://github.com/octo-org/service-template"
    root = make_repository(origin=ORG, upstream=template)
    source = dockerlabel(root, "source", "--format", "json")
    assert (source.json["url"], source.json["authority"]) == (ORG, "assumed")
    write(root, labelled(ORG))
    assert dockerlabel(root, "check").output == b""
    path = write(root, PLAIN)
    assert dockerlabel(root, "check", "--format", "json").rules == ["missing-source"]
    assert dockerlabel(root, "fix").status == 1, "it may be a renamed fork: nothing safe"
    assert path.read_bytes() == PLAIN
    assert dockerlabel(root, "fix", "--unsafe-fixes").status == 0
    assert path.read_bytes() == labelled(ORG) + RUN


def test_a_transferred_repository(make_repository: MakeRepository, dockerlabel: Program) -> None:
    root = make_repository(origin=FORK)
    paths = [write(root, labelled(ORG), name) for name in ("Dockerfile", "web/Dockerfile.dev")]
    assert dockerlabel(root, "fix").status == 0
    assert [path.read_bytes() for path in paths] == [labelled(ORG)] * 2
    assert dockerlabel(root, "fix", "--unsafe-fixes").status == 0
    assert [path.read_bytes() for path in paths] == [labelled(FORK)] * 2


def test_every_file_moves_to_a_declared_source(
    make_repository: MakeRepository, dockerlabel: Program
) -> None:
    root = make_repository(origin=FORK)
    values = (ORG, FORK, f"{ORG}.git", "https://ghcr.io/mona/app", "https://example.com/a/b")
    paths = [
        write(root, labelled(value), f"{number}/Dockerfile") for number, value in enumerate(values)
    ]
    there = "https://github.com/new-org/product"
    assert dockerlabel(root, "fix", "--source", there).status == 0
    assert [path.read_bytes() for path in paths] == [labelled(there)] * len(paths)
    assert dockerlabel(root, "check", "--source", there).status == 0
