from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.sources.github_hosts import hosts_of
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import (
    MALFORMED,
    NONCANONICAL,
    LabelValue,
    UrlDefect,
)

_TABLE = Path(__file__).parents[3] / "fixtures" / "git" / "label-sources.yaml"
_HOSTS = hosts_of({"ssh.acme.example": "code.acme.example"})
_CASES = [
    pytest.param(value, case, id=f"{group}: {value!r}")
    for group, cases in yaml.safe_load(_TABLE.read_text("utf-8")).items()
    for value, case in cases.items()
]
_NESTED = "https://git.acme.example/group/sub/app"


@pytest.mark.parametrize(("value", "case"), _CASES)
def test_label(value: str, case: dict[str, Any]) -> None:
    label = parse_label_value(value, _HOSTS)
    assert {form.name for form in label.forms} == set(case.get("forms", ()))
    assert label.canonical_url == case.get("names", "")
    if "mentions" in case:
        assert f"{label.host} {label.owner} {label.name}" == case["mentions"]
    if "names" in case and label.host in {"github.com", "code.acme.example"}:
        assert label.canonical_url == f"https://{label.host}/{label.owner}/{label.name}"
        assert label.subpath == case.get("below", "")


@pytest.mark.parametrize(("value", "case"), _CASES)
def test_canonical_text_is_canonical(value: str, case: dict[str, Any]) -> None:
    label = parse_label_value(value, _HOSTS)
    again = parse_label_value(label.canonical_text, _HOSTS) if "names" in case else label
    if "names" in case:
        assert again.forms <= {UrlDefect.SUBPATH}
        assert (again.host, again.owner, again.name) == (label.host, label.owner, label.name)


def test_every_form_is_in_one_group_and_in_the_table() -> None:
    assert MALFORMED.isdisjoint(NONCANONICAL)
    alone = {"CREDENTIALS", "EMPTY", "TEMPLATE", "REGISTRY", "GIT_SUFFIX", "SUBPATH"}
    grouped = {form.name for form in MALFORMED | NONCANONICAL}
    assert grouped | alone | {"SSH", "SCP", "GIT_PROTOCOL"} == set(UrlDefect.__members__)
    tabled = {name for case in _CASES for name in case.values[1].get("forms", ())}  # type: ignore[union-attr]  # the table's shape
    assert tabled == set(UrlDefect.__members__)


