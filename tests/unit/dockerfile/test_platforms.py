"""Platforms: their variables, and the check of `FROM --platform`."""

import pytest

from dockerlabel.dockerfile.operators import Variable
from dockerlabel.dockerfile.platforms import platform_arguments, platform_error

VARIABLES = {"P": Variable("linux/arm64"), "EMPTY": Variable("")}


def lookup(name: str) -> Variable:
    return VARIABLES.get(name, Variable(None))


@pytest.mark.parametrize(
    ("platform", "parts"),
    [
        pytest.param("linux/amd64", ("linux", "amd64", ""), id="two parts"),
        pytest.param("linux/arm/v7", ("linux", "arm", "v7"), id="variant"),
    ],
)
def test_arguments(platform: str, parts: tuple[str, str, str]) -> None:
    found = platform_arguments(platform, {}, target="final")
    for side in ("BUILD", "TARGET"):
        assert found[f"{side}PLATFORM"].value == platform
        assert tuple(found[f"{side}{name}"].value for name in ("OS", "ARCH", "VARIANT")) == parts
        assert found[f"{side}ARCH"].unknown == f"{side}ARCH depends on the platform"
    assert found["TARGETSTAGE"] == Variable("final")


def test_nameless_target() -> None:
    assert platform_arguments("linux/amd64", {}, target="")["TARGETSTAGE"].value == "default"


def test_given_arguments_are_known() -> None:
    given = {"TARGETARCH": "riscv64", "OTHER": "x"}
    found = platform_arguments("linux/amd64", given, target="")
    assert found["TARGETARCH"] == Variable("riscv64")
    assert "OTHER" not in found
    assert found["BUILDARCH"].value == "amd64"


def test_a_build_does_not_change_the_next() -> None:
    platform_arguments("linux/amd64", {"TARGETARCH": "riscv64"}, target="one")
    found = platform_arguments("linux/amd64", {}, target="")
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
            'failed to parse platform a/b/c/d: "a/b/c/d": invalid argument',
            id="four parts",
        ),
        pytest.param(
            "li nux/x",
            'failed to parse platform li nux/x: "li nux/x": invalid argument',
            id="blank",
        ),
        pytest.param("$EMPTY", "empty platform value from expression $EMPTY", id="empty"),
    ],
)
def test_check(raw: str, message: str) -> None:
    assert platform_error(raw, lookup, escape="\\") == message


def test_substitution_that_fails() -> None:
    message = platform_error("${P", lookup, escape="\\")
    assert message.startswith("failed to process arguments for platform ")
