"""Random Dockerfiles with source labels of every kind, and the settings that they are judged by.

What `strategies` makes is sound or broken as a Dockerfile; here each form in which people set the
label, or believe that they do, comes into it.
"""

from collections.abc import Mapping
from functools import cache

from hypothesis import strategies as st

from dockerlabel.diagnostic import Edit
from dockerlabel.dockerfile.nodes import Quote
from dockerlabel.dockerfile.words import spell
from dockerlabel.document import Span
from dockerlabel.fixes.fixer import apply_edits
from dockerlabel.sources import annotations
from tests.properties.images import read
from tests.properties.strategies import STAGES, dockerfiles, label_values, plain_dockerfiles
from tests.rules.judge import SOURCE, Harness, judge_of

SECRET = "hunter2"  # noqa: S105 - what must never be printed

_MISSPELLED = (
    *("org.opencontainer.image.source", "org.opencontainers.image.sources"),
    *('"org.opencontainers.images.source"', "Org.OpenContainers.Image.Source"),
    *("org.opencontainers.image.$A", "org.open{esc}\ncontainers.image.sources"),
)
"""Keys that mean ours, or may do so, as they are written."""

_KEYS = (
    *(annotations.SOURCE,) * 20,
    *(f'"{annotations.SOURCE}"', f"'{annotations.SOURCE}'", "org.opencontainers.'image'.source"),
    *_MISSPELLED * 2,
    *(annotations.VCS_URL, f"{annotations.SOURCE}.picard"),
)

_LITERALS = (
    *(SOURCE,) * 3,
    *("https://github.com/octo-org/old", "https://github.com/mona/app", "https://github.com/a/b"),
    *(f"{SOURCE}.git", f"{SOURCE}/", "http://github.com/octo-org/app", "github.com/octo-org/app"),
    *(
        "https://www.GitHub.com//octo-org/app/?a#b",
        f" {SOURCE} ",
        "https://github.com/Octo-Org/App",
    ),
    *(
        "https://github.com:443/octo-org/app",
        "https://github.com/octo%2Dorg/app",
        "//github.com/a/b",
    ),
    *(f"{SOURCE}/tree/main/docs", f"{SOURCE}/blob/main/x", "https://github.com/mona/app/tree/x"),
    *("git@github.com:octo-org/app.git", "ssh://git@github.com/a/b", "git://github.com/a/b"),
    *("https://ghcr.io/octo-org/app", "https://gitlab.com/octo-org/app", "https://github.com/a"),
    *("https://github.com/OWNER/REPO", "https://github.com/<owner>/app", "your-org/your-repo"),
    *("", "our code", "our 'own' code", "= https://github.com/octo-org/app", "app"),
    *("octo-org/app", "=https://github.com/octo-org/app", "$SRC", "see $A"),
    *("$A", "https://github.com/$A/app", "https://github.com/{{ a }}/b"),
    *(f"https://mona:{SECRET}@github.com/octo-org/{name}" for name in ("app", "old")),
    *(f"mona:{SECRET}@git.example.org:a/b", f"see https://{SECRET}@ghcr.io/o/r:1"),
)

_COMPUTED = (
    *("$A", "$REPO", '"${REPO}"', "${UNSET}", "https://github.com/octo-org/$REPO"),
    *('"https://github.com/${A:-octo-org}/app"', "${REPO:+https://github.com/octo-org/app}"),
    *("${A:?}", "${A%$B}", "https://github.com/octo-org/${A#https://*/}", "${B:-x}/${A}"),
    *("$SRC", "$$A", f"https://mona:{SECRET}@$A/octo-org/app", f"https://mona:{SECRET}@$SRC"),
)

_LINES = (
    *("LABEL {key}={value}",) * 3,
    *(
        "LABEL {key} {value}",
        "label {key} {value}",
        "LABEL {key} x {value}",
        "LABEL {key} = {value}",
    ),
    *("LABEL {key} {esc}\n  {value}", "LABEL {esc}\n {key} {esc}\n # c\n  {value}"),
    "LABEL {key} {esc}\n  # c {esc}\n\n  a {value} b",
    *("LABEL title=app {key}={value}", "LABEL {key}={value} title=app {key}={other}"),
    *("LABEL {key}={value} {key}={other}", "LABEL {key}={value}\nLABEL {key}={other} a=1"),
    "LABEL a=1 {esc}\n  {key}={value} {esc}\n\n# c\n  b=2",
    "LABEL {key}={value} {esc}\n  # c\n  b=2   {esc}\n  {key}={other}",
    "LABEL a=1{esc}\n # c\n {key}={value} {esc}\nb=2 {key}={other}",
    "LABEL b=2 {esc}\n  # of it\n\n  {esc}\n  {key}={value}\nLABEL {key}={other}",
    "LABEL {esc}\n  # hadolint ignore=DL3048\n  {key}={value} {esc}\n  b=2 {key}={other}",
    "# hadolint ignore=DL3048\nLABEL {key}={value}\nRUN true\nLABEL {key}={other}",
    "\n# of it\nLABEL {esc}\n  # why\n  {key}={value}\n\nLABEL {key}={other}",
    "LABEL -- {key}={value} {esc}\n  b=2",
    *("ONBUILD LABEL {key}={value}", "ONBUILD LABEL {key} {value}"),
    *(
        "ONBUILD LABEL {key}={value} {key}={other}",
        "ONBUILD LABEL {key}={value}\nONBUILD LABEL {key}={other}",
    ),
    *("ARG REPO={value}\nLABEL {key}=$REPO", 'ARG SRC={value}\nLABEL {key}="${{SRC}}"'),
    *("ARG SRC={value}\nLABEL {key} $SRC", "ARG SRC={value}\nLABEL {key}=$SRC\nRUN printenv SRC"),
    *("ENV SRC={value}\nLABEL {key}=$SRC", "ARG SRC={value}\nLABEL {key}=$SRC\nLABEL {key}=$SRC"),
    *("ARG SRC\nLABEL {key}=$SRC", 'ARG NAME\nLABEL {key}="https://github.com/octo-org/$NAME"'),
    *("LABEL {key}=https://github.com/$LATE\nARG LATE", "ONBUILD LABEL {key} = {value}"),
    *("LABEL {key} ={esc}\n  # why\n  {value}", "LABEL {key}={value} {more}={other}"),
    "LABEL a=1 {esc}\n {key}={value}{esc}\n  {more}={value}",
    "LABEL {key}=https://$TOKEN@github.com/octo-org/app{esc}\n  {more} = {value}",
)

