"""What goes wrong is reported without the credentials of a URL that was given by mistake."""

from pathlib import Path

import pytest

from tests.scenarios.program import Program, labelled, write

SECRET = "hunter2"  # noqa: S105 - what must not be shown
URL = f"https://mona:{SECRET}@github.com/octo-org/app"


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        pytest.param(("check", URL), "", id="a-path"),
        pytest.param(("fix", URL), "", id="a-path-to-fix"),
        pytest.param(("check", "--format=json", URL), "", id="a-path-in-json"),
        pytest.param(("check", "--format=sarif", URL), "", id="a-path-in-sarif"),
        pytest.param(("check", "--format=junit", URL), "", id="a-path-in-junit"),
        pytest.param(("source", URL), "", id="a-place"),
        pytest.param(("config", URL), "", id="the-settings-of-a-place"),
        pytest.param(("labels", URL), "", id="labels"),
        pytest.param(("check", "--config", URL), "", id="a-configuration-file"),
        pytest.param(("check", "--source", URL), "", id="a-source"),
        pytest.param(("check", "--select", URL), "", id="a-rule"),
        pytest.param(("labels", "--platform", URL), "", id="a-platform"),
        pytest.param((URL,), "", id="a-command"),
        pytest.param((f"--{URL}",), "", id="an-option-before-the-command"),
        pytest.param(("check", f"--{URL}"), "", id="an-option"),
        pytest.param(("check", f"--https://:{SECRET}@github.com/o/r"), "", id="no-user"),
        pytest.param(("check", "--fail-on", URL), "", id="a-severity"),
        pytest.param(("check", "--output-format", URL), "", id="a-format"),
        pytest.param(("completion", URL), "", id="a-shell"),
        pytest.param(("check", "--build-arg", f"={URL}"), "", id="a-build-argument"),
        pytest.param(("check",), f'"{URL}": x', id="an-unknown-key"),
        pytest.param(("check",), f"source: {URL}", id="a-declared-source"),
        pytest.param(("check",), f'ignore: ["{URL}"]', id="an-ignored-rule"),
    ],
)
def test_no_secret_is_shown(
    tmp_path: Path, dockerlabel: Program, arguments: tuple[str, ...], settings: str
) -> None:
    write(tmp_path, labelled("https://github.com/octo-org/app"))
    write(tmp_path, settings.encode(), ".dockerlabel.yaml")
    ended = dockerlabel(tmp_path, *arguments)
    assert ended.status == 2
    assert ended.errors
    assert SECRET not in ended.errors
    assert SECRET not in ended.text


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_target_that_no_file_has(tmp_path: Path, dockerlabel: Program, command: str) -> None:
    """No URL passes for a stage's name, but a token does."""
    token = "ghp_" + 20 * "a"
    write(tmp_path, labelled("https://github.com/octo-org/app"))
    ended = dockerlabel(tmp_path, command, "--target", token)
    assert "warning: --target: no Dockerfile has a stage `***`" in ended.errors
    assert token not in ended.text + ended.errors
