"""Makes a release of a tested commit: a commit with the new version everywhere, and its tag.

Usage: python3 scripts/run.py release X.Y.Z
       python3 scripts/release.py notes X.Y.Z

Nothing is pushed; `.github/workflows/release.yml` publishes what it builds of the tag. `notes`
prints what the changelog says of a version.
"""

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CHANGELOG = "CHANGELOG.md"
STAMP = "dockerlabel-tested"
"""The file in git's folder to which `.ci/run` writes which tree has passed."""

_VERSION = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}")
_GITHUB = "https://github.com/dockerlabel/dockerlabel"
_UNRELEASED = "## [Unreleased]\n"
_TAG = r"(?:…|v\d+\.\d+\.\d+)"
"""What the pages say that users name: `…` before the first release."""

_USES = (rf"(rev: |dockerlabel/dockerlabel(?:/verify)?@){_TAG}", r"\g<1>v{version}")
_EDITS = (
    ("src/dockerlabel/version.py", r'(__version__ = ")[^"]+', r"\g<1>{version}"),
    ("editors/vscode/package.json", r'(\n  "version": ")[^"]+', r"\g<1>{version}"),
    (
        "editors/vscode/package-lock.json",
        r'("name": "dockerlabel",\n +"version": ")[^"]+',
        r"\g<1>{version}",
    ),
    (CHANGELOG, re.escape(_UNRELEASED), f"{_UNRELEASED}\n## [{{version}}] - {{today}}\n"),
    (
        CHANGELOG,
        r"(\[Unreleased\]: .*\n)",
        rf"\1[{{version}}]: {_GITHUB}/releases/tag/v{{version}}\n",
    ),
    (
        "editors/vscode/CHANGELOG.md",
        re.escape(_UNRELEASED),
        f"{_UNRELEASED}\n## [{{version}}] - {{today}}\n",
    ),
    ("README.md", *_USES),
    ("docs/*.md", *_USES),
    # PyPI shows the README without the files that it links to.
    (
        "README.md",
        rf"\]\((?:{_GITHUB}/raw/{_TAG}/)?(docs/[\w-]+\.svg)\)",
        rf"]({_GITHUB}/raw/v{{version}}/\1)",
    ),
    (
        "README.md",
        rf"\]\((?:{_GITHUB}/blob/{_TAG}/)?((?:docs/[\w/-]+\.md|[A-Z][\w.]+)(?:#[\w-]+)?)\)",
        rf"]({_GITHUB}/blob/v{{version}}/\1)",
    ),
    # With the first release.
    (
        "README.md",
        r"`pipx install \.` or `uv tool install \.` there; it is not on PyPI yet",
        "`pipx install dockerlabel` or `uv tool install dockerlabel`",
    ),
    (
        "docs/editors.md",
        r"The extension is in `editors/vscode`; it is not on the marketplace yet\.",
        "Install *dockerlabel* from the marketplace or Open VSX. It is in `editors/vscode`:",
    ),
)
"""In which files a pattern is replaced by what."""


def release(version: str) -> None:
    """Make the commit and the tag, unless something speaks against it."""
    _refuse_unready(version)
    tested = _git("rev-parse", "HEAD")
    today = dt.datetime.now(dt.UTC).date()
    for pages, pattern, template in _EDITS:
        new = template.replace("{version}", version).replace("{today}", str(today))
        for path in PROJECT.glob(pages):
            path.write_text(re.sub(pattern, new, path.read_text("utf-8")), "utf-8")
    try:
        _git("commit", "--quiet", "--all", "--message", f"Release {version}")
        _git("tag", "--annotate", f"v{version}", "--message", f"dockerlabel {version}")
    except subprocess.CalledProcessError as error:
        _git("reset", "--quiet", "--hard", tested)
        sys.exit(f"git {error.cmd[3]} failed; nothing has changed")
    print(f"The commit and the tag are made. To publish: git push origin HEAD v{version}")


def notes(version: str) -> str:
    """Return what the changelog says of a version."""
    text = (PROJECT / CHANGELOG).read_text("utf-8")
    section = text.partition(f"\n## [{version}]")[2].partition("\n")[2]
    return re.split(r"\n(?:## )?\[", section)[0].strip()


def _refuse_unready(version: str) -> None:
    """Exit with a reason if the version, the tree or the changelog does not suit a release."""
    tags = _git("tag", "--list", "v*").split()
    released = max((_numbers(tag[1:]) for tag in tags if _VERSION.fullmatch(tag[1:])), default=())
    stamp = PROJECT / _git("rev-parse", "--git-path", STAMP)
    tested = stamp.read_text().strip() if stamp.exists() else ""
    well_formed = _VERSION.fullmatch(version)
    reasons = {
        "the version is not of the form X.Y.Z": not well_formed,
        f"{'.'.join(map(str, released))} is released already": well_formed
        and _numbers(version) <= released,
        "there are changes that are not committed": _git("status", "--porcelain"),
        "this commit is not tested: run .ci/run": tested != _git("rev-parse", "HEAD^{tree}"),
        "the changelog has nothing unreleased": not notes("Unreleased"),
    }
    for reason, holds in reasons.items():
        if holds:
            sys.exit(reason)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _git(*arguments: str) -> str:
    command = ("git", "-C", str(PROJECT), *arguments)
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["notes", number]:
            print(notes(number) or sys.exit(f"the changelog says nothing of {number}"))
        case _:
            sys.exit(__doc__)