_SOURCES: Mapping[str, Mapping[str, object]] = {
    "declared": {},
    "another host": {"source": "https://git.example.org/group/sub/app"},
    "a path": {"source": f"{SOURCE}/tree/main/docs"},
    "actions": {"ci": {"repository": "octo-org/app"}},
    "assumed": {"remotes": {"origin": SOURCE}},
    "fork": {"remotes": {"origin": "https://github.com/octocat/app"}},
    "upstream": {"remotes": {"origin": "https://github.com/octocat/app", "upstream": SOURCE}},
    "elsewhere": {"remotes": {"origin": "https://gitlab.com/octo-org/app.git"}},
    "none": {"remotes": {}},
    "arguments": {"build-args": {"SRC": "https://github.com/octo-org/old"}},
    "some rules": {"ignore": ["misspelled-source-key", "wrong-source"]},
}

_TARGETS: tuple[list[str] | None, ...] = (
    *(None, None, ["base"], ["build"], ["base", "final-1"], ["build", "final-1"]),
    *([*STAGES], ["base", "build"], []),
)


_Texts = st.SearchStrategy[str]


Surroundings = tuple[str, int]
"""The name of an expected source, and the number of the published targets."""


def surroundings() -> st.SearchStrategy[Surroundings]:
    """What files are judged by; most often the source is declared."""
    sources = st.sampled_from((*("declared",) * 5, *_SOURCES))
    return st.tuples(sources, st.integers(0, len(_TARGETS) - 1))


@cache
def harness(around: Surroundings, *rules: str) -> Harness:
    """Return the harness of some surroundings; with `rules` only these report anything."""
    source, number = around
    settings, targets = dict(_SOURCES[source]), _TARGETS[number]
    if targets is not None:
        settings["targets"] = targets
    if rules:
        settings["select"] = list(rules)
    return judge_of(settings)


@cache
def _values(escape: str) -> st.SearchStrategy[str]:
    literals = st.builds(
        lambda value, quote: spell(value, quote, escape=escape),
        st.sampled_from(_LITERALS),
        st.sampled_from(Quote),
    )
    computed, written = st.sampled_from(_COMPUTED), label_values(escape, plain=True)
    return _often(literals, computed, computed, written)


def _often(first: _Texts, *others: _Texts) -> _Texts:
    """Mostly the first, now and then one of the others."""
    return st.integers(0, 9 + len(others)).flatmap(
        lambda number: others[number - 10] if number >= 10 else first
    )


@st.composite
def _labelled(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    text = draw(texts)
    dockerfile = read(text)
    newline, escape = dockerfile.document.newline, dockerfile.escape
    heads = (each.span.end for each in dockerfile.instructions if each.keyword == "FROM")
    first = next(heads, len(text))
    ends = [each.span.end for each in dockerfile.instructions if each.span.end >= first]
    chosen = draw(st.sets(st.sampled_from(ends), min_size=1, max_size=4)) if ends else ()
    keys = st.sampled_from(_KEYS).map(lambda key: key.format(esc=escape))
    edits = []
    for place in sorted(chosen):
        line = draw(st.sampled_from(_LINES)).format(
            key=draw(keys),
            more=draw(keys),
            value=draw(_values(escape)),
            other=draw(_values(escape)),
            esc=escape,
        )
        begin = "" if text[place - 1] == "\n" else "\n"
        edits.append(Edit(Span(place, place), f"{begin}{line}\n".replace("\n", newline)))
    return (
        _strict(apply_edits(text, edits))
        if draw(st.integers(0, 7)) == 0
        else apply_edits(text, edits)
    )


def _strict(text: str) -> str:
    """The same file, in which BuildKit's own checks are errors."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return f"{mark}# check=error=true\n{text.removeprefix(mark)}"


@cache
def files() -> st.SearchStrategy[str]:
    """Most of them sound, and with source labels; some with mistakes, some without labels."""
    return _often(_labelled(plain_dockerfiles()), _labelled(dockerfiles()), dockerfiles())
