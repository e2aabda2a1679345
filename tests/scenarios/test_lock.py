"""requirements.txt and requirements-dev.txt: what dockerlabel and its development need, pinned."""

import re
import runpy
import shutil
from pathlib import Path

import pytest

from tests.conftest import PROJECT

LOCKS = (PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt")
each_lock = pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
lock = runpy.run_path(str(PROJECT / "scripts" / "lock.py"))["lock"]


def pins(path: Path) -> list[str]:
    """The pinned versions. Hashes are another matter: an index may have more files later."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.rstrip(" \\") for line in lines if re.match(r"[a-z]", line)]


@each_lock
def test_every_pin_has_its_hashes(path: Path) -> None:
    for entry in re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8"))[1:]:
        name = r"[a-z0-9.-]+(?:\[[a-z0-9,-]+\])?"
        assert re.match(rf"{name}==[\w.+]+(?: ; [^\\]+)? \\\n", entry), entry
        hashes = entry.splitlines()[1:]
        assert hashes
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", each) for each in hashes)


@each_lock
def test_it_names_no_place(path: Path) -> None:
    """Whoever installs it takes the packages from their own index."""
    assert "/" not in path.read_text(encoding="utf-8").replace("scripts/lock.py", "")


def test_development_has_the_versions_that_users_have() -> None:
    of_users, of_developers = map(pins, LOCKS)
    assert of_users
    assert set(of_users) < set(of_developers)


@pytest.mark.e2e
@pytest.mark.network
@each_lock
def test_it_is_what_the_project_asks_for(path: Path, tmp_path: Path) -> None:
    """`python scripts/lock.py` renews it."""
    copy = tmp_path / path.name
    shutil.copy(path, copy)
    lock(copy)
    assert pins(copy) == pins(path)


@pytest.mark.e2e
@pytest.mark.network
@each_lock
def test_a_pin_that_is_too_old_is_seen(path: Path, tmp_path: Path) -> None:
    """The test above can fail."""
    copy = tmp_path / path.name
    text = path.read_text(encoding="utf-8")
    pinned = r"^pyyaml==\S+(?: \\\n    --hash=\S+)+"
    copy.write_text(re.sub(pinned, "pyyaml==5.4.1", text, flags=re.MULTILINE))
    assert "pyyaml==5.4.1" in pins(copy)
    lock(copy)
    assert "pyyaml==5.4.1" not in pins(copy)
