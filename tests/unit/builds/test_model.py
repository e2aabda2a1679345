import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlabel.builds.model import Build, Fit, Kind, PathPattern, Place, below
from dockerlabel.document import Span

PATHS = {
    "plain": ("", "docker/Dockerfile", "docker/Dockerfile"),
    "below a folder": ("docker", "Dockerfile", "docker/Dockerfile"),
    "dots and slashes": ("./a//b/.", "./Dockerfile", "a/b/Dockerfile"),
    "up and down": ("a/b", "../c/Dockerfile", "a/c/Dockerfile"),
    "out of the repository": ("a", "../../Dockerfile", None),
    "absolute": ("a", "/Dockerfile", "Dockerfile"),
    "up from an expression": ("a/x*", "../Dockerfile", "a/*/Dockerfile"),
    "the folder itself": ("a", ".", "a"),
    "the repository itself": ("", ".", ""),
}


@pytest.mark.parametrize(("folder", "path", "expected"), PATHS.values(), ids=PATHS)
def test_a_relative_path(folder: str, path: str, expected: str | None) -> None:
    assert below(folder, path) == expected


FITS = {
    "exact": ("docker/Dockerfile", "docker/Dockerfile", Fit.CERTAIN),
    "another one": ("docker/Dockerfile", "Dockerfile", Fit.NO),
    "any folder": ("*/Dockerfile", "a/b/Dockerfile", Fit.POSSIBLE),
    "any folder, also the root": ("*/Dockerfile", "Dockerfile", Fit.POSSIBLE),
    "a part of a name": ("Dockerfile*", "Dockerfile.dev", Fit.POSSIBLE),
    "an empty part": ("Dockerfile*", "Dockerfile", Fit.POSSIBLE),
    "several": ("a*b*c", "axbxbxc", Fit.POSSIBLE),
    "in another order": ("a*b*c", "abc/b", Fit.NO),
    "no overlap": ("ab*ba", "aba", Fit.NO),
    "everything": ("*", "any/thing", Fit.POSSIBLE),
}


@pytest.mark.parametrize(("pattern", "path", "fit"), FITS.values(), ids=FITS)
def test_a_build_fits_a_path(pattern: str, path: str, fit: Fit) -> None:
    assert PathPattern((pattern,)).fit(path) is fit


def test_one_of_several_alternatives_is_enough() -> None:
    pattern = PathPattern(("a/Dockerfile", "Dockerfile"))
    assert pattern.fit("Dockerfile") is pattern.fit("a/Dockerfile") is Fit.CERTAIN
    assert pattern.fit("b/Dockerfile") is Fit.NO


@given(st.lists(st.sampled_from(["a", "b", "/", "x"]), max_size=12), st.data())
def test_a_path_with_parts_replaced_fits(parts: list[str], data: st.DataObject) -> None:
    pattern = "".join(part if data.draw(st.booleans()) else "*" for part in parts)
    assert PathPattern((pattern,)).fit("".join(parts)) is not Fit.NO


@pytest.mark.no_cover  # it measures time, and measuring lines takes some
def test_a_pattern_of_many_stars_takes_no_time() -> None:
    began = time.process_time()
    assert PathPattern(("*a" * 20_000 + "b",)).fit("a" * 100_000) is Fit.NO
    assert time.process_time() - began < 5


STAGES = {
    "no target, the last stage": (None, "app", True, Fit.CERTAIN),
    "no target, another stage": (None, "app", False, Fit.NO),
    "the target": ("app", "app", False, Fit.CERTAIN),
    "the target in other letters": ("App", "app", True, Fit.CERTAIN),
    "another target": ("web", "app", True, Fit.NO),
    "a computed target": ("*", "app", False, Fit.POSSIBLE),
}


@pytest.mark.parametrize(("target", "stage", "last", "fit"), STAGES.values(), ids=STAGES)
def test_a_build_makes_a_stage(target: str | None, stage: str, *, last: bool, fit: Fit) -> None:
    place = Place("docker-bake.hcl", 1, Span(0, 0))
    build = Build(place, Kind.BAKE, PathPattern(("Dockerfile",)), target=target)
    assert build.fit_stage("Dockerfile", stage, last=last) is fit
    assert build.fit_stage("other/Dockerfile", stage, last=last) is Fit.NO