@pytest.mark.parametrize(
    ("value", "forms", "url", "subpath"),
    [
        ("https://git.acme.example/group/sub/app", set(), _NESTED, ""),
        ("https://git.acme.example/Group/sub/App.git", {UrlDefect.GIT_SUFFIX}, _NESTED, ""),
        ("git@git.acme.example:group/sub/app", {UrlDefect.SCP}, _NESTED, ""),
        ("git.acme.example/group/sub/app", {UrlDefect.NO_SCHEME}, _NESTED, ""),
        (f"{_NESTED}/docs", {UrlDefect.SUBPATH}, _NESTED, "docs"),
        (f"{_NESTED}/-/tree/main", {UrlDefect.SUBPATH}, _NESTED, "-/tree/main"),
        ("https://git.acme.example/group/web", set(), "https://git.acme.example/group/web", ""),
        ("https://git.acme.example/a/b/c/d", set(), "https://git.acme.example/a/b/c/d", ""),
        (
            "https://git.acme.example/a/b/-/issues",
            {UrlDefect.SUBPATH},
            "https://git.acme.example/a/b",
            "-/issues",
        ),
        ("https://git.acme.example/group", {UrlDefect.ONE_SEGMENT}, "", ""),
        ("https://git.acme.example", {UrlDefect.NO_OWNER}, "", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_form_counts_on_the_expected_host(
    value: str, forms: set[UrlDefect], url: str, subpath: str
) -> None:
    label = parse_label_value(value, _HOSTS, expected=_NESTED)
    assert label.forms == forms
    assert label.canonical_url.lower() == url
    assert label.subpath == subpath


def test_suffix_and_port_that_belong_there() -> None:
    expected = "https://git.acme.example:8443/group/app.git"
    label = parse_label_value(expected, _HOSTS, expected=expected)
    assert not label.forms
    assert label.canonical_url == expected
    assert label.within(expected)


@pytest.mark.parametrize(
    ("value", "url", "within", "owner_differs", "same_name"),
    [
        ("https://github.com/Octo-Org/APP", "https://github.com/octo-org/app", True, False, False),
        ("git@github.com:octo-org/app.git", "https://github.com/octo-org/app", True, False, False),
        (
            "https://github.com/octo-org/app/tree/x",
            "https://github.com/octo-org/app",
            True,
            False,
            False,
        ),
        ("https://github.com/octo-org/apple", "https://github.com/octo-org/app", *(False,) * 3),
        ("https://github.com/octocat/app", "https://github.com/octo-org/app", False, True, True),
        ("https://gitlab.com/octocat/app", "https://github.com/octo-org/app", False, False, True),
        ("https://gitlab.com/a/b/app.git", "https://github.com/octo-org/app", False, False, True),
        (
            "https://bitbucket.org/octocat/app/src/main",
            "https://github.com/octo-org/app",
            False,
            False,
            True,
        ),
        ("https://gitlab.com/octo-org/app", "https://github.com/octo-org/app", *(False,) * 3),
        ("octocat/app", "https://github.com/octo-org/app", False, False, True),
        ("ghcr.io/octocat/app", "https://github.com/octo-org/app", False, True, True),
        ("= https://github.com/octocat/app", "https://github.com/octo-org/app", False, True, True),
        ("https://gitlab.com/A/B/App.git", "https://gitlab.com/a/b/app", True, False, False),
        ("https://gitlab.com/a/b/app/-/tree", "https://gitlab.com/a/b/app", True, False, False),
        ("https://bitbucket.org/a/app/src/x", "https://bitbucket.org/a/app", True, False, False),
        ("https://gitlab.com/a/app/app", "https://gitlab.com/a/app/app", True, False, False),
        ("https://gitlab.com/c/app", "https://gitlab.com/a/b/app", False, True, True),
        ("words", "https://github.com/octo-org/app", False, False, False),
        ("", "https://github.com/octo-org/app", False, False, False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_comparison(
    value: str, url: str, *, within: bool, owner_differs: bool, same_name: bool
) -> None:
    label = parse_label_value(value, _HOSTS)
    assert label.within(url) is within
    assert label.differs_in_owner(url) is owner_differs
    assert label.same_name_elsewhere(url) is same_name


@pytest.mark.parametrize(
    ("owner", "placeholder"),
    [
        ("OWNER", True),
        ("your-org", True),
        ("yourusername", True),
        ("YOUR_USERNAME", True),
        ("my-organization", True),
        ("<owner>", True),
        ("your-github-username", True),
        ("example", True),
        ("octo-org", False),
        ("usermanual", False),
        ("name-of-wind", False),
        ("github", False),
        ("my", False),
    ],
)
def test_placeholder(owner: str, *, placeholder: bool) -> None:
    label = LabelValue("", owner=owner, name="app")
    assert label.placeholder is placeholder


PIECES = st.lists(
    st.sampled_from(
        (
            *("https://", "HTTP://", "ssh://", "git@", "u:p@", "www.", "//", "= "),
            *("github.com", "GitHub.com", "ghcr.io", "ssh.acme.example", "gitlab.com"),
            *(":", ":443", "/", "o", "r", "Octo-Org", ".git", "/tree/main", "%2D", " ", "$"),
            *("?x", "#y", "{{", ".", "..", "-", "@"),
        )
    ),
    max_size=9,
).map("".join)


@settings(deadline=None)
@given(value=PIECES)
def test_a_canonical_text_reads_as_itself(value: str) -> None:
    label = parse_label_value(value, _HOSTS)
    if _HOSTS.canonical(label.host) is None:
        return
    if not label.forms - {UrlDefect.SUBPATH}:
        assert value == label.canonical_text
    if label.canonical_url:
        again = parse_label_value(label.canonical_text, _HOSTS)
        assert again.forms <= {UrlDefect.SUBPATH}
        assert again[2:] == label[2:]


@settings(deadline=None)
@given(value=st.text(max_size=30) | PIECES)
def test_any_value_can_be_read(value: str) -> None:
    label = parse_label_value(value, _HOSTS)
    assert not (label.canonical_url and label.malformed)
    assert label.canonical_url or label.forms
