"""The problems of values that an image carries, and their places."""

import pytest

from dockerlabel.config.settings import DEFAULTS, Settings
from dockerlabel.diagnostic import Severity
from dockerlabel.git.repository import Remote, Repository
from dockerlabel.images.judge import Judge
from dockerlabel.images.model import BuiltImage, Carried, Index
from dockerlabel.sources.expected import Expectation, expected_source
from tests.unit.images.made import APP, OTHER, image

DECLARED = expected_source(None, source=APP)
NOTHING = expected_source(Repository("", remotes=()))
CLONE = expected_source(Repository("", remotes=(Remote("origin", (APP,)),)))


def said(
    built: BuiltImage, expectation: Expectation = DECLARED, settings: Settings = DEFAULTS
) -> list[tuple[str, str, str]]:
    """The place, the rule and the severity of each diagnostic."""
    return [
        (found.place, found.diagnostic.rule, found.diagnostic.severity.name.lower())
        for found in Judge(settings, expectation).findings(built)
    ]


def labelled(value: str | None) -> BuiltImage:
    return image(Carried("linux/amd64", value))


@pytest.mark.parametrize(
    ("value", "rule", "severity"),
    [
        (None, "missing-source", "error"),
        (OTHER, "wrong-source", "error"),
        ("https://github.com/OWNER/REPO", "wrong-source", "error"),
        ("", "empty-source", "error"),
        (" ", "empty-source", "error"),
        ("https://mona:s3cret@github.com/octo-org/app", "credentials-in-source", "error"),
        ("our code", "malformed-source", "error"),
        ("= https://github.com/octo-org/app", "malformed-source", "error"),
        ("$SOURCE", "malformed-source", "error"),
        ("{{ .GitURL }}", "malformed-source", "error"),
        ("https://github.com/octo-org/app\nline", "malformed-source", "error"),
        ('"https://github.com/octo-org/app"', "malformed-source", "error"),
        ("https://github.com/octo-org", "malformed-source", "error"),
        ("https://ghcr.io/octo-org/app", "registry-host-in-source", "error"),
        ("git@github.com:octo-org/app.git", "ssh-source", "error"),
        ("https://github.com/octo-org/app.git", "git-suffix-in-source", "error"),
        ("http://github.com/octo-org/app", "noncanonical-source", "warning"),
        ("https://github.com/octo-org/app/tree/main", "source-subpath", "note"),
        ("https://github.com/Octo-Org/app", "source-letter-case", "note"),
    ],
)
def test_what_is_wrong_with_a_label(value: str | None, rule: str, severity: str) -> None:
    assert said(labelled(value)) == [("", rule, severity)]


def test_a_right_label() -> None:
    assert said(labelled(APP)) == []


def test_without_a_repository_a_missing_label_is_an_error_all_the_same() -> None:
    found = said(labelled(None), NOTHING)
    assert ("", "missing-source", "error") in found
    assert ("", "unknown-remote", "note") in found
    assert [rule for _, rule, _ in said(labelled(OTHER), NOTHING)] == ["unknown-remote"]


def test_what_concerns_the_repository_is_said_once() -> None:
    judge = Judge(DEFAULTS, NOTHING)
    counts = [len(judge.findings(labelled(APP))) for _ in range(3)]
    assert counts == [1, 0, 0]


def test_another_owner_may_be_the_upstream_of_a_fork() -> None:
    value = "https://github.com/upstream-org/app"
    assert said(labelled(value), CLONE) == [("", "forked-source", "note")]
    assert said(labelled(value)) == [("", "wrong-source", "error")]


def test_where_another_label_may_come_from() -> None:
    (found,) = Judge(DEFAULTS, DECLARED).findings(labelled(OTHER))
    assert found.diagnostic.notes[-1] == "without its own label, an image carries its base's label"
    assert found.diagnostic.fix is None
    assert found.diagnostic.help == ""


ARM = "linux/arm64"


def test_platforms_that_differ_are_named() -> None:
    built = image(Carried("linux/amd64", APP), Carried(ARM, OTHER), Carried("linux/s390x", None))
    assert said(built) == [
        (ARM, "wrong-source", "error"),
        ("linux/s390x", "missing-source", "error"),
    ]


def test_platforms_that_agree_are_judged_once() -> None:
    assert said(image(Carried("linux/amd64", OTHER), Carried(ARM, OTHER))) == [
        ("", "wrong-source", "error")
    ]


def test_platforms_of_one_name_are_judged_each() -> None:
    """Windows has versions besides, which are no part of the name."""
    windows = "windows/amd64"
    assert said(image(Carried(windows, OTHER), Carried(windows, APP))) == [
        (windows, "wrong-source", "error")
    ]


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (None, []),
        (Index(None, 1), []),
        (Index(None, 2), [("index", "unannotated-index", "note")]),
        (Index(APP, 2), []),
        (Index(OTHER, 1), [("index", "wrong-source", "error")]),
        (Index(OTHER, 2), [("index", "wrong-source", "error")]),
        (Index("", 2), [("index", "empty-source", "error")]),
    ],
)
def test_the_annotation_of_an_index(
    index: Index | None, expected: list[tuple[str, str, str]]
) -> None:
    assert said(image(Carried("linux/amd64", APP), index=index)) == expected


def test_annotations_of_manifests() -> None:
    """None is asked for, and one that is there must be right."""
    right, wrong = Carried("linux/amd64", APP, APP), Carried(ARM, APP, OTHER)
    assert said(image(right)) == []
    assert said(image(right, wrong)) == [(f"annotation of {ARM}", "wrong-source", "error")]
    assert said(image(Carried("linux/amd64", APP, OTHER), wrong)) == [
        ("annotation", "wrong-source", "error")
    ]
    assert said(image(Carried("linux/amd64", APP), wrong)) == [
        (f"annotation of {ARM}", "wrong-source", "error")
    ]


def test_settings_choose_rules_and_severities() -> None:
    built = image(Carried("linux/amd64", None), index=Index(None, 2))
    ignoring = Settings(ignore=("missing-source",))
    assert said(built, settings=ignoring) == [("index", "unannotated-index", "note")]
    selecting = Settings(select=("missing-source",))
    assert said(built, settings=selecting) == [("", "missing-source", "error")]
    changing = Settings(
        severity={"missing-source": Severity.NOTE, "unannotated-index": Severity.ERROR}
    )
    assert [severity for *_, severity in said(built, settings=changing)] == ["note", "error"]


def test_secrets_are_masked() -> None:
    (found, *_) = Judge(DEFAULTS, DECLARED).findings(
        labelled("https://mona:s3cret@example.com/a/b")
    )
    assert "s3cret" not in repr(found)
