import pytest

from dockerlabel.git.repository import Remote, Rewrite, parse_remotes, rewritten


def _output(*entries: tuple[str, str]) -> str:
    return "".join(f"{key}\n{value}\0" for key, value in entries)


def test_remotes_and_rewrites() -> None:
    output = _output(
        ("remote.origin.url", "https://a.example/x"),
        ("remote.My.Dotted.url", "https://b.example/x"),
        ("remote.origin.url", "https://c.example/x"),
        ("remote.origin.pushurl", "git@a.example:x"),
        ("remote.origin.gh-resolved", "base"),
        ("remote.no-url.pushurl", "git@a.example:x"),
        ("url.git@a.example:.insteadof", "a:"),
        ("url.git@a.example:.pushinsteadof", "https://a.example/"),
    )
    remotes, rewrites = parse_remotes(output)
    assert remotes == (
        Remote(
            "origin",
            ("https://a.example/x", "https://c.example/x"),
            ("git@a.example:x",),
            resolved="base",
        ),
        Remote("My.Dotted", ("https://b.example/x",)),
    )
    assert rewrites == (Rewrite("git@a.example:", "a:"),)


def test_value_less_key_and_empty_url() -> None:
    entries = _output(("remote.a.url", "x"), ("remote.a.url", ""), ("remote.b.url", ""))
    remotes, _ = parse_remotes(f"{entries}remote.c.url\0")
    assert remotes == ()


def test_value_with_line_feed() -> None:
    remotes, _ = parse_remotes(_output(("remote.a.url", "x\ny")))
    assert remotes == (Remote("a", ("x\ny",)),)


def test_nothing() -> None:
    assert parse_remotes("") == ((), ())


@pytest.mark.parametrize(
    ("url", "result"),
    [
        ("gh:o/r", "https://github.com/o/r"),
        ("gh:work/r", "git@work:r"),
        ("GH:o/r", "GH:o/r"),
        ("https://gh:o/r", "https://gh:o/r"),
    ],
    ids=["prefix", "longest", "letter case", "not in the middle"],
)
def test_rewritten(url: str, result: str) -> None:
    rewrites = (
        Rewrite("https://github.com/", "gh:"),
        Rewrite("git@work:", "gh:work/"),
        Rewrite("https://late.example/", "gh:"),
    )
    assert rewritten(url, rewrites) == result


def test_git_tries_base_after_base_and_not_line_after_line() -> None:
    output = _output(
        ("url.a:.insteadof", "x"), ("url.b:.insteadof", "y"), ("url.a:.insteadof", "y")
    )
    _, rewrites = parse_remotes(output)
    assert rewritten("y1", rewrites) == "a:1"
