"""malformed-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.lazy import TYPE_CHECKING
from dockerlabel.rules.context import Context, SourceLabel
from dockerlabel.rules.fixes import expected_note, join_value, write_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import UrlDefect

if TYPE_CHECKING:
    from dockerlabel.rules.values import SourceValue


@rule(severity=Severity.ERROR, fix=Applicability.SAFE, since="0.1.0", compares=True)
def malformed_source(context: Context) -> Iterator[Violation]:
    """The source label is not the URL of a repository.

    ## Why is this bad?

    GitHub documents the label as `https://HOST/OWNER/REPO`. Words, an owner alone, or a name that
    no repository can have lead nowhere.

    Two mistakes are easy to miss. In `LABEL key = value`, the spaces make the builder read the
    older form without `=`, so the value is `= value`. And in single quotes, or after an escape,
    `$SOURCE` is not a variable but the value itself.

    ## Example

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source = "https://github.com/octo-org/app"
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source="https://github.com/octo-org/app"
    ```

    ## Fix safety

    Of spaces around `=`, only the spaces are removed: the value is kept, and checked afterwards. If
    more than one word follows, there is no fix, since several labels may be meant. Every other
    value is replaced by the expected repository. That is unsafe if the value contains variables, a
    ` #` as before a comment, or text that looks like another label (in the older form, all
    continued lines are part of the value), and if the repository is only known from the remote
    `origin` and something suggests that this is a fork.
    """
    for found in (*context.source_values, *context.unset_labels):
        source = found.value
        if isinstance(found, SourceLabel) and found.has_spaces_around_equals:
            yield Violation(
                found.span,
                "spaces around `=` become part of the value; write `KEY=VALUE`",
                join_value(context, found),
                notes=(f"the builder reads the value {source.quoted}",),
            )
        elif found in context.unset_labels:
            continue
        elif source.malformed and not _is_open(context, found):
            yield Violation(
                found.span,
                f"{source.quoted} {_fault(found)}",
                write_expected(context, found),
                notes=expected_note(context, found),
                help="write the URL of the repository, `https://HOST/OWNER/REPO`",
            )


def _is_open(context: Context, found: "SourceValue") -> bool:
    """Return whether wrong-source reports it, or it may be meant.

    A remote may have that very address. Build definitions name the projects of others on purpose,
    and some of those have a page and no repository.
    """
    forms, expectation = found.value.forms, context.expectation
    if UrlDefect.ONE_SEGMENT in forms and expectation.names_remote(found.value):
        return True
    if isinstance(found, SourceLabel):
        return found.value.placeholder and expectation.compared(found.value) is not None
    return forms <= _PAGES and not expectation.hosts.knows(found.value.host)


def _fault(found: "SourceValue") -> str:
    if found.value.placeholder:
        return "is a placeholder"
    return next(words for form, words in _FAULTS.items() if form in found.value.forms)


_PAGES = frozenset({UrlDefect.NO_OWNER, UrlDefect.ONE_SEGMENT})
_FAULTS = {
    UrlDefect.LITERAL_DOLLAR: "contains a literal `$` (single-quoted or escaped)",
    UrlDefect.ASSIGNMENT: "starts with `=`",
    UrlDefect.BACKSLASH: "contains backslashes",
    UrlDefect.DOUBLED_SCHEME: "has two schemes",
    UrlDefect.WORDS: "is not a URL",
    UrlDefect.NO_OWNER: "points to a host, not to a repository",
    UrlDefect.ONE_SEGMENT: "points to an owner, not to a repository",
    UrlDefect.INVALID_NAME: "has an invalid owner or repository name",
}
