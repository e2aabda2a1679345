"""No command shows a secret in any format, wherever the secret is."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import EXHAUSTIVE, git
from tests.scenarios.program import KEY, Program, write

pytestmark = pytest.mark.no_cover  # what it runs a hundred times is measured elsewhere

SECRET = "hunter2Zq9"  # noqa: S105 - what must never be printed

USERS = (f"mona:{SECRET}", f"{SECRET}:x-oauth-basic", f"x:{SECRET}@a", f"{SECRET}", f":{SECRET}")
"""User parts of URLs that hold it."""

HTTP = ("https://{user}@github.com/{owner}/app", "http://{user}@github.com/{owner}/app.git")
URLS = (*HTTP, "https://{user}@gitlab.example/{owner}/app", "https://{user}@github.com/a")
ODD_URLS = (*URLS, "//{user}@github.com/{owner}/app", "git+https://{user}@github.com/{owner}/app")

COMMANDS = {
    **{
        f"check {name}": ("check", f"--format={name}")
        for name in ("full", "concise", "json", "sarif", "github", "gitlab", "junit")
    },
    "check with options": ("check", "--source={url}", "--build-arg=A={url}", "--host={host}"),
    "check with another remote": ("check", "--remote={url}"),
    **{
        f"check {name} with another remote": ("check", f"--format={name}", "--remote={url}")
        for name in ("full", "json", "sarif")
    },
    "fix with another remote": ("fix", "--remote={url}"),
    "source with another remote": ("source", "--remote={url}"),
    "source json with another remote": ("source", "--format=json", "--remote={url}"),
    "check of a path": ("check", "{url}"),
    "check by a configuration": ("check", "--config={url}"),
    "add ignores": ("check", "--add-ignore=because of {url}"),
    "fix": ("fix",),
    "fix --diff": ("fix", "--diff", "--unsafe-fixes"),
    "fix --unsafe-fixes": ("fix", "--unsafe-fixes"),
    "source": ("source", "Dockerfile", "other/Dockerfile"),
    "source json": ("source", "--format=json"),
    "source with options": ("source", "--source={url}"),
    "labels": ("labels", "--build-arg=A={url}", "--build-arg=SHOWN"),
    "labels json": ("labels", "--format=json", "--build-arg=A={url}"),
    "labels of a target": ("labels", "--target={url}"),
    "labels for a platform": ("labels", "--platform={url}"),
    "check of targets": ("check", "--target={url}", "--target=x{url}"),
    "config": ("config", "--build-arg=A={url}", "Dockerfile"),
    "config json": ("config", "--format=json", "--build-arg=A={url}", "other/Dockerfile"),
    "rule": ("rule", "{url}"),
    "no command": ("{url}",),
    "no option": ("check", "--{url}"),
    "no option and no command": ("--{url}",),
    "no severity": ("check", "--fail-on={url}"),
    "no format": ("check", "--output-format", "{url}"),
    "no shell": ("completion", "{url}"),
}

CONFIGURATION = """\
build-args: {{A: "{url}", B: "see {url}"}}
exclude: ["{url}"]
overrides:
  - files: [other/, "{url}"]
    reason: "it is built from {url}"
    source: https://github.com/octo-org/other
"""

REFUSED = """\
source: "{url}"
hosts: ["{url}"]
remote: "{url}"
select: ["{url}"]
"{url}": 1
"""

DOCKERFILE = f"""\
# syntax={{url}}
# dockerlabel: ignore[wrong-source] because of {{url}}
ARG BASE={{url}}
FROM $BASE AS base
# dockerlabel: ignore[{{url}}]
ARG A={{url}}
ARG SHOWN
LABEL {KEY}={{url}} vcs="{{url}}" "{{url}}"="see {{url}}" shown=$SHOWN
FROM alpine
ARG A={{url}}
LABEL {KEY}=$A org.label-schema.vcs-url={{url}}
LABEL org.opencontainers.image.url={{url}}
LABEL {KEY} {{url}}
FROM {{url}} AS last
ONBUILD LABEL {KEY}={{url}}
LABEL {KEY}="{{url}}" a=${{{{A:-{{url}}}}}} b="${{{{A:?{{url}}}}}}"
"""

BROKEN = ("LABLE {url}\n", "FROM a AS {url}\n", "FROM a\nCOPY --from={url} {url} /\nADD {url}\n")


GIT_CONFIGURATION = """
[remote "origin"]
	url = "{url}"
	pushurl = "{url}"
[remote "other"]
	url = "mine:{url}"
[remote "plain"]
	url = https://github.com/octo-org/app
[url "{url}"]
	insteadOf = "mine:"
	pushInsteadOf = https://github.com/
[url "https://github.com/"]
	insteadOf = "{beginning}"
