"""Programs in the place of docker, podman and skopeo, which print what the real ones printed."""

import json
from pathlib import Path
from typing import NamedTuple

from tests.unit.images.made import RECORDED

REAL = "registry.example/octo-org/real"
RAW = (RECORDED / "skopeo-raw-index.json").read_bytes()
GOOD = "sha256:5cad06c35683e5261911fa1730f5423194b137543a4641ed41b7e3d2a6cfbb16"
"""The digest of the recorded index."""

CONFIGURATION = (RECORDED / "skopeo-config.json").read_bytes()


def recorded_images() -> bytes:
    """What `{{json .Image}}` prints of the recorded index."""
    described = json.loads((RECORDED / "imagetools-index.json").read_bytes())
    return json.dumps(described["image"]).encode()


class Answer(NamedTuple):
    """How a program ends, and what it prints."""

    output: bytes = b""
    errors: str = ""
    status: int = 0


class Programs:
    """A folder of programs that know a few command lines each, and refuse all others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.environment = {"PATH": str(folder)}

    def add(self, name: str, answers: dict[str, Answer]) -> None:
        """Add a program with the answers to its command lines."""
        cases = []
        for number, (line, answer) in enumerate(answers.items()):
            output = self.folder / f"{name}.{number}"
            output.write_bytes(answer.output)
            cases.append(
                f"'{line}') echo '{answer.errors}' >&2; /bin/cat '{output}'; exit {answer.status};;"
            )
        script = f'echo "{name} $*" >>{self.folder}/log\ncase "$*" in\n' + "\n".join(cases)
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n*) echo unknown: $* >&2; exit 64;;\nesac\n")
        path.chmod(0o755)

    @property
    def started(self) -> list[str]:
        """The command lines that were run."""
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []
