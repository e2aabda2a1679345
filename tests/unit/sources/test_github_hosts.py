import pytest

from dockerlabel.sources.github_hosts import Hosts, hosts_of


@pytest.mark.parametrize(
    ("host", "web"),
    [
        ("ssh.acme.example", "code.acme.example"),
        ("SSH.Acme.Example", "code.acme.example"),
        ("code.acme.example", "code.acme.example"),
        ("git.acme.example", "git.acme.example"),
        ("ghe.acme.example", "ghe.acme.example"),
        ("actions.acme.example", "actions.acme.example"),
        ("github.com", "github.com"),
        ("acme.example", None),
        ("sub.git.acme.example", None),
    ],
)
def test_own_hosts(host: str, web: str | None) -> None:
    hosts = hosts_of(
        {"ssh.acme.example": "code.acme.example", "git.acme.example": "git.acme.example"},
        gh_host="ghe.acme.example:8443",
        server_url="https://actions.acme.example/",
    )
    assert hosts.canonical(host) == web


def test_own_hosts_override_the_usual_names_of_enterprise_servers() -> None:
    hosts = hosts_of({"github.acme.example": "code.acme.example"})
    assert hosts.canonical("github.acme.example") == "code.acme.example"


@pytest.mark.parametrize("service", ["gist.github.com", "octo-org.github.io", "ghcr.io"])
def test_services_are_never_a_host_even_if_somebody_says_so(service: str) -> None:
    assert hosts_of({service: "github.com"}).canonical(service) is None
    assert Hosts().knows(service)


def test_nothing_is_named_by_empty_variables() -> None:
    assert hosts_of({}, gh_host="", server_url="") == Hosts()


@pytest.mark.parametrize(
    ("host", "web"),
    [
        ("ghcr.io", "github.com"),
        ("docker.pkg.github.com", "github.com"),
        ("containers.acme.ghe.com", "acme.ghe.com"),
        ("Containers.GitHub.acme.example", "github.acme.example"),
        ("containers.acme.example", None),
        ("containers", None),
        ("github.com", None),
        ("quay.io", None),
    ],
)
def test_registry(host: str, web: str | None) -> None:
    assert Hosts().registry(host) == web
