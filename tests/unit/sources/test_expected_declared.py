"""Whatever is declared to be the source is right, however odd its form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.diagnostic import Applicability
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.sources.expected import CiEnvironment, Expectation, expected_source
from tests.rules.judge import judge_of

URL = "https://github.com/octo-org/app"

HOSTS = st.sampled_from(
    (
        *("github.com", "www.github.com", "ssh.github.com", "ghcr.io", "gist.github.com"),
        *("github.acme.example", "containers.github.acme.example", "git.example.org:443"),
        *("git.example.org", "octocat.github.io", "acme.ghe.com"),
    )
)
SEGMENTS = st.sampled_from(
    ("octo-org", "Octo", "app", "App.git", ".git", "-", "tree", "%61pp", "a=b", "x@y", "~z", "v1,2")
)
PATHS = st.lists(SEGMENTS, min_size=2, max_size=5).map("/".join)


@settings(deadline=None)
@given(HOSTS, PATHS, st.sampled_from(["", "/", "//"]))
def test_what_is_inserted_is_clean(host: str, path: str, tail: str) -> None:
    judge = judge_of({"source": f"https://{host}/{path}{tail}"})
    fixed = judge.fix("FROM scratch\n", Applicability.UNSAFE)
    assert fixed.rejected == ""
    assert fixed.remaining == ()
    assert [each.rule for each in fixed.applied] == ["missing-source"]


def expectation(*remotes: str, source: str = "", remote: str = "", ci: str = "") -> Expectation:
    repository = Repository("/app", remotes=tuple(Remote("origin", (url,)) for url in remotes))
    return expected_source(
        repository,
        source=source or None,
        remote=remote or None,
        ci=CiEnvironment("https://github.com", ci) if ci else None,
    )


@pytest.mark.parametrize(
    ("found", "settled"),
    [
        pytest.param(expectation(source=URL), True, id="declared"),
        pytest.param(expectation(URL, source=URL), True, id="declared, and a remote"),
        pytest.param(expectation(ci="octo-org/app"), True, id="GitHub Actions"),
        pytest.param(expectation(URL, ci="octo-org/app"), True, id="GitHub Actions, and a remote"),
        pytest.param(expectation(URL, remote="origin"), False, id="declared remote"),
        pytest.param(expectation(URL), False, id="assumed"),
        pytest.param(expectation(), False, id="none"),
    ],
)
def test_letter_case_is_settled(found: Expectation, *, settled: bool) -> None:
    assert found.case_is_authoritative is settled
