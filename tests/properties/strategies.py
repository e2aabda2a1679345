"""Random Dockerfiles from a grammar, for properties that hold for every file.

`dockerfiles` is rich in everything that is legal and in some mistakes; `plain_dockerfiles` builds;
`label_values` are values as written, `literal_values` as an image carries them.
"""

from functools import cache

from hypothesis import strategies as st

NAMES = ("A", "B", "REPO", "VERSION")
"""Variables that files declare; `UNSET` is never one of them."""

KEYS = (
    "org.opencontainers.image.source",
    "org.opencontainers.image.title",
    "maintainer",
    "com.example.team-name",
    "x",
    "Y_1",
)

STAGES = ("base", "build", "final-1")

_TEXTS = (
    *("a", "7", "octo-org/app", "https://github.com/octo-org/app", "x=y", "é"),
    *("-", ".", "#", ":"),
)

_ODD_TEXTS = (
    *("\ufeff", "\u00a0", "\u3000", "\u001c", "\u001f", "\v", "\f", "\r", "\x00", "\u0085"),
    *("{", "}", "[", "]", ",", "--", "<<", "<<EOT", "=", "'", '"', "\\", "`", "$", "${"),
    "\U0001f433",
)

_OPERATORS = (":-", ":+")
_NEW_OPERATORS = ("-", "+")
_FAILING_OPERATORS = (":?", "?", ":=", "=", "^", ",,", ":1:2", ":", "!", "@")

_Texts = st.SearchStrategy[str]


def _texts(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(texts)


def _joined(parts: st.SearchStrategy[str], *, least: int = 0, most: int = 4) -> _Texts:
    return st.lists(parts, min_size=least, max_size=most).map("".join)


def _sequence(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    drawn = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*drawn).map("".join)


def literal_values() -> st.SearchStrategy[str]:
    """Values as an image carries them: any text without a line feed."""
    return st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20)


def variables(*, plain: bool = False, modern: bool = True) -> st.SearchStrategy[str]:
    """References to variables in every form; plain ones always give a value.

    Without `modern` only what BuildKit 0.8 knows, too.
    """
    names = _texts(*NAMES, "UNSET", "PATH")
    words = _joined(_texts(*NAMES, "w", "$A", "${B}", "/", "*", "?", "'q'", '"d"'), most=2)
    operators = (*_OPERATORS, *_NEW_OPERATORS) if modern else _OPERATORS
    forms = [
        _sequence("$", names),
        _sequence("${", names, "}"),
        _sequence("${", names, _texts(*operators), words, "}"),
        _texts("$$", "$1", "$@", "$?", "$.", "$/"),
    ]
    if modern:
        patterns = _texts("a", "*", "?", "o*", "\\*")
        forms += [
            _sequence("${", names, _texts("#", "##", "%", "%%"), patterns | _texts(""), "}"),
            _sequence("${", names, _texts("/", "//"), patterns, "/", words, "}"),
        ]
    if not plain:
        operators = (*operators, *_FAILING_OPERATORS, "#", "%")
        forms.append(_sequence("${", names, _texts(*operators), words, _texts("}", "}", "")))
    return st.one_of(forms)


def label_values(
    escape: str = "\\", *, plain: bool = False, modern: bool = True
) -> st.SearchStrategy[str]:
    """Values of pairs as written: bare, in either kind of quotes, mixed, or empty.

    Plain ones hold no blank outside of quotes, close what they open, and expand without error.
    """
    references = variables(plain=plain, modern=modern)
    atoms = _texts(*_TEXTS)
    if not plain:
        atoms |= _texts(*_ODD_TEXTS)
    # Neither an escape nor a blank after one ends a value: it would join the next line.
    escaped = _texts(*(escape + char for char in ('"', "'", "$", " z", "n", f"{escape}z")))
    bare = _joined(atoms | references | escaped, least=1)
    double = _sequence('"', _joined(atoms | references | escaped | _texts(" ", "'")), '"')
    single = _sequence("'", _joined(atoms | _texts(" ", '"', "$A", "${", escape)), "'")
    return st.one_of(st.just(""), bare, double, single, _joined(bare | double | single, most=3))


