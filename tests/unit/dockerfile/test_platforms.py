"""Platforms: how they are read, their variables, and the check of `FROM --platform`."""

import pytest

from dockerlabel.dockerfile.expansion import expand
from dockerlabel.dockerfile.image import evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.platforms import (
    DEFAULT_PLATFORM,
    Platform,
    parse_platform,
    platform_arguments,
    platform_error,
)
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.dockerfile.substitution import Variable
from dockerlabel.document import Document

S390X = Platform("linux", "", "s390x", "")
VARIABLES = {"P": Variable("linux/arm64"), "EMPTY": Variable("")}


def lookup(name: str) -> Variable:
    return VARIABLES.get(name, Variable(None))


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("linux/amd64", Platform("linux", "", "amd64", "")),
        ("Linux/AMD64", Platform("linux", "", "amd64", "")),
        ("linux/x86_64", Platform("linux", "", "amd64", "")),
        ("linux/x86-64", Platform("linux", "", "amd64", "")),
        ("linux/amd64/v1", Platform("linux", "", "amd64", "")),
        ("linux/amd64/V3", Platform("linux", "", "amd64", "v3")),
        ("linux/aarch64", Platform("linux", "", "arm64", "")),
        ("linux/arm64/v8", Platform("linux", "", "arm64", "")),
        ("linux/arm64/8", Platform("linux", "", "arm64", "")),
        ("linux/arm64/v9", Platform("linux", "", "arm64", "v9")),
        ("linux/arm", Platform("linux", "", "arm", "v7")),
        ("linux/arm/5", Platform("linux", "", "arm", "v5")),
        ("linux/arm/6", Platform("linux", "", "arm", "v6")),
        ("linux/arm/7", Platform("linux", "", "arm", "v7")),
        ("linux/arm/8", Platform("linux", "", "arm", "v8")),
        ("linux/arm/v6", Platform("linux", "", "arm", "v6")),
        ("linux/armel/v7", Platform("linux", "", "arm", "v6")),
        ("linux/i386/v1", Platform("linux", "", "386", "")),
        ("linux/pdp11", Platform("linux", "", "pdp11", "")),
        ("plan8/amd64", Platform("plan8", "", "amd64", "")),
        ("macos/arm64", Platform("darwin", "", "arm64", "")),
        ("Windows/amd64", Platform("windows", "", "amd64", "")),
        ("windows(10.0.17763)/amd64", Platform("windows", "10.0.17763", "amd64", "")),
        ("windows()/amd64", Platform("windows", "", "amd64", "")),
        ("windows(10+b+a+b)/amd64", Platform("windows", "10", "amd64", "", ("a", "b"))),
        ("windows(+a)/amd64", Platform("windows", "", "amd64", "", ("a",))),
    ],
)
def test_both_parts(text: str, platform: Platform) -> None:
    assert parse_platform(text) == platform
    assert parse_platform(text, machine=S390X) == platform
    assert parse_platform(platform.full_name) == platform


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("arm64", Platform("linux", "", "arm64", "")),
        ("AMD64", Platform("linux", "", "amd64", "")),
        ("arm", Platform("linux", "", "arm", "v7")),
        ("armhf", Platform("linux", "", "arm", "v7")),
        ("armel", Platform("linux", "", "arm", "v6")),
        ("i386", Platform("linux", "", "386", "")),
        ("linux", Platform("linux", "", "s390x", "")),
        ("macos", Platform("darwin", "", "s390x", "")),
        ("windows(10.0.17763)", Platform("windows", "10.0.17763", "s390x", "")),
    ],
)
def test_one_part(text: str, platform: Platform) -> None:
    assert parse_platform(text, machine=S390X) == platform


def test_the_machines_variant() -> None:
    machine = Platform("linux", "", "arm", "v6")
    assert parse_platform("linux", machine=machine) == machine
    assert parse_platform("arm64", machine=machine) == Platform("linux", "", "arm64", "")


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [
        pytest.param("linux/amd64", "linux/amd64", ("linux", "", "amd64", ""), id="two parts"),
        pytest.param("linux/arm", "linux/arm/v7", ("linux", "", "arm", "v7"), id="variant"),
        pytest.param("windows(1)/x", "windows/x", ("windows", "1", "x", ""), id="version"),
    ],
)
def test_arguments(text: str, name: str, parts: tuple[str, str, str, str]) -> None:
    platform = parse_platform(text)
    assert isinstance(platform, Platform)
    found = platform_arguments(platform, {}, target="final")
    for side in ("BUILD", "TARGET"):
        names = [f"{side}{part}" for part in ("OS", "OSVERSION", "ARCH", "VARIANT")]
        assert tuple(found[each].value for each in names) == parts
        assert found[f"{side}ARCH"].unknown == f"{side}ARCH depends on the platform"
    assert found["BUILDPLATFORM"].value == name
    assert found["TARGETPLATFORM"].value == platform.full_name
    assert found["TARGETSTAGE"] == Variable("final")


