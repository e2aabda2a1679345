"""docs/configuration.md: what it shows is loaded, and says what it is said to."""

import json
import re
from pathlib import Path

import pytest
import yaml

from dockerlabel.config.file import read_configuration
from dockerlabel.config.keys import FILE, OVERRIDE
from dockerlabel.config.settings import Configuration
from dockerlabel.rules.registry import RULE_BY_NAME
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "configuration.md").read_text("utf-8")
SCHEMA = json.loads((PROJECT / "src/dockerlabel/dockerlabel.schema.json").read_text("utf-8"))

_BLOCK = re.compile(r"^```yaml\n(.*?)^```\n", re.MULTILINE | re.DOTALL)

BLOCKS = [pytest.param(block, id=str(number)) for number, block in enumerate(_BLOCK.findall(PAGE))]


@pytest.mark.parametrize("block", BLOCKS)
def test_each_block_is_loaded(block: str, tmp_path: Path) -> None:
    path = tmp_path / ".dockerlabel.yaml"
    path.write_text(block, "utf-8")
    assert isinstance(read_configuration(str(path), RULE_BY_NAME), Configuration)


@pytest.mark.parametrize("name", [*FILE, *OVERRIDE])
def test_each_key_is_described(name: str) -> None:
    heading = f"\n### `{name}`\n" if name in FILE else f"\n- `{name}`: "
    assert PAGE.count(heading) == 1


def test_the_schema_is_named_as_it_is_published() -> None:
    lines = re.findall(r"yaml-language-server: \$schema=(\S+)", PAGE)
    assert lines
    assert set(lines) == {SCHEMA["$id"]}
    assert (PROJECT / SCHEMA["$id"].partition("/raw/main/")[2]).is_file()


def test_the_scenario_of_its_commands_is_configured_as_the_page_begins() -> None:
    scenario = yaml.safe_load(
        (PROJECT / "fixtures/docs/my-images/.scenario.yaml").read_text("utf-8")
    )
    assert scenario["configuration"] == _BLOCK.findall(PAGE)[0]
