"""Bake files, merged and evaluated as `docker buildx bake --print` does.

Files are merged target by target, labels and contexts key by key; the later file wins. Within a
target `--set` comes before its own fields, and these before `inherits`, in which the later entry
wins; `null` unsets nothing (docker/buildx, `bake/bake.go`, `docs/bake-reference.md`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from dockerlabel.builds.bake_hcl import Expression, List, Object, Reference, Template
from dockerlabel.builds.model import (
    Build,
    Kind,
    NotSet,
    PathPattern,
    Place,
    Setting,
    Unknown,
    below,
)
from dockerlabel.builds.text import (
    REMOTE_CONTEXT,
    Metadata,
    Piece,
    Text,
    after,
    hole,
    image_names,
    is_large,
    pattern,
    plain,
    value_of,
)
from dockerlabel.lazy import NamedTuple
from dockerlabel.sources.annotations import SOURCE

_MAX_DEPTH = 50
_NONE = frozenset[str | None]()

_Names = Collection[str | None]

Pair = tuple[Text, Text]


class Target(NamedTuple):
    """A target as one file gives it; `source` is what comes from outside of Bake files."""

    name: str
    place: Place
    fields: Mapping[str, Expression]
    source: Setting = NotSet()


class BakeFile(NamedTuple):
    """What a file defines. `grouped` are targets of groups, `words` how often a name occurs."""

    variables: Mapping[str, Expression]
    targets: tuple[Target, ...]
    grouped: frozenset[str] = frozenset()
    words: Mapping[str, int] = {}


class Resolved(NamedTuple):
    """A target with what it inherits.

    `texts` are its fields that are one text each. `contexts` are the images that it takes from
    other targets, by the names that `FROM` has for them. `inherited` are the names of its parents.
    """

    name: str
    place: Place
    texts: Mapping[str, Text] = {}
    tags: tuple[Text, ...] = ()
    contexts: Mapping[str, str] = {}
    source: Setting = NotSet()
    annotated: bool = False
    inherited: tuple[str, ...] = ()

    def over(self, other: "Resolved") -> "Resolved":
        """Return this with what only another one says."""
        return self._replace(
            texts={**other.texts, **self.texts},
            tags=self.tags or other.tags,
            contexts={**other.contexts, **self.contexts},
            source=other.source if isinstance(self.source, NotSet) else self.source,
            annotated=self.annotated or other.annotated,
        )


def metadata_file(metadata: Metadata, place: Place) -> BakeFile:
    """Return what docker/metadata-action's Bake file defines, if it is about the source."""
    if isinstance(metadata.source, NotSet) and not metadata.annotated:
        return BakeFile({}, ())
    tags = Template(hole("output `tags`", place, output="tags", metadata=metadata))
    annotations = Template((Piece(SOURCE if metadata.annotated else "", place),))
    fields = {"tags": List((tags,)), "annotations": List((annotations,))}
    return BakeFile({}, (Target(metadata.target, place, fields, metadata.source),))


