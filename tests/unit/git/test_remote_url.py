from pathlib import Path

import pytest
import yaml

from dockerlabel.git.remote_url import RemoteUrl, parse_remote_url
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.sources.github_hosts import hosts_of
from dockerlabel.sources.remotes import consider_remotes

_TABLE = Path(__file__).parents[3] / "fixtures" / "git" / "remote-urls.yaml"
_HOSTS = hosts_of({"ssh.acme.example": "code.acme.example"})
_CASES = [
    pytest.param(url, source, id=f"{group}: {url}")
    for group, cases in yaml.safe_load(_TABLE.read_text("utf-8")).items()
    for url, source in cases.items()
]


@pytest.mark.parametrize(("url", "source"), _CASES)
def test_remote_url(url: str, source: str | None) -> None:
    repository = Repository("/r", remotes=(Remote("origin", (url,)),))
    (remote,), _ = consider_remotes(repository, _HOSTS)
    assert remote.source == (source or "")
    assert bool(remote.passed_over) is (source is None)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("ssh://git@h.example:22/a/b", RemoteUrl("ssh", "git", "h.example", "22", "/a/b")),
        ("git@h.example:a/b", RemoteUrl("scp", "git", "h.example", "", "a/b")),
        ("ssh://u:secret@h.example/a", RemoteUrl("ssh", "u", "h.example", "", "/a")),
        ("https://token@h.example/a", RemoteUrl("https", "", "h.example", "", "/a")),
        ("https://u:secret@H.example:8443/a", RemoteUrl("https", "", "H.example", "8443", "/a")),
        ("ssh://git@[::1]:22/a", RemoteUrl("ssh", "git", "::1", "22", "/a")),
        ("https://h.example", RemoteUrl("https", "", "h.example", "", "")),
        ("https://h.example/%C3%A4%FF", RemoteUrl("https", "", "h.example", "", "/ä\udcff")),
    ],
    ids=["ssh", "scp-like", "password", "token", "https", "ipv6", "no path", "no utf-8"],
)
def test_parts(text: str, url: RemoteUrl) -> None:
    assert parse_remote_url(text) == url


def test_web_url_is_trimmed_and_lower_in_the_host_only() -> None:
    url = parse_remote_url("ssh://git@GitLab.example:22//Group/Sub/App.git/")
    assert url is not None
    assert url.web_url == "https://gitlab.example/Group/Sub/App"
