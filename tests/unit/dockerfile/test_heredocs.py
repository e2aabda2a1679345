"""Which words of a line open a here-document."""

import pytest

from dockerlabel.dockerfile.heredocs import Opening, is_heredoc, opening, openings
from dockerlabel.dockerfile.substitution import Failure


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("<<EOT", Opening("EOT", expand=True, strip_tabs=False), id="plain"),
        pytest.param("<<-EOT", Opening("EOT", expand=True, strip_tabs=True), id="tabs"),
        pytest.param("3<<EOT", Opening("EOT", expand=True, strip_tabs=False), id="descriptor"),
        pytest.param("<< EOT", Opening("EOT", expand=True, strip_tabs=False), id="blank"),
        pytest.param('<<"EOT"', Opening("EOT", expand=False, strip_tabs=False), id="double"),
        pytest.param("<<'EOT'", Opening("EOT", expand=False, strip_tabs=False), id="single"),
        pytest.param("<<'E T'", Opening("E T", expand=False, strip_tabs=False), id="two words"),
        pytest.param("<<E'O'T", Opening("EOT", expand=False, strip_tabs=False), id="partly"),
        pytest.param("<<E\\OT", Opening("EOT", expand=True, strip_tabs=False), id="escape"),
        pytest.param("<<EOT>f", Opening("EOT>f", expand=True, strip_tabs=False), id="glued"),
        pytest.param("<<$X", Opening("$X", expand=True, strip_tabs=False), id="variable is text"),
        pytest.param("<<--", Opening("-", expand=True, strip_tabs=True), id="hyphen"),
        pytest.param("<<", None, id="nothing"),
        pytest.param("<<-", None, id="only a hyphen"),
        pytest.param("<<<EOT", None, id="here-string"),
        pytest.param("<<A<<B", None, id="two in one"),
        pytest.param("a<<EOT", None, id="glued to a word"),
        pytest.param("(<<EOT", None, id="glued to a bracket"),
        pytest.param("\\<<EOT", None, id="escaped"),
        pytest.param("<EOT", None, id="redirection"),
        pytest.param("<<''", None, id="empty end word"),
    ],
)
def test_opening(word: str, expected: Opening | None) -> None:
    assert opening(word) == expected
    assert is_heredoc(word) is (expected is not None)


def test_an_end_word_that_cannot_be_read() -> None:
    with pytest.raises(Failure, match="single-quote"):
        opening("<<'EOT")
    assert not is_heredoc("<<'EOT")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("RUN a", [], id="none"),
        pytest.param("RUN a <<X", ["X"], id="one"),
        pytest.param("COPY <<X <<Y /d/", ["X", "Y"], id="two"),
        pytest.param("RUN a\u3000<<X\u00a0b", ["X"], id="unicode blanks"),
        pytest.param("RUN a\x1f<<X", [], id="no blank"),
        pytest.param("RUN '<<X'", [], id="single quotes"),
        pytest.param('RUN "<<X"', [], id="double quotes"),
        pytest.param("RUN it's <<X", [], id="unbalanced quote"),
        pytest.param("RUN ${ <<X", [], id="bad brace"),
        pytest.param("RUN $(( 1 << 2 ))", ["2"], id="shift with blanks"),
        pytest.param("RUN $((1<<2))", [], id="shift"),
        pytest.param("RUN a <<\t X", ["X"], id="blanks after it"),
        pytest.param("RUN <<${N:-X}", [], id="operator forgets"),
    ],
)
def test_openings(line: str, names: list[str]) -> None:
    assert [each.name for each in openings(line)] == names
