"""Draws small projects with Bake files, in the language that `docker buildx bake` reads."""

import json
import re
from random import Random
from typing import NamedTuple

KEY = "org.opencontainers.image.source"
_URL = "https://github.com/octo-org/"
_DEFAULT_NAMES = (
    *("compose.yaml", "docker-compose.yml", "docker-bake.json", "docker-bake.hcl"),
    *("docker-bake.override.json", "docker-bake.override.hcl"),
)


class Project(NamedTuple):
    """The files of a project in the order in which Bake reads them, and its `--set` options."""

    files: dict[str, str]
    sets: list[str]


def draw_project(random: Random) -> Project:
    chosen = [name for name in _DEFAULT_NAMES if random.random() < 0.35] or ["docker-bake.hcl"]
    makers = {"hcl": draw_hcl, "json": _json, "yaml": _compose, "yml": _compose}
    if not any(name.endswith("hcl") for name in chosen):
        chosen.append("docker-bake.hcl")
    files = {name: makers[name.rpartition(".")[2]](random) for name in chosen}
    for name in _VARIABLES:  # Bake refuses a reference to what no file defines
        home = next(file for file in chosen if file.endswith("hcl"))
        text = "".join(files.values())
        if not re.search(rf"variable \"{name}\"|\"{name}\": {{\s*\"default\"", text):
            files[home] += f'variable "{name}" {{ default = {_scalar(random, name)} }}\n'
    sets = [f"{random.choice(['*', 'app', 'base'])}.labels.{KEY}={_URL}set"]
    return Project(files, sets if random.random() < 0.15 else [])


_VARIABLES = ("OWNER", "NAME", "TAG", "SOURCE", "COUNT")
_TARGETS = ("base", "app", "web", "docker-metadata-action")


def draw_hcl(random: Random) -> str:
    parts = [_comment(random)]
    for name in _VARIABLES:
        if random.random() < 0.7:
            default = f"default = {_scalar(random, name)}\n" if random.random() < 0.9 else ""
            parts.append(f'variable "{name}" {{\n  {default}}}\n')
    if random.random() < 0.3:
        parts.append(f"registry = {_scalar(random, 'registry')}\n")
    names = _targets(random)
    parts.append(f'group "default" {{\n  targets = {json.dumps(names)}\n}}\n')
    parts += [_hcl_target(random, name, parents=names[:i]) for i, name in enumerate(names)]
    random.shuffle(parts)
    return "".join(parts)


def _targets(random: Random) -> list[str]:
    return [name for name in _TARGETS if random.random() < 0.7] or ["app"]


def _hcl_target(random: Random, name: str, *, parents: list[str]) -> str:
    lines = []
    if parents and random.random() < 0.5:
        inherited = random.sample(parents, random.randint(1, len(parents)))
        lines.append(f"inherits = {json.dumps(inherited)}")
    for field in ("context", "dockerfile", "target"):
        lines += [f"{field} = {_path(random, field)}"] if random.random() < 0.3 else []
    if random.random() < 0.7:
        lines.append(_hcl_labels(random))
    if random.random() < 0.2:
        lines.append('platforms = [\n    # two\n    "linux/amd64",\n    "linux/arm64",\n  ]')
    if random.random() < 0.2:
        others = ['args = { A = OWNER, "B" : "${TAG}" }', 'tags = ["octo/app:${TAG}"]']
        lines.append(random.choice(others))
    random.shuffle(lines)
    body = "".join(f"  {line}{random.choice(['', ' # x', ' // y = {'])}\n" for line in lines)
    return f'{_comment(random)}target "{name}" {{\n{body}}}\n'


def _hcl_labels(random: Random) -> str:
    keys = ["org.opencontainers.image.title", "example"]
    if random.random() < 0.8:
        keys.append(KEY)
    random.shuffle(keys)
    colon = random.choice([" = ", ": ", "="])
    pairs = [f'"{key}"{colon}{_label(random, key)}' for key in keys]
    if random.random() < 0.3:
        return "labels = { " + ", ".join(pairs) + " }"
    return "labels = {\n    " + random.choice([",\n    ", "\n    "]).join(pairs) + "\n  }"


def _label(random: Random, key: str) -> str:
    shapes = [
        *[f'"{_URL}{random.choice(["app", "web"])}"'] * 3,
        f'"{_URL}${{NAME}}"',
        '"https://github.com/${OWNER}/${NAME}"',
        "SOURCE",
        '"${SOURCE}"',
        '"${ SOURCE }"',
        "null",
        '"a $${NAME} %%{if} \\"q\\" \\u00e9 \\n"',
        "true",
        "COUNT",
    ]
    if key != KEY:
        shapes += ['upper("x")', '"${upper("a}b")}"', 'OWNER == "x" ? "a" : "b"', '"${1 + 2}"']
    return random.choice(shapes)


def _path(random: Random, field: str) -> str:
    if field == "target":
        return random.choice(['"release"', "NAME"])
    files = ['"Dockerfile.x"', '"d/File"', '"x-${COUNT}"']
    folders = ['"docker"', '"./docker"', '"images/app"', '"x-${COUNT}"']
    return random.choice(folders if field == "context" else files)


def _scalar(random: Random, name: str) -> str:
    others = _VARIABLES[_VARIABLES.index(name) + 1 :] if name in _VARIABLES else ()
    if name == "COUNT":
        return random.choice(["7", '"8"', "true"])
    plain = [f'"{_URL}{name.lower()}"', '"octo-org"', '"app"', "7", "true", '"a\\"b"']
    return random.choice(plain + [f'"x${{{other}}}"' for other in others] + list(others))


def _comment(random: Random) -> str:
    return random.choice(["", '# target "no" {\n', '// "x\n', "/* labels = {\n } */\n", "\n"])


def _json(random: Random) -> str:
    defaults = [f"{_URL}json", "octo", "${TAG}"]
    variables = {
        name: {"default": "9" if name in {"COUNT", "TAG"} else random.choice(defaults)}
        for name in _VARIABLES
        if random.random() < 0.5
    }
    targets: dict[str, object] = {}
    names = _targets(random)
    for index, name in enumerate(names):
        target: dict[str, object] = {}
        if index and random.random() < 0.5:
            target["inherits"] = random.sample(names[:index], 1)
        if random.random() < 0.6:
            values = [f"{_URL}json", "${SOURCE}", "x/${NAME}", "$${NAME}", None]
            target["labels"] = {KEY: random.choice(values), "example": "e"}
        if random.random() < 0.4:
            target["dockerfile"] = random.choice(["json.Dockerfile", "${COUNT}.Dockerfile"])
        targets[name] = target
    document = {"variable": variables, "target": targets, "group": {"default": {"targets": names}}}
    return json.dumps(document, indent=random.choice([None, 2, "\t"]))


def _compose(random: Random) -> str:
    lines = ["services:"]
    for name in _targets(random):
        lines += [f"  {name}:", "    image: octo/app", "    build:", "      context: ./compose"]
        if random.random() < 0.4:
            lines.append("      dockerfile: compose.Dockerfile")
        if random.random() < 0.6:
            value = random.choice([f"{_URL}compose", "${UNSET_VARIABLE:-x}", "a$$b", "${UNSET-y}"])
            form = random.choice(["        {}: {}", "        - {}={}"])
            lines += ["      labels:", form.format(KEY, value)]
    return "\n".join(lines) + "\n"
