"""Which files are build definitions, by their names alone."""

from dockerlabel.builds.model import Kind
from dockerlabel.lazy import regex

MAX_BYTES = 1 << 20
"""What is larger is not read: nobody can know what it sets."""

_NAMES = {
    Kind.WORKFLOW: regex(r"^\.github/workflows/[^/]+\.ya?ml$"),
    Kind.ACTION: regex(r"^(?:\.github/actions/.+/)?action\.ya?ml$"),
    Kind.BAKE: regex(r"(?:^|/)[^/]*bake[^/]*\.(?:hcl|json)$"),
    Kind.COMPOSE: regex(r"(?:^|/)(?:docker-)?compose[^/]*\.ya?ml$"),
    Kind.GORELEASER: regex(r"(?:^|/)(?:\.?goreleaser(?:[._-][^/]*)?|goreleaser/[^/]+)\.ya?ml$"),
    Kind.DEVCONTAINER: regex(r"(?:^|/)\.?devcontainer\.json$"),
    Kind.SCRIPT: regex(
        r"(?:^|/)(?:[^/]+\.(?:sh|mk)|(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|Jenkinsfile"
        r"|package\.json"
        r"|\.gitlab-ci\.yml|\.circleci/config\.yml|cloudbuild[^/]*\.ya?ml)$"
    ),
}
_WITH_VALUES = frozenset({Kind.WORKFLOW, Kind.ACTION, Kind.BAKE, Kind.COMPOSE, Kind.GORELEASER})


def definition_kind(path: str) -> Kind | None:
    """Return what kind of definition a path of the repository is by its name, if it is one."""
    return next((kind for kind, names in _NAMES.items() if names.search(path)), None)


def has_values(path: str) -> bool:
    """Return whether a path names a definition whose values are checked, unlike a script's."""
    return definition_kind(path) in _WITH_VALUES
