"""Nothing is lost and nothing raises, whatever a file holds."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlabel.dockerfile.nodes import Dockerfile, Instruction
from dockerlabel.dockerfile.words import label
from dockerlabel.document import Document, LineIndex
from tests.properties.images import all_labels, read
from tests.properties.strategies import dockerfiles, plain_dockerfiles

EXAMPLES = 200

any_bytes = st.binary() | dockerfiles().map(lambda text: Document(text).to_bytes())
any_text = any_bytes.map(lambda data: Document.from_bytes(data).text)


@given(any_bytes)
def test_document_gives_its_bytes_back(data: bytes) -> None:
    assert Document.from_bytes(data).to_bytes() == data


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_document_gives_its_text_back(text: str) -> None:
    assert Document.from_bytes(Document(text).to_bytes()).text == text


@given(any_text)
def test_newline_is_that_of_most_lines(text: str) -> None:
    found = Document(text).newline
    lines = text.split("\n")[:-1]
    carriage_returns = sum(line.endswith("\r") for line in lines)
    assert (found == "\r\n") == (carriage_returns > len(lines) - carriage_returns)


@given(any_text, st.data())
def test_positions_and_lines_agree(text: str, data: st.DataObject) -> None:
    """A position's line begins where its column says, and holds no line end before it."""
    offset = data.draw(st.integers(0, len(text)))
    index = LineIndex(Document(text))
    number, column = index.position(offset)
    start = offset - column + 1
    assert number == text.count("\n", 0, offset) + 1
    assert text[:start].endswith("\n") or start == 0
    assert "\n" not in text[start:offset]
    line = index.line(number)
    assert line.start == start
    assert text[line.end :].lstrip("\r")[:1] in {"\n", ""}


@settings(max_examples=EXAMPLES)
@given(any_text)
def test_parts_join_to_the_text(text: str) -> None:
    parts = tuple(read(text).parts)
    assert "".join(part.span.of(text) for part in parts) == text
    assert all(before.span.end == after.span.start for before, after in pairwise(parts))
    assert all(part.span.start < part.span.end for part in parts)


@settings(max_examples=EXAMPLES)
@given(any_text)
def test_nothing_raises(text: str) -> None:
    """Neither reading nor building: a mistake is a message."""
    for labels in all_labels(text):
        assert isinstance(labels, dict) or labels


@given(any_text)
def test_error_has_a_place(text: str) -> None:
    error = read(text).error
    if error:
        assert 0 <= error.span.start <= error.span.end <= len(text)
        assert error.message


@settings(max_examples=EXAMPLES)
@given(any_text)
def test_logical_lines_are_pieces_of_the_text(text: str) -> None:
    """Each character stands in the file where it is said to, in the order of the file."""
    for instruction in read(text).instructions:
        line = instruction.line
        spans = [line.span(index, index + 1) for index in range(len(line.text))]
        assert "".join(span.of(text) for span in spans) == line.text
        assert all(before.end <= after.start for before, after in pairwise(spans))
        assert all(instruction.span.start <= span.start for span in spans)
        assert all(span.end <= instruction.span.end for span in spans)


@settings(max_examples=EXAMPLES)
@given(dockerfiles())
def test_words_stand_in_their_instruction(text: str) -> None:
    dockerfile = read(text)
    for instruction in _labels(dockerfile):
        for pair in instruction.pairs:
            place = label(instruction, pair, escape=dockerfile.escape)
            inside = [place.span, place.key.span, place.value.span]
            assert all(instruction.head.start <= each.start for each in inside)
            assert all(each.end <= instruction.head.end for each in inside)
            assert place.key.span.start == place.span.start or not place.key.raw
            assert place.value.span.end == place.span.end or not place.value.raw
            assert place.key.raw + place.separator in instruction.line.text


@given(plain_dockerfiles())
def test_plain_files_are_read_whole(text: str) -> None:
    """What the grammar holds to be right is right: all other laws rest on it."""
    dockerfile = read(text)
    assert dockerfile.error is None
    assert all(isinstance(labels, dict) for labels in all_labels(text))


@given(any_text)
def test_instructions_begin_with_their_keyword(text: str) -> None:
    for instruction in read(text).instructions:
        written = instruction.line.text[: len(instruction.keyword)]
        assert written.lower() == instruction.keyword.lower()


def _labels(dockerfile: Dockerfile) -> list[Instruction]:
    return [each for each in dockerfile.instructions if each.keyword == "LABEL"]
