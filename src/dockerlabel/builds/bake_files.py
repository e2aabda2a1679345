"""Bake files of a repository: what each defines, and which of them are read together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from dockerlabel.builds.actions import BakeCall
from dockerlabel.builds.bake import Bake, BakeFile, Target, bake_builds, metadata_file
from dockerlabel.builds.bake_hcl import Expression, List, Object, Reference, Template, read_hcl
from dockerlabel.builds.compose import Service, services
from dockerlabel.builds.model import Build, Fit, PathPattern, Place, below
from dockerlabel.builds.text import Piece, Text, hole, pieces
from dockerlabel.builds.yaml_nodes import (
    Block,
    Node,
    Scalar,
    Sequence,
    YamlFile,
    elements,
    entries,
    get,
    is_null,
)
from dockerlabel.lazy import regex

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_BAKE_NAMES = (
    *("docker-bake.json", "docker-bake.hcl"),
    *("docker-bake.override.json", "docker-bake.override.hcl"),
)
_WORD = regex(r"[^\W\d][\w-]*")
_INTERPOLATION = regex(
    r"(?P<escaped>\$\$\{|%%\{)|\$\{\s*(?P<name>[^\W\d][\w-]*)\s*\}|[$%]\{[^}]*\}?"
)


def read_bake_hcl(text: str, path: str) -> BakeFile:
    """Return what a file in HCL defines."""
    body = read_hcl(text, path)
    variables = dict(body.attributes)
    targets: list[Target] = []
    grouped: set[str] = set()
    for block in body.blocks:
        name = block.labels[0] if block.labels else ""
        match block.type:
            case "variable":
                variables[name] = block.attributes.get("default", Template(()))
            case "target":
                targets.append(Target(name, block.place, block.attributes))
            case "group":
                grouped.update(_names(block.attributes.get("targets")))
    return BakeFile(variables, tuple(targets), frozenset(grouped), Counter(_WORD.findall(text)))


def read_bake_json(file: YamlFile) -> BakeFile:
    """Return what a file in JSON defines; its texts are templates, as in HCL."""
    blocks = {"variable", "target", "group", "function"}
    top = {name: node for name, node in entries(file.root).items() if name not in blocks}
    variables = {name: _expression(node, file) for name, node in top.items()}
    for name, node in entries(get(file.root, "variable")).items():
        variables[name] = _expression(get(node, "default"), file)
    targets = []
    for name, node in entries(get(file.root, "target")).items():
        place = Place(file.path, getattr(node, "line", 1), node.span)
        for each in elements(node) or (node,):
            fields = {key: _expression(value, file) for key, value in entries(each).items()}
            targets.append(Target(name, place, fields))
    groups = entries(get(file.root, "group")).values()
    listed = [_expression(get(node, "targets"), file) for node in groups]
    grouped = {name for each in listed for name in _names(each)}
    words = Counter(_WORD.findall(file.text))
    return BakeFile(variables, tuple(targets), frozenset(grouped), words)


def _names(expression: Expression | None) -> Iterator[str]:
    for item in expression.items if isinstance(expression, List) else ():
        if isinstance(item, Template):
            yield "".join([each.text for each in item.parts if isinstance(each, Piece)])


def _expression(node: Node | None, file: YamlFile) -> Expression:
    match node:
        case Scalar() if not is_null(node):
            parts = [part for piece in pieces(node, file) for part in _template(piece)]
            return Template(tuple(parts))
        case Sequence(items):
            return List(tuple(_expression(item, file) for item in items))
        case Block(values, keys):
            pairs = ((_expression(keys[name], file), values[name]) for name in keys)
            found = ((key, _expression(value, file)) for key, value in pairs)
            return Object(tuple((key, each) for key, each in found if isinstance(key, Template)))
    return Template(())


def _template(piece: Piece) -> Iterator[Piece | Reference]:
    start = 0
    for match in _INTERPOLATION.finditer(piece.text):
        if match.start() > start:
            yield piece.cut(start, match.start())
        if match["escaped"]:
            yield Piece(match[0][1:], piece.place)
        elif match["name"]:
            yield Reference(match["name"], piece.place)
        else:
            yield from hole("an expression of HCL", piece.place)
        start = match.end()
    if start < len(piece.text) or not piece.text:
        yield piece.cut(start, len(piece.text))


def _target(service: Service) -> Target:
    texts = {"context": service.context, "dockerfile": service.dockerfile, "target": service.target}
    fields: dict[str, Expression] = {name: Template(text) for name, text in texts.items() if text}
    if service.images:
        fields["tags"] = List((Template(service.images),))
    return Target(service.name, service.place, fields, service.source)


class BakeFiles:
    """The Bake files of a repository by their paths, and the Compose files that Bake reads too."""

    def __init__(
        self, files: Mapping[str, BakeFile], composes: Iterable[YamlFile], *, expected: str
    ) -> None:
        """Take files that were read."""
        self._expected = expected
        self._files = dict(files)
        self._bake_names = tuple(files)
        for file in composes:
            targets = map(_target, services((file,), expected=expected))
            self._files[file.path] = BakeFile({}, tuple(targets))

    def builds(self, calls: Iterable[BakeCall]) -> Iterator[Build]:
        """Yield what they build by themselves, and as workflows call Bake.

        By themselves the default files of a folder are read together, and any other file alone.
        """
        for folder in dict.fromkeys(map(_folder, self._bake_names)):
            paths = self._default_paths(folder)
            if any(path in self._bake_names for path in paths):
                yield from self._evaluated(paths, None)
        for path in self._bake_names:
            if path.rpartition("/")[2] not in _BAKE_NAMES:
                yield from self._evaluated([path], None)
        for call in calls:
            for paths in self._paths_of(call):
                yield from self._evaluated(paths, call)

    def _default_paths(self, folder: str) -> list[str]:
        names = (below(folder, name) for name in (*COMPOSE_NAMES, *_BAKE_NAMES))
        return [name for name in names if name in self._files]

    def in_order(self, paths: Iterable[str]) -> list[BakeFile]:
        """Return files as Bake merges them: Compose before all others."""
        return [self._files[path] for path in sorted(paths, key=self._bake_names.__contains__)]

    def _paths_of(self, call: BakeCall) -> Iterator[list[str]]:
        """Yield the files that a call reads: for a name with `*`, each file that fits, alone."""
        named = [file for file in call.files if isinstance(file, str)]
        if not named:
            yield self._default_paths(call.folder)
            return
        paths = [below(call.folder, name) or "" for name in named]
        if exact := [path for path in paths if path in self._files]:
            yield exact
            return
        patterns = [PathPattern((path,)) for path in paths]
        for path in self._bake_names:
            if any(each.fit(path) is not Fit.NO for each in patterns):
                yield [path]

    def _evaluated(self, paths: list[str], call: BakeCall | None) -> Iterator[Build]:
        files = self.in_order(paths)
        sets: tuple[Text, ...] = ()
        folders = {"", *map(_folder, paths)}
        if call:
            given = (each for each in call.files if not isinstance(each, str))
            files += [metadata_file(each, call.place) for each in given]
            sets = call.sets
            folders = {call.folder} if call.folder else folders
        yield from bake_builds(Bake(files, expected=self._expected, sets=sets), sorted(folders))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
