"""What the builder refuses in single instructions."""

import pytest

from tests.unit.dockerfiles import error_in

COPY_ONE = (
    "COPY requires at least two arguments, but only one was provided. "
    "Destination could not be determined."
)


@pytest.mark.parametrize(
    ("instruction", "message"),
    [
        pytest.param("RUN", "", id="RUN of nothing"),
        pytest.param("CMD", "", id="CMD of nothing"),
        pytest.param("RUN --mount=a --mount=b c", "", id="flag that may occur twice"),
        pytest.param(
            "RUN --network=a --network=b c", "duplicate flag specified: --network", id="twice"
        ),
        pytest.param("RUN --x c", "unknown flag: --x", id="unknown flag"),
        pytest.param("RUN --network c", "missing a value on flag: --network", id="no value"),
        pytest.param("RUN -- --x", "", id="end of flags"),
        pytest.param("COPY --link a b", "", id="boolean flag"),
        pytest.param("COPY --link=TRUE a b", "", id="boolean value"),
        pytest.param(
            "COPY --link=1 a b", "expecting boolean value for flag --link, not: 1", id="no boolean"
        ),
        pytest.param("COPY a", COPY_ONE, id="COPY one"),
        pytest.param('COPY ["a", "b c"]', "", id="COPY in JSON form"),
        pytest.param('COPY ["a"]', COPY_ONE, id="COPY one in JSON form"),
        pytest.param("ADD", COPY_ONE.replace("COPY", "ADD"), id="ADD of nothing"),
        pytest.param("ENV", "ENV requires at least one argument", id="ENV of nothing"),
        pytest.param("ENV =x", "ENV names can not be blank", id="ENV without name"),
        pytest.param("ARG", "ARG requires at least one argument", id="ARG of nothing"),
        pytest.param("ARG =x", "ARG names can not be blank", id="ARG without name"),
        pytest.param("EXPOSE", "EXPOSE requires at least one argument", id="EXPOSE of nothing"),
        pytest.param("USER", "USER requires exactly one argument", id="USER of nothing"),
        pytest.param("SHELL x", "SHELL requires the arguments to be in JSON form", id="SHELL"),
        pytest.param('SHELL ["x"]', "", id="SHELL in JSON form"),
        pytest.param("HEALTHCHECK --interval=1s CMD x", "", id="HEALTHCHECK"),
        pytest.param("ONBUILD", "ONBUILD requires at least one argument", id="ONBUILD of nothing"),
        pytest.param("ONBUILD FROM a", "FROM isn't allowed as an ONBUILD trigger", id="FROM"),
        pytest.param(
            "ONBUILD MAINTAINER a",
            "MAINTAINER isn't allowed as an ONBUILD trigger",
            id="MAINTAINER",
        ),
        pytest.param("ONBUILD LABEL --x a=b", "", id="flag after ONBUILD"),
        pytest.param("label a=b", "", id="lower case"),
        pytest.param("\u212aEY a", "unknown instruction: \u212aEY", id="kelvin sign"),
        pytest.param("WOR\u212aDIR /a", "", id="kelvin sign in a keyword"),
    ],
)
def test_instruction(instruction: str, message: str) -> None:
    found = error_in(f"FROM a\n{instruction}\nCMD z\n")
    assert found == ((instruction, message) if message else ("", ""))


def test_the_first_error_counts() -> None:
    assert error_in("FROM a\nLABLE b\nENV\n") == ("LABLE b", "unknown instruction: LABLE")


def test_reading_overrides_understanding() -> None:
    """The builder reads all lines before it looks at keywords."""
    place, message = error_in("FROM a\nLABLE b\nLABEL c\n")
    assert (place, message) == ("c", "LABEL must have two arguments")