"""


def make_clone(root: Path, url: str, *, configuration: str, broken: str) -> None:
    """Write the secret into the files of a clone and its configuration, in all places."""
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    with (root / ".git" / "config").open("a") as file:
        file.write(GIT_CONFIGURATION.format(url=url, beginning=url[:-3]))
    text = DOCKERFILE.format(url=url)
    write(root, text.encode())
    write(root, text.partition("\n")[2].replace(" base\n", "\n").encode(), "other/Dockerfile")
    write(root, f"FROM a\nLABEL {KEY}={url}\n".encode(), "plain/Dockerfile")
    write(root, broken.format(url=url).encode(), "broken/Dockerfile")
    write(root, configuration.format(url=url).encode(), ".dockerlabel.yaml")


def printed(
    program: Program, root: Path, arguments: tuple[str, ...], url: str, *, in_ci: bool = True
) -> str:
    """Everything that a command prints or adds to the page of the step.

    `in_ci` says whether GitHub Actions names a repository: it is the source where no remote is.
    """
    page = root.parent / "page.md"
    page.write_bytes(b"")
    host = url.partition("//")[2].partition("/")[0]
    given = tuple(each.format(url=url, host=host) for each in arguments)
    variables = {
        "SHOWN": url,
        "GH_HOST": host,
        "GITHUB_SERVER_URL": url,
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "octo-org/app",
        "GITHUB_STEP_SUMMARY": str(page),
        "GIT_SSH_COMMAND": url,
        "HTTPS_PROXY": url,
    }
    if not in_ci:
        del variables["GITHUB_REPOSITORY"]
    told = program(root, *given, **variables)
    return told.text + told.errors + page.read_text("utf-8")


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("configuration", [CONFIGURATION, REFUSED], ids=["taken", "refused"])
def test_a_secret_comes_out_nowhere(
    tmp_path: Path, dockerlabel: Program, arguments: tuple[str, ...], configuration: str
) -> None:
    for number, url in enumerate(URLS):
        root = tmp_path / f"clone-{number}"
        told = url.format(user=USERS[number % len(USERS)], owner="octo-org")
        make_clone(root, told, configuration=configuration, broken=BROKEN[number % len(BROKEN)])
        in_ci = "--remote={url}" not in arguments
        assert SECRET not in printed(dockerlabel, root, arguments, told, in_ci=in_ci)


@pytest.mark.parametrize(
    "arguments", [each for each in COMMANDS.values() if "--remote={url}" in each]
)
def test_another_remote_is_reported_without_its_secret(
    tmp_path: Path, dockerlabel: Program, arguments: tuple[str, ...]
) -> None:
    """By an option as by a setting, and it is spoken of."""
    url = URLS[0].format(user=USERS[0], owner="octo-org")
    make_clone(tmp_path / "a", url, configuration="hosts: []\n", broken=BROKEN[0])
    make_clone(tmp_path / "b", url, configuration='remote: "{url}"\n', broken=BROKEN[0])
    by_setting = tuple(each for each in arguments if each != "--remote={url}")
    for root, command in ((tmp_path / "a", arguments), (tmp_path / "b", by_setting)):
        told = printed(dockerlabel, root, command, url, in_ci=False)
        assert "remote `https://***@github.com/octo-org/app` does not exist" in told
        assert SECRET not in told


CUTS = {
    "backslash": "\\\n",
    "backtick": "`\n",
    "blanks after": "\\ \t\n",
    "carriage return": "\\\r\n",
    "a comment between": "\\\n  # why\n",
    "empty lines between": "\\\n\n \t\n",
    "cut twice": "\\\n-\\\n",
}
CUT_LABEL = f"FROM a\nLABEL {KEY}=https://bob:{{secret}}@github.com/octo-org/tool\n"
CUT_AROUND = f"""\
FROM a
RUN curl https://bob:{{secret}}@example.com/x
LABEL {KEY}=https://github.com/octo-org/tool
RUN curl https://bob:{{secret}}@example.com/x
"""


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("secret", [f"{SECRET}{{}}", f"{SECRET}{{}}{SECRET}", "{}" + SECRET])
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param(("check", "--format=full"), CUT_LABEL, id="code"),
        pytest.param(("fix", "--diff", "--unsafe-fixes"), CUT_LABEL, id="what-is-fixed"),
        pytest.param(("fix", "--diff", "--unsafe-fixes"), CUT_AROUND, id="lines-around"),
    ],
)
def test_a_secret_that_a_line_end_cuts(
    tmp_path: Path,
    dockerlabel: Program,
    cut: str,
    secret: str,
    arguments: tuple[str, ...],
    text: str,
) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "remote.origin.url", "https://github.com/octo-org/app")
    head = "# escape=`\n" if "`" in cut else ""
    write(tmp_path, (head + text.format(secret=secret.format(cut))).encode())
    told = dockerlabel(tmp_path, *arguments)
    assert told.status == 1
    assert "***" in told.text + told.errors
    assert SECRET not in told.text + told.errors


@settings(
    max_examples=200 if EXHAUSTIVE else 12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_any_secret_comes_out_nowhere(
    tmp_path_factory: pytest.TempPathFactory, dockerlabel: Program, data: st.DataObject
) -> None:
    """The same with other URLs, users, owners and commands in any combination."""
    template = data.draw(st.sampled_from(ODD_URLS))
    letters = st.text("abzAZ09-._~!%:@", max_size=4)
    user = data.draw(
        st.builds("{}:{}{}".format, letters, st.just(SECRET), letters) | st.sampled_from(USERS)
    )
    url = template.format(user=user, owner=data.draw(st.sampled_from(["octo-org", "someone"])))
    root = tmp_path_factory.mktemp("secret") / "clone"
    configuration = data.draw(st.sampled_from([CONFIGURATION, REFUSED, "remote: plain\n"]))
    make_clone(root, url, configuration=configuration, broken=data.draw(st.sampled_from(BROKEN)))
    arguments = data.draw(st.sampled_from([*COMMANDS.values()]))
    told = printed(dockerlabel, root, arguments, url, in_ci=data.draw(st.booleans()))
    assert SECRET not in told, (arguments, url)
