"""Bake files against what `docker buildx bake --print` made of them, and against python-hcl2.

The answers are from buildx 0.13.1, recorded by scripts/record_bake.py.
"""

import json
from collections import Counter
from typing import Any

from dockerlabel.builds.bake import Bake, dockerfile_of
from dockerlabel.builds.bake_files import COMPOSE_NAMES, BakeFiles, read_bake_hcl, read_bake_json
from dockerlabel.builds.model import Fit, Literal, NotSet, Place, ThisRepository, Unknown, below
from dockerlabel.builds.text import Piece
from dockerlabel.builds.yaml_nodes import Unreadable, YamlFile, compose
from dockerlabel.document import Span
from tests.unit.builds.bake_projects import KEY
from tests.unit.builds.cases import CASES, EXPECTED

ANSWERS = [json.loads(line) for line in (CASES / "bake-print.jsonl").read_text().splitlines()]


def evaluated(answer: dict[str, Any]) -> Bake:
    files = {}
    composes = []
    for path, text in answer["files"].items():
        if path.endswith(".hcl"):
            files[path] = read_bake_hcl(text, path)
            continue
        root = compose(text)
        assert not isinstance(root, Unreadable)
        file = YamlFile(path, text, root)
        if path in COMPOSE_NAMES:
            composes.append(file)
        else:
            files[path] = read_bake_json(file)
    place = Place("", 1, Span(0, 0))
    sets = tuple((Piece(line, place),) for line in answer["sets"])
    together = BakeFiles(files, composes, expected=EXPECTED.url)
    return Bake(together.in_order(answer["files"]), expected=EXPECTED.url, sets=sets)


def test_every_target_has_the_label_and_the_dockerfile_that_bake_prints() -> None:
    counts: Counter[str] = Counter()
    for answer in ANSWERS:
        bake = evaluated(answer)
        for name, printed in answer["targets"].items():
            target = bake.resolve(name)
            assert target is not None, (name, answer)
            wanted = printed.get("labels", {}).get(KEY)
            match target.source:
                case Unknown():
                    counts["unknown"] += 1
                case NotSet():
                    assert wanted is None, (name, answer)
                    counts["not set"] += 1
                case Literal(value):
                    assert value == wanted, (name, answer)
                    counts["set"] += 1
                case ThisRepository():
                    assert wanted == EXPECTED.url, (name, answer)
                    counts["set"] += 1
            dockerfile = dockerfile_of(target, ["here"])
            path = below(f"here/{printed['context']}", printed["dockerfile"])
            assert dockerfile is not None
            assert path is not None
            assert dockerfile.fit(path) is not Fit.NO, (name, answer)
            counts["exact" if dockerfile.fit(path) is Fit.CERTAIN else "computed"] += 1
    assert len(ANSWERS) > 250
    assert min(counts["set"], counts["not set"]) > 100
    assert counts["unknown"] < 0.05 * (counts["set"] + counts["not set"]), counts
