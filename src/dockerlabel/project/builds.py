"""The builds of a repository: its build definitions and Dockerfiles, read once for all that ask."""

import os
from collections.abc import Callable, Iterator, Mapping

from dockerlabel.builds.definitions import Definition, builds_of, read_definition, unreadable
from dockerlabel.builds.images import Facts, Images, Repository, facts_of
from dockerlabel.builds.model import MAX_BYTES, Kind, definition_kind
from dockerlabel.builds.values import DefinedValue, values_in
from dockerlabel.dockerfile.parser import parse
from dockerlabel.git.find_repository import with_slashes
from dockerlabel.project.discovery import ListingOf, is_skipped
from dockerlabel.project.files import read_file
from dockerlabel.project.forks import may_name
from dockerlabel.project.text_search import TextSearch, document_of
from dockerlabel.regular_file import FileError
from dockerlabel.sources.expected import Expectation

_MAX_DEFINITIONS = 2000
_ENDINGS = (".yml", ".yaml", ".hcl", ".json", ".sh", ".mk", "akefile", "ustfile", "Jenkinsfile")
"""Of the names of all definitions: most files of a repository need no closer look."""

_Excludes = Callable[[str], bool]


class RepositoryBuilds:
    """The builds of repositories, read when the first Dockerfile asks."""

    def __init__(self, texts_of: Callable[[str], TextSearch], listing_of: ListingOf) -> None:
        """Begin; `texts_of` searches a folder for Dockerfiles."""
        self._texts_of = texts_of
        self._listing_of = listing_of
        self._kept: dict[str, dict[str, Definition]] = {}
        self._known: dict[tuple[str, str, bool], Repository] = {}

    def repository(
        self, root: str, expectation: Expectation, *, excludes: _Excludes | None
    ) -> Repository:
        """Return the builds and Dockerfiles of the repository in `root`.

        `excludes` says which files, by their paths, the settings leave out; None: all definitions.
        """
        source = expectation.source
        key = (root, source.url if source else "", excludes is None)
        if key not in self._known:
            found = builds_of(self._listed(root, excludes) if excludes else (), source)
            texts = self._texts_of(root)
            if expectation.assumed:
                texts.expect(may_name(expectation))  # signs of a fork may be next
            facts = _LazyFacts(root, texts)
            name = key[1].partition("://")[2].partition("/")[2]
            self._known[key] = Repository(
                facts,
                found.builds,
                repository=name,
                targets=found.targets,
                pushes=found.pushes,
                naming=facts.naming,
            )
        return self._known[key]

    def values(
        self,
        path: str,
        text: str,
        *,
        root: str | None,
        expectation: Expectation,
        excludes: _Excludes,
    ) -> tuple[DefinedValue, ...]:
        """Return the values that a definition with a text sets, together with all others.

        Outside of a repository it is alone.
        """
        definitions = self._keep(root, excludes) if root else {}
        own = read_definition(path, text) if len(text) <= MAX_BYTES else None
        if root and definitions.get(path) == own:
            return values_in(path, self.repository(root, expectation, excludes=excludes).builds)
        read = {**definitions, path: own}.values()
        return values_in(path, builds_of(filter(None, read), expectation.source).builds)

    def _keep(self, root: str, excludes: _Excludes) -> dict[str, Definition]:
        """Return the definitions of a repository; each of them that is checked asks for all."""
        if root not in self._kept:
            self._kept[root] = {each.path: each for each in self._listed(root, excludes)}
        return self._kept[root]

    def _listed(self, root: str, excludes: _Excludes) -> Iterator[Definition]:
        """Yield the build definitions that git lists, read one after another unless they are kept.

        Few runs check any: then none is kept, whatever their number.
        """
        if root in self._kept:
            yield from self._kept[root].values()
            return
        names = {name for name in self._listing_of(root).files if name.endswith(_ENDINGS)}
        ordered = sorted(filter(_is_definition, names), key=_scripts_last)
        wanted = [name for name in ordered if not excludes(os.path.join(root, name))]
        for name in wanted[:_MAX_DEFINITIONS]:
            definition = _read(os.path.join(root, name), name)
            if definition is not None:
                yield definition
        if len(wanted) > _MAX_DEFINITIONS:
            yield unreadable(wanted[_MAX_DEFINITIONS], "there are more definitions than are read")


class _LazyFacts(Mapping[str, Facts]):
    """What is asked of the Dockerfiles of a repository, each read when something is asked of it."""

    def __init__(self, root: str, texts: TextSearch) -> None:
        self._top = with_slashes(os.path.join(root, ""))
        self._texts = texts
        self._facts: dict[str, Facts | None] = dict.fromkeys(map(self._name, texts.paths))

    def __getitem__(self, path: str) -> Facts:
        facts = self._facts[path]
        if facts is None:
            facts = self._facts[path] = self._read(path)
        return facts

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def naming(self, images: Images) -> Iterator[str]:
        """Yield the paths of the Dockerfiles whose text may name an image of the repository."""
        return map(self._name, self._texts.passing((images, images.may_be_named_in)))

    def __len__(self) -> int:
        return len(self._facts)

    def _read(self, path: str) -> Facts:
        document = document_of(self._top + path)
        return facts_of(parse(document, path)) if document else Facts()

    def _name(self, path: str) -> str:
        return path.removeprefix(self._top)


def _is_definition(name: str) -> bool:
    kind = definition_kind(name)
    return kind is Kind.DEVCONTAINER or (kind is not None and not is_skipped(name))


def _scripts_last(name: str) -> tuple[bool, str]:
    return definition_kind(name) is Kind.SCRIPT, name


def _read(path: str, name: str) -> Definition | None:
    """Read a definition; None if it is gone, or builds nothing."""
    try:
        if os.stat(path).st_size > MAX_BYTES:
            return unreadable(name, f"it is larger than {MAX_BYTES} bytes")
        return read_definition(name, read_file(path).document.text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, FileError):
        is_script = definition_kind(name) is Kind.SCRIPT
        return None if is_script else unreadable(name, "it cannot be read")
