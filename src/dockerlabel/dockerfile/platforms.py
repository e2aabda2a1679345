"""Platforms: the variables that they give a build, and the check of `FROM --platform`."""

from collections.abc import Mapping
from functools import lru_cache

from dockerlabel.dockerfile.operators import Lookup, Variable
from dockerlabel.dockerfile.variables import expand
from dockerlabel.dockerfile.words import go_quote
from dockerlabel.regex import regex

DEFAULT_PLATFORM = "linux/amd64"

_PART = regex(r"[A-Za-z0-9_.-]+(?:\([A-Za-z0-9_.-]*\))?")
_MOST_PARTS = len(("os", "architecture", "variant"))
_KNOWN = frozenset(
    "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 "
    "solaris windows zos macos 386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 "
    "mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 "
    "wasm i386 x86_64 x86-64 aarch64 armhf armel".split()
)


def platform_arguments(
    platform: str, build_args: Mapping[str, str], *, target: str
) -> dict[str, Variable]:
    """Return the variables that every build has before the first FROM.

    `platform` is `os/architecture[/variant]`; `target` is the name of the target stage.
    """
    variables = dict(_of_platform(platform))
    variables["TARGETSTAGE"] = Variable(target or "default")
    for name in variables.keys() & build_args.keys():
        variables[name] = Variable(build_args[name])
    return variables


@lru_cache(maxsize=8)
def _of_platform(platform: str) -> tuple[tuple[str, Variable], ...]:
    system, _, rest = platform.partition("/")
    machine, _, variant = rest.partition("/")
    parts = {
        "PLATFORM": platform,
        "OS": system,
        "OSVERSION": "",
        "ARCH": machine,
        "VARIANT": variant,
    }
    return tuple(
        (f"{side}{name}", Variable(value, f"{side}{name} depends on the platform"))
        for side in ("BUILD", "TARGET")
        for name, value in parts.items()
    )


def platform_error(raw: str, lookup: Lookup, *, escape: str) -> str:
    """Return what is wrong with the value of `--platform`, in the builder's words."""
    value = expand(raw, lookup, escape=escape)
    if value.error:
        return f"failed to process arguments for platform {value.text}: {value.error}"
    if not value.text:
        return f"empty platform value from expression {raw}" if raw else ""
    fault = platform_fault(value.text)
    return f"failed to parse platform {raw}: {go_quote(value.text)}: {fault}" if fault else ""


def platform_fault(platform: str) -> str:
    """Return what is wrong with a platform, in the builder's words; empty: nothing."""
    parts = platform.split("/")
    if len(parts) > _MOST_PARTS or not all(map(_PART.fullmatch, parts)):
        return "invalid argument"
    if len(parts) == 1 and platform.lower() not in _KNOWN:
        return "unknown operating system or architecture: invalid argument"
    return ""
