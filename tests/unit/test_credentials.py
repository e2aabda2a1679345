import re
import time
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel import credentials
from dockerlabel.credentials import credential_spans, mask_credentials, without_credentials
from dockerlabel.git.remote_url import parse_remote_url
from dockerlabel.sources.github_hosts import Hosts
from dockerlabel.sources.label_parser import parse_label_value


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "https://github.com/octo-org/app//mona:pw@github.com/octo-org/app",
            "https://github.com/octo-org/app//***@github.com/octo-org/app",
        ),
        ("https://github.com/octo-org//app@2", "https://github.com/octo-org//app@2"),
        ("a:a//:@::", "a:a//***@::"),
        ("a:a//***@::", "a:a//***@::"),
        ("https://u@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:p@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:p@s:s@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:p/s@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:p#s@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:p?s@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:1/2@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:pp://s@h.example/o/r", "https://***@h.example/o/r"),
        ("https://u:p s@h.example/o/r", "https://***@h.example/o/r"),
        ('https://u:p"s@h.example/o/r', "https://***@h.example/o/r"),
        ("https://u:p%40h.example/o/r", "https://***%40h.example/o/r"),
        ("HTTPS://u:p@h.example", "HTTPS://***@h.example"),
        ("http://u:p@[::1]:80/o/r", "http://***@[::1]:80/o/r"),
        ("//u:p@h.example/o/r", "//***@h.example/o/r"),
        ("https:/u:p@h.example/o/r", "https:/***@h.example/o/r"),
        ("https//u:p@h.example/o/r", "https//***@h.example/o/r"),
        ("https:u:p@h.example/o/r", "***@h.example/o/r"),
        ("ssh://git:p@h.example/o/r", "ssh://***@h.example/o/r"),
        ("ssh://ghp_secret@h.example/o/r", "ssh://***@h.example/o/r"),
        ("git://u@h.example/o/r", "git://***@h.example/o/r"),
        ("u:p@h.example:o/r", "***@h.example:o/r"),
        ("u:p@h:o/r", "***@h:o/r"),
        ("u:p/s@h.example:o/r", "***@h.example:o/r"),
        ("u:p@h.example/o/r", "***@h.example/o/r"),
        ("ghp_secret@h.example:o/r", "***@h.example:o/r"),
        ("ghp_secret@h.example/o/r", "***@h.example/o/r"),
        ('+LABEL a="https://u:p@h.example/x" b=c', '+LABEL a="https://***@h.example/x" b=c'),
        ("LABEL a=https://u:p@h.example/x", "LABEL a=https://***@h.example/x"),
        ("LABEL a='u:p=s@h.example:x'", "LABEL a='***@h.example:x'"),
        (
            "`https://a:b@h.example/x`, `https://c:d@h.example/y`",
            "`https://***@h.example/x`, `https://***@h.example/y`",
        ),
        ("https://a:b@h/x,https://c:d@h/y", "https://***@h/x,https://***@h/y"),
        ("one\n  https://u:p@h.example/\ntwo\n", "one\n  https://***@h.example/\ntwo\n"),
        ("u:p@h.example", "***@h.example"),
        ('LABEL a="u:p@h.example."', 'LABEL a="***@h.example."'),
        ("u:p@h.example?x", "***@h.example?x"),
        ("u:p%40h.example/o/r", "***%40h.example/o/r"),
        ("ghp_secret@h.example", "***@h.example"),
        ("glpat-0123456789abcdefghij", "***"),
        ("https://h.example/o/r?token=s", "https://h.example/o/r?token=***"),
        (
            "https://h.example/o/r?a=1&PRIVATE-TOKEN=s&api_key=s#access_token=s",
            "https://h.example/o/r?a=1&PRIVATE-TOKEN=***&api_key=***#access_token=***",
        ),
        ("git@h.example:o/r?private_token=s", "git@h.example:o/r?private_token=***"),
        (
            "(see 'https://u:p@h.example/?password=s', or not)",
            "(see 'https://***@h.example/?password=***', or not)",
        ),
        ("u:p?token=s@h.example/o?sig=s", "***"),
        (
            "docker://u:p@h.example/r@sha256:0123456789abcdef",
            "docker://***@h.example/r@sha256:0123456789abcdef",
        ),
        ("docker://u:p@sha256:22/r", "docker://***@sha256:22/r"),
    ],
)
def test_credentials_are_masked(text: str, masked: str) -> None:
    assert mask_credentials(text) == masked
    assert mask_credentials(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://h.example/o/r",
        "https://h.example:443/o/r",
        "https://h.example/o/r@v1",
        "https://h.example/@scope/name",
        "https://h.example:8443/@scope/name",
        "https://h.example/o/r?author=mona&token_type=none&tab=tokens",
        "mailto:octocat@h.example",
        "ssh://git@h.example/o/r",
        "ssh://org-123@h.example:22/o/r",
        "git@h.example:o/r",
        "org-123@h.example:o/r",
        "git@h.example/o/r",
        "Dockerfile:3:1: error: git@h.example:o/r is not a URL",
        '{"url":"git@h.example:o/r","name":"origin"}',
        "FROM ghcr.io/o/r:1.0@sha256:0123456789abcdef AS base",
        "FROM python:3.12@sha256:0123456789abcdef",
        "FROM localhost:5000/o/r@sha256:0123456789abcdef",
        "docker://alpine@sha256:0123456789abcdef",
        "docker://alpine:3.22@sha256:0123456789abcdef",
        "docker://alpine:latest@sha256:0123456789abcdef",
        "write to octocat@h.example, or to mailto:octocat@h.example",
        "# @octo-org/team: look at this",
        "npm install @octo-org/app@1.0.0",
        r"C:\src\app@1\x",
        "$ARG@x",
        "RUN scp x deploy@h.example:/srv",
    ],
)
def test_innocent_text_stays(text: str) -> None:
    assert mask_credentials(text) == text
    assert without_credentials(text) == text


