"""Platforms: reading `linux/arm64`, and the variables that a platform gives a build.

They are read as by containerd's package `platforms`, which the builder uses.
"""

from collections.abc import Mapping
from functools import lru_cache

from dockerlabel.dockerfile.expansion import Expansion
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.dockerfile.words import go_quote
from dockerlabel.lazy import NamedTuple, regex

_INVALID = "invalid argument"
_MOST_SLASHES = 2
_SYSTEM = regex(r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)((?:\+[A-Za-z0-9_.-]+)*)\))?$")
_PART = regex(r"^[A-Za-z0-9_.-]+$")
_SYSTEMS = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 "
    "solaris windows zos".split()
)
_ARCHITECTURES = frozenset(
    "386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le "
    "mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm".split()
)
_SYSTEM_ALIASES = {"macos": "darwin"}
_ALIASES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64"}
_FIXED = {"i386": ("386", ""), "armhf": ("arm", "v7"), "armel": ("arm", "v6")}
_VARIANTS = {
    ("amd64", "v1"): "",
    ("arm64", "8"): "",
    ("arm64", "v8"): "",
    ("arm", ""): "v7",
    ("arm", "5"): "v5",
    ("arm", "6"): "v6",
    ("arm", "7"): "v7",
    ("arm", "8"): "v8",
}


class Platform(NamedTuple):
    """What an image is for, in the builder's words: `linux`, no version, `arm`, `v7`.

    `os_version` and `variant` are empty if there is none.
    """

    os: str
    os_version: str
    architecture: str
    variant: str
    os_features: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The platform as `os/architecture[/variant]`."""
        return "/".join(filter(None, (self.os, self.architecture, self.variant)))

    @property
    def full_name(self) -> str:
        """The platform as `os[(version[+feature…])]/architecture[/variant]`."""
        options = "+".join((self.os_version, *self.os_features))
        return self._replace(os=f"{self.os}({options})").name if options else self.name


DEFAULT_PLATFORM = Platform("linux", "", "amd64", "")


def parse_platform(text: str, *, machine: Platform = DEFAULT_PLATFORM) -> Platform | str:
    """Return the platform that `text` names, or what is wrong with it, in the builder's words.

    If it names a system or an architecture only, the rest is taken from `machine`.
    """
    if "*" in text:
        return f"{go_quote(text)}: wildcards not yet supported: {_INVALID}"
    first, *others = text.split("/", _MOST_SLASHES + 1)
    head = _SYSTEM.fullmatch(first)
    if head is None:
        kinds = ("OS component", "OSAndVersion")
        return _mismatch(text, first, kinds=kinds, pattern=_SYSTEM.pattern)
    for part in others:
        if not _PART.fullmatch(part):
            return _mismatch(text, part, kinds=("component", "platform"), pattern=_PART.pattern)
    if len(others) > _MOST_SLASHES:
        return f"{go_quote(text)}: cannot parse platform specifier: {_INVALID}"
    system = _SYSTEM_ALIASES.get(head[1].lower(), head[1].lower())
    version = head[2] or ""
    features = tuple(sorted({*(head[3] or "").split("+")} - {""}))
    if others:
        return Platform(system, version, *_normalized(*others), features)
    if system in _SYSTEMS:
        return Platform(system, version, machine.architecture, machine.variant, features)
    architecture, variant = _normalized(text)
    if architecture in _ARCHITECTURES:
        return Platform(machine.os, "", architecture, variant)
    return f"{go_quote(text)}: unknown operating system or architecture: {_INVALID}"


def _mismatch(text: str, part: str, *, kinds: tuple[str, str], pattern: str) -> str:
    kind, specifier = kinds
    return (
        f"{go_quote(part)} is an invalid {kind} of {go_quote(text)}: {specifier} specifier "
        f"component must match {go_quote(pattern)}: {_INVALID}"
    )


def _normalized(architecture: str, variant: str = "") -> tuple[str, str]:
    """Return an architecture and its variant by Go's names."""
    architecture, variant = architecture.lower(), variant.lower()
    if architecture in _FIXED:
        return _FIXED[architecture]
    architecture = _ALIASES.get(architecture, architecture)
    return architecture, _VARIANTS.get((architecture, variant), variant)


def platform_arguments(
    platform: Platform, build_args: Mapping[str, str], *, target: str
) -> dict[str, Variable]:
    """Return the variables that every build has before the first FROM.

    `target` is the name of the target stage.
    """
    variables = dict(_of_platform(platform))
    variables["TARGETSTAGE"] = Variable(target or "default")
    for name in variables.keys() & build_args.keys():
        variables[name] = Variable(build_args[name])
    return variables


@lru_cache(maxsize=8)
def _of_platform(platform: Platform) -> tuple[tuple[str, Variable], ...]:
    system, version, architecture, variant, _ = platform
    parts = {"OS": system, "OSVERSION": version, "ARCH": architecture, "VARIANT": variant}
    return tuple(
        (f"{side}{name}", Variable(value, f"{side}{name} depends on the platform"))
        # The builder writes the version of the system in the second of the two only.
        for side, whole in (("BUILD", platform.name), ("TARGET", platform.full_name))
        for name, value in {"PLATFORM": whole, **parts}.items()
    )


def platform_error(raw: str, value: Expansion) -> str:
    """Return what is wrong with the value of `--platform`, in the builder's words."""
    if value.error:
        return f"failed to process arguments for platform {value.text}: {value.error}"
    if not value.text:
        return f"empty platform value from expression {raw}" if raw else ""
    found = parse_platform(value.text)
    return f"failed to parse platform {raw}: {found}" if isinstance(found, str) else ""
