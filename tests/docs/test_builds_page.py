"""The examples of docs/builds.md are read as the page says."""

from pathlib import Path

from dockerlabel.builds.definitions import builds_of, read_definition
from dockerlabel.builds.model import Build
from tests.unit.builds.cases import EXPECTED

PAGE = (Path(__file__).parents[2] / "docs" / "builds.md").read_text("utf-8")
WORKFLOW = ".github/workflows/image.yml"
STEP = "jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n"


def builds(*files: tuple[str, str]) -> tuple[Build, ...]:
    definitions = (read_definition(path, text) for path, text in files)
    return builds_of(filter(None, definitions), EXPECTED).builds


def test_each_example_sets_the_label() -> None:
    section = PAGE.partition("## What sets the label\n")[2].partition("\n## ")[0]
    blocks = [block.partition("\n")[2] for block in section.split("```")[1::2]]
    metadata, key, builder, calls, inherits, bake, compose, goreleaser = blocks
    examples = (
        builds((WORKFLOW, metadata)),
        builds((WORKFLOW, STEP + key)),
        builds((WORKFLOW, builder)),
        builds((WORKFLOW, calls), ("docker-bake.hcl", inherits))[1:],
        builds(("docker-bake.hcl", bake)),
        builds(("compose.yaml", compose)),
        builds((".goreleaser.yaml", goreleaser)),
    )
    assert [[build.sets_source for build in found] for found in examples] == [[True]] * 7
    *_, last = metadata.strip().splitlines()
    (build,) = builds((WORKFLOW, metadata.replace(last, "")))
    assert build.publishes
    assert f"labels: {build.unused_labels}" == last.strip()
