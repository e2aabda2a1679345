from types import MappingProxyType

import pytest

from dockerlabel.config.schema import SettingsError
from dockerlabel.config.settings import DEFAULTS, Settings, parse_settings


def errors_of(values: dict[object, object]) -> list[str]:
    errors = parse_settings(values)
    assert not isinstance(errors, Settings), "nothing was refused"
    return [str(error) for error in errors]


def test_nothing_set_is_the_defaults() -> None:
    assert parse_settings({}) == DEFAULTS == Settings()


def test_each_key_sets_its_field() -> None:
    values = {
        "source": "https://github.com/octo-org/app",
        "remote": "upstream",
        "hosts": {"ssh.acme.example": "github.acme.example"},
        "ssh-aliases": False,
        "targets": ["api", "worker"],
        "build-args": {"REPO": "app", "EMPTY": ""},
        "include": ["docker/*.df"],
        "exclude": ["**/testdata/**", "!keep/"],
        "select": ["wrong-source"],
        "ignore": ["missing-source"],
    }
    assert parse_settings(values) == Settings(
        source="https://github.com/octo-org/app",
        remote="upstream",
        hosts={"ssh.acme.example": "github.acme.example"},
        ssh_aliases=False,
        targets=("api", "worker"),
        build_args={"REPO": "app", "EMPTY": ""},
        include=("docker/*.df",),
        exclude=("**/testdata/**", "!keep/"),
        select=("wrong-source",),
        ignore=("missing-source",),
    )


def test_keys_are_merged_over_a_base_one_by_one() -> None:
    base = Settings(remote="upstream", targets=("api",))
    assert parse_settings({"targets": []}, base) == Settings(remote="upstream", targets=())


@pytest.mark.parametrize("host", ["a..example", "a-.example", ".example", "a.", "-a", "", "a_b"])
def test_what_is_no_host_name(host: str) -> None:
    (error,) = errors_of({"hosts": ["github.example", host]})
    assert error.startswith("hosts[1]: must be a host name such as github.acme.example")


def test_a_list_of_hosts_maps_each_to_itself_in_lower_case() -> None:
    settings = parse_settings({"hosts": ["GitHub.Acme.Example"]})
    assert settings == Settings(hosts={"github.acme.example": "github.acme.example"})


