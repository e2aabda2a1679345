"""Records what `docker buildx bake --print` makes of drawn projects.

Usage: python scripts/record_bake.py BUILDX NUMBER > fixtures/builds/bake-print.jsonl

BUILDX is the plugin's program; it builds nothing and needs no engine. Projects that it refuses are
left out.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.unit.builds.bake_projects import Project, draw_project

_FIELDS = ("context", "dockerfile", "target", "labels")


def answer(buildx: str, project: Project) -> dict[str, object] | None:
    """Return the targets that Bake prints, with the fields that are read; None if it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in project.files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        sets = [part for line in project.sets for part in ("--set", line)]
        names = ["default", *(["base"] if "base" in "".join(project.files.values()) else [])]
        # Named, since the order of the default files was another one before buildx 0.14.
        files = [part for name in project.files for part in ("--file", name)]
        command = [buildx, "bake", "--print", *files, *sets]
        done = subprocess.run([*command, *names], cwd=folder, capture_output=True, check=False)
        if done.returncode:
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        return None
    targets = json.loads(done.stdout)["target"]
    return {
        name: {field: target[field] for field in _FIELDS if field in target}
        for name, target in targets.items()
    }


def records(buildx: str, number: int) -> Iterator[dict[str, object]]:
    """Yield projects with their answers."""
    for seed in range(number):
        project = draw_project(Random(seed))  # noqa: S311 - the same projects each time
        targets = answer(buildx, project)
        if targets:
            yield {"files": project.files, "sets": project.sets, "targets": targets}


if __name__ == "__main__":
    for record in records(sys.argv[1], int(sys.argv[2])):
        print(json.dumps(record))
