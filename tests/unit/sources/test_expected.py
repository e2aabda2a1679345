from collections.abc import Mapping

import pytest

from dockerlabel.git.repository import Remote, Repository, Rewrite
from dockerlabel.sources.expected import Authority, CiEnvironment, Expectation, expected_source
from dockerlabel.sources.github_hosts import Hosts, hosts_of
from dockerlabel.sources.label_parser import parse_label_value

APP = "https://github.com/octo-org/app"
FORK = "https://github.com/octocat/app"
OTHER = "https://github.com/octo-org/template"
GITLAB = "https://gitlab.com/group/sub/app"
CI = CiEnvironment("https://github.com", "octo-org/app")
FORK_CI = CI._replace(repository="octocat/app", fork=True)


def clone(
    urls: Mapping[str, str], *, resolved: Mapping[str, str] | None = None, gh: str = ""
) -> Repository:
    notes = resolved or {}
    remotes = (Remote(name, (url,), (), notes.get(name, "")) for name, url in urls.items())
    return Repository("/r", remotes=tuple(remotes), rewrites=(Rewrite(gh, "gh:"),) if gh else ())


def accepts(expectation: Expectation, value: str) -> bool:
    return expectation.accepts(parse_label_value(value, expectation.hosts))


@pytest.mark.parametrize(
    ("urls", "resolved", "url", "authority"),
    [
        ({"origin": APP}, {}, APP, Authority.ASSUMED),
        ({"origin": f"{APP}.git", "other": FORK}, {}, APP, Authority.ASSUMED),
        ({"mine": APP}, {}, APP, Authority.ASSUMED),
        ({"a": APP, "b": "git@github.com:Octo-Org/App"}, {}, APP, Authority.ASSUMED),
        ({"origin": GITLAB, "github": APP}, {}, APP, Authority.ASSUMED),
        ({"origin": FORK, "upstream": APP}, {}, APP, Authority.CHOSEN),
        ({"upstream": APP}, {}, APP, Authority.CHOSEN),
        ({"origin": GITLAB, "upstream": OTHER}, {}, OTHER, Authority.CHOSEN),
        ({"origin": APP, "upstream": OTHER}, {}, APP, Authority.ASSUMED),
        ({"origin": APP, "upstream": GITLAB}, {}, APP, Authority.ASSUMED),
        ({"origin": FORK, "upstream": APP}, {"origin": "base"}, FORK, Authority.CHOSEN),
        ({"origin": APP, "upstream": OTHER}, {"upstream": "base"}, OTHER, Authority.CHOSEN),
        ({"origin": FORK}, {"origin": "octo-org/app"}, APP, Authority.CHOSEN),
        ({"origin": FORK, "x": APP}, {"origin": "base", "x": "base"}, FORK, Authority.CHOSEN),
        ({"x": FORK, "upstream": APP}, {"x": "base", "upstream": "base"}, APP, Authority.CHOSEN),
        ({"origin": APP}, {"origin": "not a repository"}, APP, Authority.ASSUMED),
        ({"origin": APP, "lab": GITLAB}, {"lab": "base"}, APP, Authority.ASSUMED),
        (
            {"origin": "git@acme.ghe.com:a/b"},
            {"origin": "c/d"},
            "https://acme.ghe.com/c/d",
            Authority.CHOSEN,
        ),
    ],
    ids=[
        "origin",
        "origin before others",
        "the only one",
        "two names for the only one",
        "the only one on GitHub",
        "upstream",
        "upstream alone",
        "upstream beside a foreign origin",
        "upstream of another name",
        "foreign upstream",
        "resolved origin before upstream",
        "resolved upstream of another name",
        "resolved to a parent",
        "two resolved: origin first",
        "two resolved: upstream first",
        "resolved to nonsense",
        "resolved foreign remote",
        "resolved on the remote's host",
    ],
)
def test_remotes(
    urls: dict[str, str], resolved: dict[str, str], url: str, authority: Authority
) -> None:
    expectation = expected_source(clone(urls, resolved=resolved))
    assert expectation.source is not None
    assert (expectation.source.url, expectation.source.authority) == (url, authority)
    assert expectation.reason == expectation.source.reason
    assert [remote.name for remote in expectation.remotes] == list(urls)


@pytest.mark.parametrize(
    ("expectation", "origin"),
    [
        (expected_source(None, source=APP), "declared"),
        (expected_source(clone({"a": APP, "b": FORK}), remote="a"), "remote `a`"),
        (expected_source(None, ci=CI), "GITHUB_REPOSITORY"),
        (
            expected_source(clone({"origin": FORK}, resolved={"origin": "octo-org/app"})),
            "`gh repo set-default`",
        ),
        (expected_source(clone({"origin": FORK, "upstream": APP})), "remote `upstream`"),
        (expected_source(clone({"origin": APP})), "remote `origin`"),
        (expected_source(clone({"mine": APP})), "remote `mine`"),
    ],
    ids=["declared", "declared remote", "CI", "gh", "upstream", "origin", "the only one"],
)
def test_notes_say_where_it_is_from(expectation: Expectation, origin: str) -> None:
    assert str(expectation.source) == f"{APP} ({origin})"


