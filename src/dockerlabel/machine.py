"""The machine that this runs on."""

import os

from dockerlabel.dockerfile.platforms import DEFAULT_PLATFORM, Platform, parse_platform

_ARCHITECTURES = {
    "armv5tel": "arm/v5",
    "armv6l": "arm/v6",
    "armv7l": "arm/v7",
    "armv8l": "arm/v8",
    "i486": "386",
    "i586": "386",
    "i686": "386",
    "loongarch64": "loong64",
}
"""What the builder calls the machines that its own aliases leave out."""


def machine_platform() -> Platform:
    """Return the platform that a build on this machine is for: containers run on Linux."""
    machine = os.uname().machine
    found = parse_platform(f"linux/{_ARCHITECTURES.get(machine, machine)}")
    return DEFAULT_PLATFORM if isinstance(found, str) else found
