import json

import pytest

from dockerlabel.cli.source import json_source, text_source
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.sources.expected import expected_source
from tests.unit.reports import HOSTILE_NAMES

FOREIGN = "gitlab.example is not a known GitHub host"


def repository(*remotes: tuple[str, str]) -> Repository:
    return Repository("/r", remotes=tuple(Remote(name, (url,)) for name, url in remotes))


def test_everything_is_explained() -> None:
    expectation = expected_source(
        repository(
            ("origin", "https://mona:hunter2@github.com/mona/app.git"),
            ("upstream", "git@github.com:octo-org/app.git"),
            ("mirror", "git@gitlab.example:octo-org/app.git"),
        )
    )
    lines = list(text_source("web", expectation))
    assert lines[:2] == [
        "web: https://github.com/octo-org/app",
        "  because: it is the remote `upstream`",
    ]
    assert lines[2:] == [
        "  remote origin https://***@github.com/mona/app.git: `upstream` takes precedence",
        "  remote upstream git@github.com:octo-org/app.git",
        f"  remote mirror git@gitlab.example:octo-org/app.git: {FOREIGN}",
    ]
    assert [json.loads(line) for line in json_source("web", expectation)] == [
        {
            "path": "web",
            "url": "https://github.com/octo-org/app",
            "authority": "chosen",
            "reason": "it is the remote `upstream`",
            "remotes": [
                {"name": "origin", "url": "https://***@github.com/mona/app.git"},
                {"name": "upstream", "url": "git@github.com:octo-org/app.git"},
                {"name": "mirror", "url": "git@gitlab.example:octo-org/app.git"},
            ],
        }
    ]


def test_no_source() -> None:
    expectation = expected_source(None)
    assert list(text_source("web", expectation)) == [
        "web: no expected source",
        "  because: not in a git repository",
    ]
    assert [json.loads(line) for line in json_source("web", expectation)] == [
        {
            "path": "web",
            "url": None,
            "authority": None,
            "reason": "not in a git repository",
            "remotes": [],
        }
    ]


@pytest.mark.parametrize(("name", "shown"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_names_are_data(name: str, shown: str) -> None:
    expectation = expected_source(repository((name, f"/srv/{name}")))
    lines = list(text_source(name, expectation))
    assert lines[0] == f"{shown}: no expected source"
    assert lines[2].startswith(f"  remote {shown} /srv/{shown}: ")
    assert len(lines) == 3
    assert json.loads(next(json_source(name, expectation)))["path"] == name