@pytest.mark.parametrize(
    ("repository", "reason"),
    [
        (None, "not in a git repository"),
        (Repository("/r"), "the repository has no remotes"),
        (Repository("/r", failure="git broke"), "the remotes could not be read: git broke"),
        (
            clone({"origin": "git@gitlab.com:o/r", "local": "/srv/r"}),
            "no remote is on GitHub",
        ),
        (
            clone({"origin": "https://github.com/orgs/o/r"}),
            "remote `origin`: its path is not OWNER/REPO",
        ),
        (
            clone({"a": APP, "b": FORK}),
            "several remotes are repositories on GitHub",
        ),
    ],
    ids=["no repository", "no remotes", "problem", "other hosts", "other paths", "several"],
)
def test_no_expected_source(repository: Repository | None, reason: str) -> None:
    expectation = expected_source(repository)
    assert expectation.source is None
    assert expectation.reason == reason


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (APP, APP),
        (f"{APP}.git", APP),
        ("https://GitHub.com/Octo-Org/App/", "https://github.com/Octo-Org/App"),
        ("https://www.github.com/octo-org/app", APP),
        (
            "https://Git.example:8443/Group/Sub/App.git",
            "https://git.example:8443/Group/Sub/App.git",
        ),
        ("https://u:p@git.example/group/app/", "https://git.example/group/app"),
    ],
)
def test_declared_source_overrides_all(source: str, url: str) -> None:
    expectation = expected_source(clone({"origin": OTHER}), source=source, remote="origin", ci=CI)
    assert expectation.source is not None
    assert expectation.source.url == url
    assert expectation.source.authority is Authority.DECLARED


def test_declared_remote_overrides_ci() -> None:
    expectation = expected_source(clone({"origin": APP, "mine": FORK}), remote="mine", ci=CI)
    assert expectation.source is not None
    assert expectation.source[:2] == (FORK, Authority.DECLARED)
    assert [remote.passed_over for remote in expectation.remotes] == ["`mine` takes precedence", ""]


def test_declared_remote_that_is_missing_leaves_the_word_to_ci_alone() -> None:
    repository = clone({"origin": APP})
    answered = expected_source(repository, remote="upstream", ci=CI)
    assert answered.source is not None
    assert answered.source.authority is Authority.CI
    silent = expected_source(repository, remote="upstream")
    assert silent.source is None
    assert silent.reason == "remote `upstream` does not exist (remotes: `origin`)"


def test_declared_remote_on_another_host_is_compared_there() -> None:
    expectation = expected_source(clone({"origin": APP, "lab": GITLAB}), remote="lab")
    assert expectation.source is None
    assert accepts(expectation, GITLAB)
    assert not accepts(expectation, "https://gitlab.com/group/app")


@pytest.mark.parametrize(
    ("urls", "ci", "url", "authority"),
    [
        ({}, CI, APP, Authority.CI),
        ({"origin": GITLAB}, CI, APP, Authority.CI),
        ({"origin": APP}, CI, APP, Authority.CI),
        ({"origin": FORK}, CI, APP, Authority.CI),
        ({"origin": FORK.upper().replace("HTTPS", "https")}, CI, APP, Authority.CI),
        ({"x": OTHER, "y": FORK}, CI, APP, Authority.CI),
        ({"origin": OTHER}, CI, OTHER, Authority.ASSUMED),
        ({"origin": "https://acme.ghe.com/a/app"}, CI, "https://acme.ghe.com/a/app", None),
        ({"origin": FORK}, FORK_CI, FORK, Authority.ASSUMED),
        ({"origin": FORK, "upstream": APP}, FORK_CI, APP, Authority.CHOSEN),
        ({"origin": APP}, CI._replace(repository="nonsense"), APP, Authority.ASSUMED),
        (
            {"origin": "https://Code.Example/o/r"},
            CiEnvironment("https://Code.Example", "O/R"),
            "https://code.example/O/R",
            Authority.CI,
        ),
    ],
    ids=[
        "no remotes",
        "no GitHub remote",
        "the same",
        "another owner",
        "letter case",
        "any remote",
        "another name",
        "another host",
        "a fork",
        "a fork with upstream",
        "nonsense",
        "own server",
    ],
)
def test_ci(urls: dict[str, str], ci: CiEnvironment, url: str, authority: Authority | None) -> None:
    hosts = hosts_of({}, server_url=ci.server_url)
    expectation = expected_source(clone(urls), ci=ci, hosts=hosts)
    assert expectation.source is not None
    assert expectation.source.url == url
    assert expectation.source.authority is (authority or Authority.ASSUMED)


