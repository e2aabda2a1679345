"""How a test talks to the program, and what it says of a run."""

import json
from pathlib import Path
from typing import Any, NamedTuple, Protocol

KEY = "org.opencontainers.image.source"

ORG = "https://github.com/octo-org/app"
"""The repository of most scenarios; the remote URL is the same."""


class Result(NamedTuple):
    """How the program ended: its exit code, what it printed as bytes, and its messages."""

    status: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        return self.output.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 - the tests look into it, key by key
        return json.loads(self.output)

    @property
    def found(self) -> list[tuple[str, str, str]]:
        """Path, rule and severity of each diagnostic of `check --format json`."""
        return [(each["path"], each["rule"], each["severity"]) for each in self.json["diagnostics"]]

    @property
    def rules(self) -> list[str]:
        """The rules of `check --format json`, in its order."""
        return [rule for _, rule, _ in self.found]


class Program(Protocol):
    """Runs dockerlabel in a folder; keyword arguments are variables of its environment.

    Standard input may be bytes or text, which goes as UTF-8.
    """

    def __call__(
        self, folder: Path, /, *arguments: str, stdin: bytes | str = b"", **variables: str
    ) -> Result: ...


RUN = b"RUN true\n"
PLAIN = b"FROM alpine:3.22\n" + RUN
"""A Dockerfile without a label that is more than a name for its base image."""


def labelled(value: str) -> bytes:
    """A Dockerfile whose image has this source."""
    return f"FROM alpine:3.22\nLABEL {KEY}={value}\n".encode()


def write(root: Path, data: bytes, name: str = "Dockerfile") -> Path:
    """Put a file into a folder, which is made where it is missing."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
