from pathlib import Path

import pytest

from dockerlabel.project import files, text_search
from dockerlabel.project.discovery import Found
from dockerlabel.project.files import Input
from dockerlabel.project.text_search import TextSearch


def has_a(text: str) -> bool:
    return "a" in text


def has_b(text: str) -> bool:
    return "b" in text


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    for number, text in enumerate(("a", "b", "ab", "")):
        (tmp_path / str(number)).write_text(text)
    return [str(tmp_path / str(number)) for number in range(4)]


def test_files_that_pass_come_in_their_order(paths: list[str]) -> None:
    search = TextSearch(map(Found, paths))
    assert search.passing(("a", has_a)) == [paths[0], paths[2]]
    assert search.passing(("b", has_b)) == [paths[1], paths[2]]


def test_files_are_read_once_for_all_that_is_expected(
    paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def read_file(path: str) -> Input:
        opened.append(path)
        return files.read_file(path)

    monkeypatch.setattr(text_search, "read_file", read_file)
    search = TextSearch(map(Found, paths))
    search.expect(("b", has_b))
    search.passing(("a", has_a))
    search.passing(("b", has_b))
    search.passing(("a", has_a))
    assert opened == paths


def test_what_cannot_be_read_is_left_out(paths: list[str]) -> None:
    found = (Found(paths[0], "permission denied"), Found(f"{paths[0]}/x"), Found(paths[2]))
    assert TextSearch(found).passing(("a", has_a)) == [paths[2]]
