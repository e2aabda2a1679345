"""What is generated is up to date, and nothing else lies beside it."""

import runpy
from pathlib import Path

import pytest

from tests.conftest import PROJECT


def generated_by(script: str) -> dict[Path, str]:
    made: dict[Path, str] = runpy.run_path(str(PROJECT / script))["generated"]()
    return made


GENERATED = generated_by("scripts/generate_docs.py")
COMPLETIONS = generated_by("scripts/generate_completions.py")


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path)) for path in GENERATED])
def test_file_is_up_to_date(path: Path) -> None:
    written = (PROJECT / path).read_text(encoding="utf-8")
    assert written == GENERATED[path], "run python scripts/generate_docs.py"


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path)) for path in COMPLETIONS])
def test_completion_is_up_to_date(path: Path) -> None:
    written = (PROJECT / path).read_text(encoding="utf-8")
    assert written == COMPLETIONS[path], "run python scripts/generate_completions.py"


def test_no_page_is_left_over() -> None:
    pages = {path.relative_to(PROJECT) for path in (PROJECT / "docs" / "rules").iterdir()}
    assert pages <= set(GENERATED)


def test_the_picture_is_up_to_date() -> None:
    """It shows what the program prints, and loads nothing from elsewhere."""
    drawing = runpy.run_path(str(PROJECT / "scripts" / "draw_picture.py"))
    written = drawing["PICTURE"].read_text(encoding="utf-8")
    assert written == drawing["picture"](), "run python scripts/draw_picture.py"
    assert "url(http" not in written
    assert "href" not in written