def test_ci_without_repository_counts_inside_of_the_workspace_only() -> None:
    inside = expected_source(None, ci=CI)
    assert inside.source is not None
    assert expected_source(None, ci=CI, in_workspace=False).source is None
    assert expected_source(clone({}), ci=CI, in_workspace=False).source is not None


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        (APP, True),
        (f"{APP.upper().replace('HTTPS', 'https')}", True),
        (FORK, True),
        ("git@github.com:octocat/app.git", True),
        ("https://gitlab.com/Group/Sub/App", True),
        ("https://mirror.example/octocat/app", True),
        (OTHER, False),
        ("https://gitlab.com/group/app", False),
    ],
)
def test_a_label_may_name_any_remote(value: str, *, accepted: bool) -> None:
    repository = clone({"origin": APP, "mine": FORK, "lab": "git@gitlab.com:group/sub/app.git"})
    mirrored = repository._replace(
        rewrites=(Rewrite("https://mirror.example/octocat", "https://github.com/octocat"),)
    )
    assert accepts(expected_source(mirrored), value) is accepted


@pytest.mark.parametrize("declared", [{"source": APP}, {"ci": CI}], ids=["source", "ci"])
def test_only_the_source_is_right_where_it_is_certain(declared: dict[str, str]) -> None:
    expectation = expected_source(clone({"origin": FORK}), **declared)  # type: ignore[arg-type]  # either key
    assert accepts(expectation, APP)
    assert not accepts(expectation, FORK)


def test_without_expected_source_labels_on_the_remotes_host_are_compared() -> None:
    expectation = expected_source(clone({"origin": "git@gitlab.com:group/sub/app.git"}))
    assert accepts(expectation, GITLAB)
    assert accepts(expectation, APP)
    assert not accepts(expectation, "https://gitlab.com/group/sub/other")


@pytest.mark.parametrize(
    ("urls", "ci", "labels", "sign"),
    [
        ({"origin": FORK}, None, [FORK], False),
        ({"origin": FORK}, None, [], False),
        ({"origin": FORK}, None, [APP], True),
        ({"origin": FORK}, None, ["", APP], True),
        ({"origin": FORK}, None, ["https://gitlab.com/octo-org/app"], True),
        ({"origin": FORK}, None, [OTHER], False),
        ({"origin": FORK}, FORK_CI, [], True),
        ({"origin": APP, "upstream": OTHER}, None, [], True),
        ({"origin": APP, "upstream": OTHER}, CI, [], False),
        ({"origin": FORK, "upstream": APP}, None, [FORK], False),
        ({"origin": FORK}, CI, [FORK], False),
        ({"origin": "https://gitlab.com/me/app"}, None, ["https://gitlab.com/you/app"], True),
        ({}, None, [APP], False),
    ],
    ids=[
        "label of origin",
        "no label",
        "label of another owner",
        "another label",
        "on another host",
        "another name",
        "event",
        "upstream of another name",
        "ci vouches",
        "upstream vouches",
        "ci vouches for the owner",
        "elsewhere",
        "nothing expected",
    ],
)
def test_sign_of_a_fork(
    urls: dict[str, str], ci: CiEnvironment | None, labels: list[str], *, sign: bool
) -> None:
    expectation = expected_source(clone(urls), ci=ci)
    read = [parse_label_value(label, expectation.hosts) for label in labels]
    assert bool(expectation.fork_evidence_in(read)) is sign


def test_raw_url_overrides_the_rewritten_one() -> None:
    mirror = Rewrite("https://github.acme.example/", "https://github.com/")
    repository = clone({"origin": APP})._replace(rewrites=(mirror,))
    expectation = expected_source(repository)
    assert expectation.source is not None
    assert expectation.source.url == APP
    assert expectation.remotes[0].rewritten == "https://github.acme.example/octo-org/app"


def test_shorthand_is_rewritten() -> None:
    expectation = expected_source(clone({"origin": "gh:octo-org/app"}, gh="git@github.com:"))
    assert expectation.source is not None
    assert expectation.source.url == APP


@pytest.mark.parametrize(
    ("urls", "push_urls", "source"),
    [
        (("/srv/app",), ("git@github.com:octo-org/app",), APP),
        ((GITLAB,), ("/srv/app", APP), APP),
        ((FORK,), (APP,), FORK),
        ((GITLAB, APP), (), ""),
        ((APP, FORK), (), APP),
    ],
    ids=["local", "second push URL", "GitHub already", "second URL", "first URL"],
)
def test_which_url_of_a_remote_counts(
    urls: tuple[str, ...], push_urls: tuple[str, ...], source: str
) -> None:
    repository = Repository("/r", remotes=(Remote("origin", urls, push_urls),))
    assert expected_source(repository).remotes[0].source == source