@pytest.mark.parametrize(
    ("text", "has_path"),
    [
        ("linux/amd64", True),
        ("WINDOWS/amd64", False),
        ("windows", False),
        ("windows(10.0.17763)/amd64", False),
        ("windowsx/amd64", True),
    ],
)
def test_only_windows_has_no_path_of_its_own(text: str, *, has_path: bool) -> None:
    platform = parse_platform(text)
    assert isinstance(platform, Platform)
    dockerfile = parse(Document("FROM scratch\nLABEL p=$PATH\n"))
    [image] = evaluate(dockerfile, BuildOptions(platform=platform), targets=[None])
    assert not isinstance(image, BuildError)
    assert bool(image.labels["p"].value) == has_path


def test_nameless_target() -> None:
    assert platform_arguments(DEFAULT_PLATFORM, {}, target="")["TARGETSTAGE"].value == "default"


def test_given_arguments_are_known() -> None:
    given = {"TARGETARCH": "riscv64", "OTHER": "x"}
    found = platform_arguments(DEFAULT_PLATFORM, given, target="")
    assert found["TARGETARCH"] == Variable("riscv64")
    assert "OTHER" not in found
    assert found["BUILDARCH"].value == "amd64"


def test_a_build_does_not_change_the_next() -> None:
    platform_arguments(DEFAULT_PLATFORM, {"TARGETARCH": "riscv64"}, target="one")
    found = platform_arguments(DEFAULT_PLATFORM, {}, target="")
    assert (found["TARGETARCH"].value, found["TARGETSTAGE"].value) == ("amd64", "default")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param("", "", id="none"),
        pytest.param("linux/amd64", "", id="two parts"),
        pytest.param("linux/arm/v7", "", id="three parts"),
        pytest.param("windows(10.0.17763)/amd64", "", id="version"),
        pytest.param("linux", "", id="system"),
        pytest.param("AMD64", "", id="architecture"),
        pytest.param("$P", "", id="variable"),
        pytest.param(
            "plan8",
            'failed to parse platform plan8: "plan8": '
            "unknown operating system or architecture: invalid argument",
            id="unknown",
        ),
        pytest.param(
            "a/b/c/d",
            'failed to parse platform a/b/c/d: "a/b/c/d": '
            "cannot parse platform specifier: invalid argument",
            id="four parts",
        ),
        pytest.param(
            "li nux/x",
            'failed to parse platform li nux/x: "li nux" is an invalid OS component of "li nux/x": '
            'OSAndVersion specifier component must match "^([A-Za-z0-9_-]+)(?:\\\\'
            '(([A-Za-z0-9_.-]*)((?:\\\\+[A-Za-z0-9_.-]+)*)\\\\))?$": invalid argument',
            id="blank",
        ),
        pytest.param(
            "x/y(z)/w",
            'failed to parse platform x/y(z)/w: "y(z)" is an invalid component of "x/y(z)/w": '
            'platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
            id="version of an architecture",
        ),
        pytest.param(
            "linux/",
            'failed to parse platform linux/: "" is an invalid component of "linux/": '
            'platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
            id="nothing after the system",
        ),
        pytest.param(
            "linux/*",
            'failed to parse platform linux/*: "linux/*": '
            "wildcards not yet supported: invalid argument",
            id="wildcard",
        ),
        pytest.param(
            "arm64(1)",
            'failed to parse platform arm64(1): "arm64(1)": '
            "unknown operating system or architecture: invalid argument",
            id="version of an architecture alone",
        ),
        pytest.param("$EMPTY", "empty platform value from expression $EMPTY", id="empty"),
    ],
)
def test_check(raw: str, message: str) -> None:
    assert platform_error(raw, expand(raw, lookup, escape="\\")) == message


def test_substitution_that_fails() -> None:
    message = platform_error("${P", expand("${P", lookup, escape="\\"))
    assert message.startswith("failed to process arguments for platform ")