def test_mappings_cannot_be_changed_afterwards() -> None:
    arguments = {"REPO": "app"}
    settings = parse_settings({"build-args": arguments})
    arguments["REPO"] = "other"
    assert isinstance(settings, Settings)
    assert isinstance(settings.build_args, MappingProxyType)
    assert settings.build_args == {"REPO": "app"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("https://github.com/o/r", "https://github.com/o/r", id="plain"),
        pytest.param("https://github.com/o/r/", "https://github.com/o/r", id="trailing-slash"),
        pytest.param("HTTPS://GitHub.com/O/R", "https://github.com/O/R", id="upper-case"),
        pytest.param("https://gitlab.example/a/b/c", "https://gitlab.example/a/b/c", id="groups"),
        pytest.param("https://git.example:8443/a/b", "https://git.example:8443/a/b", id="port"),
        pytest.param("https://git.example/a/b.git", "https://git.example/a/b.git", id="dot-git"),
    ],
)
def test_a_source_is_any_https_url_of_a_repository(written: str, read: str) -> None:
    assert parse_settings({"source": written}) == Settings(source=read)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("http://github.com/o/r", id="http"),
        pytest.param("git@github.com:o/r.git", id="scp-like"),
        pytest.param("ssh://git@github.com/o/r", id="ssh"),
        pytest.param("github.com/o/r", id="no-scheme"),
        pytest.param("https://github.com/o", id="one-segment"),
        pytest.param("https://github.com/o//r", id="double-slash"),
        pytest.param("https://github.com/o/..", id="dots"),
        pytest.param("https://github.com/o/r name", id="blank"),
        pytest.param("https://github.com/o/r\n", id="newline"),
        pytest.param("https://github.com/$OWNER/r", id="variable"),
        pytest.param("https:///o/r", id="no-host"),
        pytest.param("", id="empty"),
        pytest.param(None, id="nothing"),
        pytest.param(["https://github.com/o/r"], id="list"),
    ],
)
def test_a_source_of_another_form_is_refused(value: object) -> None:
    (message,) = errors_of({"source": value})
    assert message.startswith(
        "source: must be an https URL such as https://github.com/octo-org/app"
    )


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("https://mona:hunter2@github.com/o/r", id="password"),
        pytest.param("https://hunter2@github.com/o/r", id="token"),
        pytest.param("https://github.com/o/r?token=hunter2", id="query"),
        pytest.param("https://github.com/o/r#hunter2", id="fragment"),
        pytest.param("https://mona:hunter2@github.com/o", id="password-one-segment"),
        pytest.param("https://mona:hunter2@/o/r", id="password-no-host"),
    ],
)
def test_secrets_in_a_source_are_refused_and_not_repeated(value: str) -> None:
    (message,) = errors_of({"source": value})
    assert "hunter2" not in message


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        pytest.param("remote", 5, "must be a remote's name such as upstream, not a number", id="5"),
        pytest.param("remote", "", "such as upstream, not an empty text", id="no-name"),
        pytest.param("hosts", "a.example", "must be a list of host names, or a mapping", id="host"),
        pytest.param("hosts", None, "not left empty", id="nothing"),
        pytest.param("ssh-aliases", "true", "must be true or false, without quotes", id="quoted"),
        pytest.param("ssh-aliases", 1, "not a number", id="one"),
        pytest.param("targets", "api", "must be a list of stages such as [api, worker]", id="api"),
        pytest.param("targets", None, "[] publishes none, not left empty", id="no-targets"),
        pytest.param("build-args", ["A=b"], "must be a mapping such as {REPO: app}", id="list"),
        pytest.param("include", "*.df", 'must be a list of patterns such as ["docker', id="text"),
        pytest.param("exclude", {"a": "b"}, "not a mapping", id="mapping"),
    ],
)
def test_a_wrong_type_is_refused_with_what_to_write(key: str, value: object, message: str) -> None:
    (error,) = errors_of({key: value})
    assert error.startswith(f"{key}: ")
    assert message in error


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        pytest.param({"hosts": ["a.example", "https://b.example"]}, ("hosts", 1), id="url"),
        pytest.param({"hosts": {"ssh.a": "b.example/x"}}, ("hosts", "ssh.a"), id="path"),
        pytest.param({"hosts": {"-oProxy": "b.example"}}, ("hosts", "-oProxy"), id="option"),
        pytest.param({"targets": ["api", "0"]}, ("targets", 1), id="stage-index"),
        pytest.param({"build-args": {"A": True}}, ("build-args", "A"), id="truth"),
        pytest.param({"build-args": {"A B": "x"}}, ("build-args", "A B"), id="name"),
        pytest.param({"exclude": [" "]}, ("exclude", 0), id="blank-pattern"),
        pytest.param({"ignore": ["wrong-source", "DL3048"]}, ("ignore", 1), id="no-rule"),
    ],
)
def test_a_wrong_part_is_named_by_its_keys(
    values: dict[str, object], keys: tuple[str | int, ...]
) -> None:
    errors = parse_settings(values)
    assert not isinstance(errors, Settings)
    assert [error.keys for error in errors] == [keys]


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        pytest.param("sources", "did you mean 'source'?", id="plural"),
        pytest.param("ssh_aliases", "did you mean 'ssh-aliases'?", id="underscore"),
        pytest.param("Build-Args", "did you mean 'build-args'?", id="upper-case"),
        pytest.param("zzz", "the keys are source, remote, ", id="nothing-near"),
        pytest.param(1, "the keys are source, remote, ", id="not-a-text"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_right_one(key: object, advice: str) -> None:
    (message,) = errors_of({key: "x"})
    assert message.startswith(f"{key}: unknown key; {advice}")


def test_all_errors_come_at_once() -> None:
    assert len(errors_of({"sorce": "x", "remote": "", "hosts": ["/", 1], "targets": ["api"]})) == 4


def test_a_place_is_written_as_people_write_it() -> None:
    assert str(SettingsError(("hosts", 0), "no")) == "hosts[0]: no"
    assert str(SettingsError(("build-args", "A"), "no")) == "build-args.A: no"