def gaps(escape: str) -> st.SearchStrategy[str]:
    """What parts two pairs: blanks, or a continuation with comments and empty lines in it."""
    return _texts(
        *(" ", " ", "  ", "\t"),
        *(f" {escape}\n    ", f"{escape}\n  ", f" {escape} \t\n\t"),
        f" {escape}\n  # why {escape}\n    ",
        f" {escape}\n\n  # first\n# second\n  \t\n  ",
    )


def _keywords(keyword: str) -> st.SearchStrategy[str]:
    return _texts(keyword, keyword, keyword.lower(), keyword.title())


def _pairs(names: st.SearchStrategy[str], values: _Texts, escape: str) -> _Texts:
    pair = _sequence(names, "=", values)
    return _sequence(pair, _joined(_sequence(gaps(escape), pair), most=3))


def labels(escape: str, *, plain: bool = False, modern: bool = True) -> st.SearchStrategy[str]:
    """LABEL instructions in pair form and legacy form."""
    values = label_values(escape, plain=plain, modern=modern)
    names = _texts(*KEYS, '"quoted key"', "'single'", "$A", '"k.$B"')
    legacy = _texts("a", "blue  sky # 1", "= x", '"q r" s', "$A", "'$A'", "https://h.example/o/r")
    forms = [
        _pairs(names, values, escape),
        _pairs(names, values, escape),
        _sequence(_texts(*KEYS), gaps(escape), legacy),
    ]
    if not plain:
        forms.append(_joined(names | values | _texts("=", " ", "--", "--x "), most=5))
    return _sequence(_keywords("LABEL"), gaps(escape), st.one_of(forms))


def declarations(escape: str, *, plain: bool = False, modern: bool = True) -> _Texts:
    """ARG and ENV instructions."""
    values = label_values(escape, plain=plain, modern=modern)
    names = _texts(*NAMES)
    words = names | _sequence(names, "=", values)
    several = _sequence(words, _joined(_sequence(gaps(escape), words), most=2))
    arguments = several if modern else words
    environment = _pairs(names, values, escape) | _sequence(names, " ", _texts("v", "v  w", "$A"))
    if not plain:
        environment |= _joined(names | values | _texts("=", " "), most=4)
    return _sequence(_keywords("ARG"), gaps(escape), arguments) | _sequence(
        _keywords("ENV"), gaps(escape), environment
    )


def here_documents(*, plain: bool = False) -> st.SearchStrategy[str]:
    """RUN and COPY instructions with here-documents, and some that only look like it."""
    words = _texts("<<EOT", "<<-EOT", '<<"EOT"', "<<'EOT'", "<<E\\OT", "3<<EOT")
    lines = ["LABEL a=b\n", "# text\n", "\n", "text \\\n", "FROM x\n", "EOT \n", " EOT\n"]
    body = _joined(_texts(*lines))
    copies = _sequence("COPY ", words, " /x\n", body, "EOT")
    if plain:
        return copies
    heads = ["RUN ", "RUN --mount=type=tmpfs,target=/t ", "ONBUILD RUN ", "ADD ", "COPY ", "CMD "]
    looks = [
        *("x <<<EOT", "$((1<<2))", "$(( 1 << 2 ))", "a<<EOT", "<< EOT", "it's <<EOT"),
        '["<<EOT"]',
    ]
    tails = _texts("", " /x", ">f", " <<TWO /d/", " \\\n  && true")
    tricky = _sequence(_texts(*heads), words | _texts(*looks), tails, "\n")
    return copies | _sequence(tricky, body, _texts("EOT", "\tEOT", "EOT\nTWO", "EO", ""))


def other_instructions(escape: str, *, plain: bool = False) -> st.SearchStrategy[str]:
    """Instructions that set no label, comments and empty lines."""
    good = [
        *("# comment", "  # LABEL a=b \\", "", "   ", 'CMD ["x", "y"]', "ENTRYPOINT x 'y' $A"),
        *("EXPOSE 80 443/tcp", "USER 1000", "HEALTHCHECK NONE", f"CMD a {escape}\n  # c\n  && b"),
    ]
    bad = [
        *("LABLE a=b", "RUN", "CMD [1]", "VOLUME [", "COPY --from=9 a b", "}", escape, "COPY a b"),
        *("RUN echo a=b && \\", "WORKDIR /w $A", "MAINTAINER me", "SHELL x", "ADD x", "# escape=`"),
        *("RUN --mount=type=bind,from=base x", "COPY --from=base /x /y", "STOPSIGNAL $A", "EXPOSE"),
    ]
    return _texts(*good) if plain else _texts(*good, *bad)


