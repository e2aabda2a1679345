"""By which hash GitHub knows a line again."""

import pytest

from dockerlabel.output.sarif import LineHashes

GREETINGS = [
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ["c129715d7a2bc9a3:1"], id="empty"),
        pytest.param(
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
            id="blanks",
        ),
        pytest.param(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS, id="lf"),
        pytest.param(
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS, id="crlf"
        ),
        pytest.param(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS, id="cr"),
        pytest.param(
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS, id="mixed"
        ),
        pytest.param(
            "Lorem ipsum dolor sit amet.\n" * 10,
            [
                *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
            id="alike",
        ),
    ],
)
def test_line_hashes_match_github(text: str, expected: list[str]) -> None:
    """The values are those that the tests of GitHub's own upload action expect."""
    hashes = LineHashes(text)
    assert [hashes.of(line + 1) for line in range(len(expected))] == expected


def test_line_hashes_of_any_text() -> None:
    """Bytes that are no UTF-8 count as U+FFFD, a letter beyond the BMP as two units."""
    assert LineHashes("\udce9").of(1) == LineHashes("\ufffd").of(1)
    assert LineHashes("😀" * 50 + "a").of(1) == LineHashes("😀" * 50 + "b").of(1)
    assert LineHashes("😀" * 49 + "a").of(1) != LineHashes("😀" * 49 + "b").of(1)
