"""The kept inputs of each fuzz target: `fixtures/fuzz/TARGET.jsonl`, one JSON value a line.

Text is a string; bytes that are not UTF-8 are `{"base64": "..."}`.
"""

import base64
import json
from collections.abc import Iterable

from tests.conftest import PROJECT

CORPUS = PROJECT / "fixtures" / "fuzz"


def read_corpus(target: str) -> list[bytes]:
    """Return the inputs, none if the target is new."""
    path = CORPUS / f"{target}.jsonl"
    lines = path.read_text("ascii").splitlines() if path.exists() else ()
    return [_decoded(json.loads(line)) for line in lines]


def write_corpus(target: str, inputs: Iterable[bytes]) -> None:
    """Replace the inputs, in an order of their own, so that a change shows as its lines."""
    lines = (json.dumps(_encoded(data)) + "\n" for data in sorted(set(inputs)))
    (CORPUS / f"{target}.jsonl").write_text("".join(lines), "ascii", newline="\n")


def _decoded(value: str | dict[str, str]) -> bytes:
    return value.encode() if isinstance(value, str) else base64.b64decode(value["base64"])


def _encoded(data: bytes) -> str | dict[str, str]:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}