class Bake:
    """Bake files that are read together."""

    def __init__(
        self, files: Iterable[BakeFile], *, expected: str, sets: Sequence[Text] = ()
    ) -> None:
        """Merge files in their order; `sets` are the lines of `--set`."""
        self._expected = expected
        self._sets = sets
        self._variables: dict[str, Expression] = {}
        self._targets: dict[str, list[Target]] = {}
        self._words = Counter[str]()
        self._grouped: set[str] = set()
        self._values: dict[str, Text] = {}
        self._resolved: dict[str, Resolved | None] = {}
        self._depth = 0
        for file in files:
            self._variables |= file.variables
            self._grouped |= file.grouped
            for target in file.targets:
                self._targets.setdefault(target.name, []).append(target)
            self._words.update(file.words)

    def targets(self) -> tuple[Resolved, ...]:
        """Return the targets; of those that others inherit, only such as a group lists."""
        found = [each for name in self._targets if (each := self.resolve(name))]
        templates = {name for each in found for name in each.inherited} - self._grouped
        return tuple(each for each in found if each.name not in templates)

    def resolve(self, name: str, depth: int = 0) -> Resolved | None:
        """Return a target with all that it inherits; None if it does not exist."""
        if name not in self._targets or depth > _MAX_DEPTH:
            return None
        if name not in self._resolved:
            self._resolved[name] = None  # a target inherits nothing from itself
            self._resolved[name] = self._resolve(name, depth)
        return self._resolved[name]

    def _resolve(self, name: str, depth: int) -> Resolved:
        parts = self._targets[name]
        place = parts[-1].place
        names = [plain(item) for each in parts for item in self._list(each.fields.get("inherits"))]
        found = Resolved(name, place)
        for parent in names:
            inherited = self.resolve(parent, depth + 1) if parent is not None else None
            unknown = Resolved(name, place, source=Unknown("a computed `inherits`", place))
            found = (inherited or (unknown if parent is None else found)).over(found)
        for part in parts:
            found = self._own(part).over(found)
        source = self._set_from_outside(name) or found.source
        inherited_names = tuple(each for each in names if each)
        return found._replace(name=name, place=place, source=source, inherited=inherited_names)

    def _own(self, part: Target) -> Resolved:
        """Return what one file says of a target; the variables of its matrix are holes."""
        fields = part.fields
        hidden = {plain(key) for key, _ in self._pairs(fields.get("matrix"))}
        texts = {
            name: text
            for name, field in fields.items()
            if isinstance(field, Template) and (text := self._text(field, hidden))
        }
        contexts = {
            plain(key) or "": target.removeprefix("target:")
            for key, value in self._pairs(fields.get("contexts"), hidden)
            if (target := plain(value) or "").startswith("target:")
        }
        tags = tuple(self._list(fields.get("tags"), hidden))
        source = part.source
        if isinstance(source, NotSet):
            source = self._labels(fields.get("labels"), part.place, hidden=hidden)
        annotations = self._list(fields.get("annotations"), hidden)
        annotated = any(SOURCE in pattern(each) for each in annotations)
        return Resolved(part.name, part.place, texts, tags, contexts, source, annotated)

    def _labels(self, expression: Expression | None, place: Place, *, hidden: _Names) -> Setting:
        expression = self._followed(expression)
        if isinstance(expression, Template) and (text := self._text(expression, hidden)):
            return Unknown("computed labels", text[0].place)
        source: Setting = NotSet()
        for key, value in self._pairs(expression, hidden):
            name = plain(key)
            if name == SOURCE and value:
                return value_of(value, expected=self._expected, default=place)
            if name is None and key:
                source = Unknown("a computed key", key[0].place)
        return source

    def _set_from_outside(self, name: str) -> Setting | None:
        for line in reversed(self._sets):
            for wanted in (name, "*"):
                if (value := after(line, f"{wanted}.labels.{SOURCE}=")) is not None:
                    return value_of(value, expected=self._expected, default=line[0].place)
        return None

    def _pairs(self, expression: Expression | None, hidden: _Names = _NONE) -> Iterator[Pair]:
        """Yield keys and values of an object; values that are no texts are holes."""
        found = self._followed(expression)
        for key, value in found.pairs if isinstance(found, Object) else ():
            name = self._text(key, hidden)
            other = hole("not a text", name[0].place) if name else ()
            yield name, self._text(value, hidden) if isinstance(value, Template) else other

    def _list(self, expression: Expression | None, hidden: _Names = _NONE) -> Iterator[Text]:
        """Yield the texts of a list; a computed list is one that nobody can know."""
        found = self._followed(expression)
        for item in found.items if isinstance(found, List) else (found,):
            if isinstance(item, Template) and (text := self._text(item, hidden)):
                yield text

    def _followed(self, expression: Expression | None) -> Expression | None:
        """Return the list or object that a variable holds."""
        match expression:
            case Template((Reference(name),)):
                held = self._variables.get(name)
                return held if isinstance(held, List | Object) else expression
        return expression

    def _text(self, template: Template, hidden: _Names) -> Text:
        found: list[Text] = []
        for part in template.parts:
            if not isinstance(part, Reference):
                found.append((part,))
            elif part.name in hidden:
                found.append(hole(f"`{part.name}` of a matrix", part.place))
            else:
                found.append(self._variable(part.name, part.place))
        return tuple(piece for text in found for piece in text)

    def _variable(self, name: str, place: Place) -> Text:
        """Return the default of a variable; an empty one waits for the environment."""
        if name not in self._values:
            unknown = hole(f"variable `{name}`", place)
            default = self._variables.get(name)
            self._values[name] = unknown  # it may name itself
            if isinstance(default, Template) and self._depth < _MAX_DEPTH:
                self._depth += 1
                text = self._text(default, _NONE)
                self._depth -= 1
                if pattern(text) and not is_large(text):
                    shared = self._words[name] > 2  # noqa: PLR2004 - default and one use
                    kept = (each._replace(exact=each.exact and not shared) for each in text)
                    self._values[name] = tuple(kept)
        return self._values[name]


def bake_builds(bake: Bake, folders: Collection[str]) -> Iterator[Build]:
    """Yield what the targets of Bake files build.

    Paths are relative to one of `folders`: nobody can know where Bake is called.
    """
    for target in bake.targets():
        dockerfile = dockerfile_of(target, folders)
        if dockerfile is None:
            continue
        others = ((image, bake.resolve(name)) for image, name in target.contexts.items())
        bases = ((image, dockerfile_of(other, folders)) for image, other in others if other)
        yield Build(
            target.place,
            Kind.BAKE,
            dockerfile,
            target.source,
            target=pattern(target.texts.get("target", ())) or None,
            name=target.name,
            images=image_names(target.tags),
            bases=tuple((image, path) for image, path in bases if path),
            annotated=target.annotated,
        )


def dockerfile_of(target: Resolved, folders: Collection[str]) -> PathPattern | None:
    """Return what a target builds; None if that is nothing of the repository."""
    context, dockerfile = (
        pattern(target.texts.get(name, ())).removeprefix("cwd://") or default
        for name, default in (("context", "."), ("dockerfile", "Dockerfile"))
    )
    inline = "dockerfile-inline" in target.texts
    if inline or dockerfile.startswith("/") or REMOTE_CONTEXT.search(context):
        return None
    paths = (below(f"{folder}/{context}", dockerfile) for folder in folders)
    found = tuple(dict.fromkeys(path for path in paths if path is not None))
    return PathPattern(found, written="*" not in "".join(found)) if found else None
