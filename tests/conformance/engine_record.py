"""Writes what a running builder makes of the recorded cases into fixtures/conformance.

    DOCKERLABEL_ENGINE=docker python -m tests.conformance.engine_record

Cases that the builder is known to treat differently keep their outcome. Run it after adding a case
(name and Dockerfile are enough), and look at the difference in git.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from tests.conformance._cases import CONFORMANCE, RECORDED, load, read_json
from tests.conformance.engine import Engine, differences, running


def main() -> None:
    """Record every file of recorded cases."""
    with (
        tempfile.TemporaryDirectory() as directory,
        running(os.environ["DOCKERLABEL_ENGINE"], Path(directory)) as engine,
    ):
        for stem in RECORDED:
            _record(stem, engine)


def _record(stem: str, engine: Engine) -> None:
    known = differences(engine.version)
    entries = [
        entry if case.name in known else _with_outcome(entry, engine.build(case))
        for entry, case in zip(read_json(stem), load(stem), strict=True)
    ]
    text = ",\n".join(_layout(entry) for entry in entries)
    (CONFORMANCE / f"{stem}.json").write_text(f"[\n{text}\n]\n", "utf-8")


def _with_outcome(entry: dict[str, Any], outcome: object) -> dict[str, Any]:
    kept = {key: value for key, value in entry.items() if key not in {"labels", "error"}}
    return kept | {"error" if isinstance(outcome, str) else "labels": outcome}


def _layout(entry: dict[str, Any]) -> str:
    members = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in entry.items())
    return "{\n" + ",\n".join(members) + "\n}"


if __name__ == "__main__":
    main()
