"""Nothing is lost and nothing raises, whatever a file holds."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.dockerfile.words import label
from dockerlabel.document import Document, LineIndex
from tests.conftest import examples
from tests.properties.holding import hold
from tests.properties.images import all_labels, read
from tests.properties.strategies import dockerfiles

any_bytes = st.binary() | dockerfiles().map(lambda text: Document(text).to_bytes())


def newline_follows_most_lines(text: str) -> None:
    found = Document(text).newline
    lines = text.split("\n")[:-1]
    carriage_returns = sum(line.endswith("\r") for line in lines)
    assert (found == "\r\n") == (carriage_returns > len(lines) - carriage_returns)


def parts_join_to_the_text(text: str) -> None:
    parts = tuple(read(text).parts)
    assert "".join(part.span.of(text) for part in parts) == text
    assert all(before.span.end == after.span.start for before, after in pairwise(parts))
    assert all(part.span.start < part.span.end for part in parts)


def error_has_a_place(text: str) -> None:
    error = read(text).error
    if error:
        assert 0 <= error.span.start <= error.span.end <= len(text)
        assert error.message


def logical_lines_are_pieces_of_the_text(text: str) -> None:
    """Each character is in the file where it is said to be, in the order of the file."""
    for instruction in read(text).instructions:
        line = instruction.line
        spans = [line.span(index, index + 1) for index in range(len(line.text))]
        assert "".join(span.of(text) for span in spans) == line.text
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert all(instruction.span.start <= span.start for span in spans)
        assert all(span.end <= instruction.span.end for span in spans)


def words_are_in_their_instruction(text: str) -> None:
    dockerfile = read(text)
    for instruction in dockerfile.instructions:
        for pair in instruction.pairs if instruction.keyword == "LABEL" else ():
            place = label(instruction, pair, escape=dockerfile.escape)
            inside = [place.span, place.key.span, place.value.span]
            assert all(instruction.head.start <= each.start for each in inside)
            assert all(each.end <= instruction.head.end for each in inside)
            assert place.key.span.start == place.span.start or not place.key.raw
            assert place.value.span.end == place.span.end or not place.value.raw
            assert place.key.raw + place.separator in instruction.line.text


def instructions_begin_with_their_keyword(text: str) -> None:
    for instruction in read(text).instructions:
        written = instruction.line.text[: len(instruction.keyword)]
        assert written.lower() == instruction.keyword.lower()


PROPERTIES = (
    newline_follows_most_lines,
    parts_join_to_the_text,
    error_has_a_place,
    logical_lines_are_pieces_of_the_text,
    words_are_in_their_instruction,
    instructions_begin_with_their_keyword,
)
"""What holds for any text, however it was made."""


def nothing_raises(text: str) -> None:
    """Neither reading nor building: a mistake is a message."""
    for labels in all_labels(text):
        assert isinstance(labels, dict) or labels


@examples(200)
@given(any_bytes, st.integers(min_value=0))
def test_any_file(data: bytes, number: int) -> None:
    document = Document.from_bytes(data)
    assert document.to_bytes() == data
    hold((*PROPERTIES, nothing_raises), document.text)
    position_and_line_agree(document, number % (len(document.text) + 1))


def position_and_line_agree(document: Document, offset: int) -> None:
    """A position's line begins where its column says, and holds no line end before it."""
    text, index = document.text, LineIndex(document)
    number, column = index.position(offset)
    start = offset - column + 1
    assert number == text.count("\n", 0, offset) + 1
    assert text[:start].endswith("\n") or start == 0
    assert "\n" not in text[start:offset]
    line = index.line(number)
    assert line.start == start
    assert text[line.end :].lstrip("\r")[:1] in {"\n", ""}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_document_gives_its_text_back(text: str) -> None:
    assert Document.from_bytes(Document(text).to_bytes()).text == text
