"""What is generated is up to date, and nothing else lies beside it."""

import runpy
from pathlib import Path

import pytest

from tests.conftest import PROJECT

GENERATED: dict[Path, str] = runpy.run_path(str(PROJECT / "scripts" / "generate_docs.py"))[
    "generated"
]()


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path)) for path in GENERATED])
def test_file_is_up_to_date(path: Path) -> None:
    written = (PROJECT / path).read_text(encoding="utf-8")
    assert written == GENERATED[path], "run python scripts/generate_docs.py"


def test_no_page_is_left_over() -> None:
    pages = {path.relative_to(PROJECT) for path in (PROJECT / "docs" / "rules").iterdir()}
    assert pages <= set(GENERATED)
