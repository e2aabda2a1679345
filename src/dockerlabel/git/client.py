"""What is asked of git and ssh."""

import os
import sys
from collections.abc import Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.git.find_repository import common_directory, git_directory
from dockerlabel.git.repository import Repository, parse_remotes
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.process import OUTPUT_LIMIT, Command, Completed, Environment, run

LOCAL_VARIABLES = frozenset(
    "GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_CONFIG GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT "
    "GIT_OBJECT_DIRECTORY GIT_DIR GIT_WORK_TREE GIT_IMPLICIT_WORK_TREE GIT_GRAFT_FILE "
    "GIT_INDEX_FILE GIT_NO_REPLACE_OBJECTS GIT_REPLACE_REF_BASE GIT_PREFIX "
    "GIT_INTERNAL_SUPER_PREFIX GIT_SHALLOW_FILE GIT_COMMON_DIR".split()
)
"""What `git rev-parse --local-env-vars` lists: hooks hand it on, and then every git process
reads the hook's repository, whichever directory it is sent to."""

_RESTRAINTS = {
    # If an index names a missing object, git fetches it, and starts what the
    # repository's own configuration names for that.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",  # its messages are read
}
"""Variables that keep git from starting any program, whatever a repository says."""

_RESTRAINING_OPTIONS = (
    # It names a program; the word `false` would be one for git before 2.36.
    *("-c", "core.fsmonitor="),
    # A folder of a clone may look like a bare repository, with a configuration of its own.
    *("-c", "safe.bareRepository=explicit"),
)
_CLOSED_FOLDER = regex(r"(?ms)^warning: could not open directory '(.*?)/?': ([^'\n]+)$")

_REMOTES = r"^(remote\..*\.(url|pushurl|gh-resolved)|url\..*\.(insteadof|pushinsteadof))$"
_NOTHING_MATCHED = 1
_LONGEST_PATH = 1000
"""Characters of a path that are shown."""

_MOST_NAMES = 1 << 28
"""Bytes that the names of a repository's files may take: more than any has."""

_ENCODING, _ERRORS = sys.getfilesystemencoding(), "surrogateescape"
_HOST = regex(r"[A-Za-z0-9._][A-Za-z0-9._-]*")


def read_repository(root: str, environment: Environment = os.environ) -> Repository:
    """The remotes of the repository whose `.git` is in `root`: one git process.

    Whatever goes wrong is in `Repository.failure`, and there are no remotes then.
    """
    git_dir = git_directory(root) or ""
    if not os.path.isdir(git_dir):
        shown = git_dir if len(git_dir) < _LONGEST_PATH else f"{git_dir[:_LONGEST_PATH]}…"
        return Repository(root, git_dir, failure=f".git points to {shown!r}, which does not exist")
    empty = Repository(root, common_directory(git_dir))
    # A directory of another owner is safe to read: nothing of what its configuration names runs.
    options = ("-c", "safe.directory=*", "config", "-z", "--get-regexp", _REMOTES)
    surroundings = dict(environment)
    surroundings["GIT_CEILING_DIRECTORIES"] = os.path.dirname(os.path.realpath(root))
    ended = run_git(root, options, environment=surroundings)
    if ended.status not in {0, _NOTHING_MATCHED}:
        return empty._replace(failure=ended.failure or _first_line(ended.errors))
    remotes, rewrites = parse_remotes(ended.output.decode("utf-8", "surrogateescape"))
    return empty._replace(remotes=remotes, rewrites=rewrites)


def resolve_ssh_alias(host: str, environment: Environment = os.environ) -> str | None:
    """The host name that ssh would connect to (ssh_config's "HostName"); None: ssh does not say.

    Nobody is asked over the network. `Match exec` lines of the user's own configuration do run.
    """
    if not _HOST.fullmatch(host):
        return None
    arguments = ("ssh", "-G", "-o", "CanonicalizeHostname=no", "--", host)
    ended = run(arguments, environment)
    lines = ended.output.decode("utf-8", "replace").splitlines() if ended.status == 0 else ()
    names = (line.partition(" ") for line in lines)
    return next((value for key, _, value in names if key == "hostname" and value), None)


class Listing(NamedTuple):
    """The files below a folder that git tracks or does not ignore, relative to it.

    `names` are as git writes them, each ended by a NUL. `closed` holds the folders that git may not
    look into, relative to the top of the worktree, and why; `failure` says why there is no list,
    and is empty if there is one.
    """

    names: bytes = b""
    closed: tuple[tuple[str, str], ...] = ()
    failure: str = ""

    @property
    def files(self) -> Iterator[str]:
        """The files one by one; one that is in conflict comes more than once.

        A repository may hold a million of them, and as texts they take three times the memory.
        """
        start = 0
        while (end := self.names.find(b"\0", start)) >= 0:
            yield self.names[start:end].decode(_ENCODING, _ERRORS)
            start = end + 1


def list_files(directory: str) -> Listing:
    """The files below a directory that git tracks or does not ignore: one git process."""
    ended = run_git(directory, ("ls-files", "-z", "-co", "--exclude-standard"), limit=_MOST_NAMES)
    if ended.status != 0:
        return Listing(failure=ended.failure or _first_line(ended.errors))
    warnings = _CLOSED_FOLDER.finditer(ended.errors.decode(_ENCODING, _ERRORS))
    closed = ((found[1], found[2].lower()) for found in warnings)
    return Listing(ended.output, tuple(closed))


def run_git(
    top: str, options: Command, *, environment: Environment = os.environ, limit: int = OUTPUT_LIMIT
) -> Completed:
    """Run git in a folder, free of what a surrounding hook says about another repository.

    Whatever the repository says, git starts no other program. `limit` is how many bytes it may
    write.
    """
    clean = {name: value for name, value in environment.items() if name not in LOCAL_VARIABLES}
    command = ("git", "-C", os.path.abspath(top), *_RESTRAINING_OPTIONS, *options)
    return run(command, clean | _RESTRAINTS, limit=limit)


def _first_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines() or [""]
    line = next((line for line in lines if line.startswith("fatal:")), lines[0])
    return mask_credentials(line.removeprefix("fatal:").strip()) or "git gave no reason"
