"""forked-source."""

from collections.abc import Iterator

from dockerlabel.diagnostic import Applicability, Severity, Violation
from dockerlabel.rules.context import Context
from dockerlabel.rules.fixes import FORK_HINT, may_be_upstream, write_expected
from dockerlabel.rules.rule import rule
from dockerlabel.sources.label_value import UrlDefect


@rule(severity=Severity.NOTE, fix=Applicability.UNSAFE, since="0.1.0", compares=True)
def forked_source(context: Context) -> Iterator[Violation]:
    """The source label names this repository under another owner, and only `origin` disagrees.

    ## Why is this bad?

    Often it is not. In the clone of a fork, `origin` is the fork, while the label rightly names the
    original repository. Rewriting it would be a wrong change in every pull request. If this is a
    fork, add the remote `upstream`, or commit `source:` to `.dockerlabel.yaml`, as projects that
    accept pull requests from forks should.

    If the repository has moved to another owner, the label is out of date: `dockerlabel fix
    --source URL` updates every file.

    ## Example

    With a remote `origin` at `https://github.com/octo-org/app` and nothing else to go by:

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/upstream-org/app
    ```

    ## Use instead

    ```dockerfile
    FROM alpine:3.22
    LABEL org.opencontainers.image.source=https://github.com/octo-org/app
    ```

    ## Fix safety

    The fix writes the owner that `origin` names. It is unsafe, since it is wrong in every fork.
    """
    for found in context.source_labels:
        expected = context.expectation.compared(found.value)
        if expected is None or found.value.malformed or not may_be_upstream(context, found):
            continue
        if not context.expectation.accepts(found.value):
            registry = UrlDefect.REGISTRY in found.value.forms
            yield Violation(
                found.span,
                f"{found.value.quoted} names the repository under another owner",
                write_expected(context, found),
                notes=(
                    f"the {expected.origin} is {expected.url}",
                    *(("its host is a container registry",) if registry else ()),
                    FORK_HINT,
                    "if the repository has moved, run `dockerlabel fix --source URL`",
                ),
            )