def test_without_credentials() -> None:
    assert without_credentials("see https://u:p@h.example/o") == "see https://h.example/o"
    assert without_credentials("https://u:p%40h.example/o") == "https://h.example/o"


@pytest.mark.parametrize(
    ("query", "without"),
    [
        ("?token=s", ""),
        ("?token=s&password=s#f", "#f"),
        ("?token=s&a=1", "?a=1"),
        ("?a=1&token=s", "?a=1"),
        ("?a=1&token=s&b=2&sig=s", "?a=1&b=2"),
        ("?a=1#access_token=s", "?a=1"),
    ],
)
def test_a_query_without_its_secrets(query: str, without: str) -> None:
    assert without_credentials(f"https://u:p@h.example/o{query}") == f"https://h.example/o{without}"


USERINFO = st.text(st.characters(exclude_characters="/?#\n", exclude_categories=["Cs"]), min_size=1)
FRAMES = st.sampled_from(("{}", "see {} there", 'LABEL a="{}" b', "+ - {}", "a\n{}\n", "(`{}`)"))


@settings(deadline=None)
@given(userinfo=USERINFO, frame=FRAMES)
def test_no_secret_is_shown(userinfo: str, frame: str) -> None:
    if frame != "{}":
        userinfo = "".join(userinfo.split()) or "x"
    url = f"https://s3cret{userinfo}@h.example/o/r"
    assert "s3cret" not in mask_credentials(frame.format(url))
    assert mask_credentials(url) == "https://***@h.example/o/r"


@settings(deadline=None)
@given(userinfo=USERINFO, scheme=st.sampled_from(("https://", "ssh://", "git+https://", "")))
def test_no_secret_is_kept(userinfo: str, scheme: str) -> None:
    # `{{`, `<%`, `@NAME@`, `%NAME%` and `__NAME__` are a template's.
    secret = "".join(re.sub("[{<@%_]", "", userinfo).split())
    url = f"{scheme}u:s3cret{secret}@github.com/o/r"
    assert "s3cret" not in repr(parse_remote_url(url))
    label = parse_label_value(url, Hosts())
    assert "s3cret" not in repr(label)
    assert label.canonical_url == "https://github.com/o/r"


@pytest.mark.no_cover  # it measures time, and measuring lines takes some
@pytest.mark.parametrize(
    "text",
    [
        "a:" * 50_000 + "@",
        ",a:b" * 25_000 + "@",
        "@a.b" * 25_000,
        "a://b:1/" * 12_000 + "@",
        "@" + "a://b:x/" * 12_000,
        "?" + "token" * 20_000,
        "?token=s" * 12_000,
        "?token=s" + "&token=s" * 12_000 + "&",
        "u:p?token=s@h.example/" * 4_000,
        "a:b@c." * 20_000 + "?=",
        "a://" + " " * 100_000,
        "a:b@" * 25_000,
        ",a@b" * 25_000,
    ],
    ids=lambda text: text[:12],
)
def test_time_is_in_proportion(text: str) -> None:
    started = time.process_time()
    mask_credentials(text)
    assert time.process_time() - started < 5


SCP_LIKE = st.lists(
    st.sampled_from(
        (
            *("h.example", "h", "[::1]", "o/r", "app.git", "~", "ghp_secret", "u", "sha256", "22"),
            *(":", "/", "@", "//", "://", "%40", " ", "\n", "=", "`", "?", "#", ".", "-", ","),
        )
    ),
    max_size=8,
).map(lambda pieces: "git@" + "".join(pieces))


@settings(deadline=None, max_examples=500)
@given(text=SCP_LIKE)
def test_a_plain_remote_has_no_credentials_when_searched_either(text: str) -> None:
    with patch.object(credentials, "_is_plain_scp", return_value=False):
        searched = credential_spans(text)
    assert credential_spans(text) == searched


def test_a_plain_remote_compiles_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = [name for name in vars(credentials) if hasattr(getattr(credentials, name), "search")]
    assert len(patterns) > 5
    for name in patterns:
        monkeypatch.setattr(credentials, name, None)
    assert credential_spans("git@github.com:octo-org/app.git") == ()