@cache
def _instructions(escape: str, *, plain: bool, modern: bool) -> st.SearchStrategy[str]:
    label = labels(escape, plain=plain, modern=modern)
    declaration = declarations(escape, plain=plain, modern=modern)
    # The trigger's text is read with a backslash, whatever the directive says.
    triggers = labels("\\", plain=plain, modern=modern)
    triggers |= declarations("\\", plain=plain, modern=modern)
    choices = [label, label, declaration, other_instructions(escape, plain=plain)]
    if escape == "\\" or not plain:
        choices.append(_sequence(_keywords("ONBUILD"), " ", triggers))
    if modern:
        choices.append(here_documents(plain=plain))
    return st.one_of(choices)


@cache
def _heads(number: int, *, plain: bool) -> st.SearchStrategy[str]:
    """FROM instructions of stage number `number`; the stages before it can be its base."""
    bases = ["scratch", *STAGES[:number]]
    name = STAGES[number]
    if plain:
        return _sequence(_keywords("FROM"), " ", _texts(*bases), f" AS {name}")
    bases += ["$BASE", '"scratch"', "${BASE:-scratch}", "alpine:3", "Scratch", "$UNSET", "base"]
    tails = _texts(f" AS {name}", f" as {name.upper()}", "", " AS base", " AS", " # x", " AS 1x")
    flags = _texts("", "", " --platform=linux/amd64", " --platform=$BUILDPLATFORM", " --x")
    return _sequence(_keywords("FROM"), flags, " ", _texts(*bases), tails)


@st.composite
def _files(draw: st.DrawFn, *, plain: bool, modern: bool) -> str:
    escape = draw(_texts("\\", "\\", "`"))
    directives = draw(_texts(*_directives(escape, plain=plain)))
    globals_ = draw(_texts("", "", "ARG BASE=scratch\n", "ARG A=global\nARG REPO\n", "# c\n\n"))
    lines = [draw(_texts("", "", "\ufeff")) + directives + globals_]
    instructions = _instructions(escape, plain=plain, modern=modern)
    for number in range(draw(st.integers(1, len(STAGES)))):
        stage = st.tuples(_heads(number, plain=plain), _joined(_line(instructions), most=5))
        lines += [part if part.endswith("\n") else part + "\n" for part in draw(stage) if part]
    text = "".join(lines)
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", "\r\n") if draw(st.integers(0, 3)) == 0 else text


@cache
def _line(instructions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return _sequence(_texts("", "", "  ", "\t"), instructions, "\n")


def _directives(escape: str, *, plain: bool) -> tuple[str, ...]:
    if escape == "`":
        return ("# escape=`\n", "#EsCaPe = `\n", "  # escape=`  \n")
    if plain:
        return (
            *("", "", "# escape=\\\n", "# comment\n", "# unknown=1\n# escape=`\n"),
            "\n# escape=`\n",
        )
    return (
        *("", "", "# escape=\\\n", "# syntax=docker/dockerfile:1\n", "#!shebang\n# escape=`\n"),
        *("# escape=x\n", "# escape=`\n# escape=`\n", "# escape=` x\n", "# escape=\n# escape=`\n"),
    )


def plain_dockerfiles(*, modern: bool = True) -> st.SearchStrategy[str]:
    """Dockerfiles that build, from `scratch` and without a context.

    Without `modern`, BuildKit 0.8 builds them too, to the same labels.
    """
    return _files(plain=True, modern=modern)


@st.composite
def _damaged(draw: st.DrawFn, *, undecodable: bool) -> str:
    text = draw(_files(plain=False, modern=True))
    odd = [*_ODD_TEXTS, "\n", " ", "\\\n", ""]
    if undecodable:
        odd += ["\udce9", "\udce2\udc82", "\udc85", "\udcff"]
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(_texts(*odd)) + text[start + draw(st.integers(0, 3)) :]
    return text


def dockerfiles(*, undecodable: bool = True) -> st.SearchStrategy[str]:
    """Dockerfiles, most of them sound, some with mistakes, odd characters or cut-out pieces.

    Bytes that are not UTF-8 are lone surrogates; `undecodable` says whether there may be any.
    """
    return st.one_of(
        plain_dockerfiles(),
        _files(plain=False, modern=True),
        _damaged(undecodable=undecodable),
    )