def test_aliases_are_asked_for_once_and_only_where_they_may_matter() -> None:
    asked: list[str] = []

    def resolve(host: str) -> str | None:
        asked.append(host)
        return {"Work": "ssh.github.com", "lab": "gitlab.com"}.get(host)

    repository = clone(
        {
            "origin": "git@Work:octo-org/app.git",
            "other": "git@Work:octocat/app.git",
            "lab": "ssh://git@lab/group/sub/app",
            "web": "https://unknown.example/o/r",
            "known": "git@github.com:o/r",
            "gist": "git@gist.github.com:o/r",
            "short": "gh:o/r",
            "gone": "git@gone:o/r",
        },
        gh="https://github.com/",
    )
    expectation = expected_source(repository, resolve_alias=resolve)
    assert asked == ["Work", "lab", "gone"]
    assert expectation.source is not None
    assert expectation.source.url == APP
    assert accepts(expectation, GITLAB)
    label = parse_label_value("git@Work:octo-org/app.git", expectation.hosts)
    assert label.canonical_url == APP


def test_a_known_host_is_never_translated() -> None:
    def resolve(host: str) -> str | None:
        raise AssertionError(host)

    urls = {"a": "git@github.com:o/r", "b": "ssh://git@ssh.github.com:443/o/r"}
    hosts = hosts_of({"git.acme.example": "git.acme.example"})
    own = {"c": "git@git.acme.example:o/r", "d": "git@github.acme.example:o/r"}
    expected_source(clone(urls | own), hosts=hosts, resolve_alias=resolve)


@pytest.mark.parametrize(
    ("resolved", "url"),
    [
        ("github.com", "https://github.com/o/r"),
        ("github.acme.example", "https://github.acme.example/o/r"),
        ("github.server", "https://github.server/o/r"),
        ("github.corp", ""),
        ("10.0.0.1", ""),
        (None, ""),
    ],
    ids=["alias", "alias of a server", "alias of a short name", "none", "address", "no answer"],
)
def test_a_short_name_over_ssh_is_what_ssh_makes_of_it(resolved: str | None, url: str) -> None:
    repository = clone({"origin": "git@github.corp:o/r"})
    expectation = expected_source(repository, resolve_alias=lambda _: resolved)
    assert (expectation.source.url if expectation.source else "") == url
    assert accepts(expectation, "git@github.corp:o/r.git")
    label = parse_label_value("git@github.corp:o/r.git", expectation.hosts)
    assert label.canonical_url == (url or "git@github.corp:o/r.git")


@pytest.mark.parametrize("url", ["git@github.work:o/r", "ssh://git@github.work/o/r"])
def test_without_ssh_a_source_is_less_certain_and_no_other(url: str) -> None:
    asked = expected_source(clone({"origin": url}), resolve_alias=lambda _: "github.com")
    in_ci = expected_source(clone({"origin": url}))
    assert asked.source is not None
    assert in_ci.source is None
    assert accepts(in_ci, asked.source.url)


@pytest.mark.parametrize("url", ["https://github.work/o/r", "git@github.work:o/r"])
def test_a_short_name_counts_over_https_and_where_it_is_declared(url: str) -> None:
    hosts = hosts_of({"github.work": "github.work"}) if url.startswith("git@") else Hosts()
    expectation = expected_source(clone({"origin": url}), hosts=hosts)
    assert expectation.source is not None
    assert expectation.source.url == "https://github.work/o/r"


def test_nothing_shows_credentials() -> None:
    expectation = expected_source(
        clone(
            {"origin": "https://octocat:s3cret@gitlab.com/o/r", "b": "u:s3cret@h:o/r", "c": "x:o/r"}
        )._replace(rewrites=(Rewrite("https://s3cret@gitlab.com/", "x:"),))
    )
    assert "s3cret" not in repr(expectation)
    assert expectation.remotes[0].url == "https://***@gitlab.com/o/r"


@pytest.mark.parametrize(
    "url",
    [
        "s3cret:x-oauth@github.com/octo-org/app",
        "mona:s3cret@github.com/octo-org/app",
        "ghp_s3cret@github.com/octo-org/app",
        "https://gitlab.com/octo-org/app?private_token=s3cret",
        "git@gitlab.com:octo-org/app?private_token=s3cret",
    ],
)
def test_tokens_without_a_scheme_and_in_a_query_are_shown_nowhere(url: str) -> None:
    expectation = expected_source(clone({"origin": url}))
    shown = [expectation.reason, *(each.url for each in expectation.remotes)]
    assert not any("s3cret" in text for text in shown)


def test_hosts_are_plain_values() -> None:
    assert expected_source(None).hosts == Hosts()
