"""Shows built images and their problems: as text, as JSON, and in GitHub Actions."""

import re
from collections.abc import Iterable, Iterator

from dockerlabel.credentials import mask_credentials
from dockerlabel.diagnostic import Severity
from dockerlabel.images.judge import Finding
from dockerlabel.images.model import BuiltImage
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.report import Failure, counted
from dockerlabel.output.as_json import dumped
from dockerlabel.output.github import command
from dockerlabel.output.terminal import Colors, columns, printable, printable_path, redacted
from dockerlabel.rules.rule import page_url
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation

_LONG_DIGEST = re.compile(r"(@sha256:[0-9a-f]{12})[0-9a-f]{52}$")


class Verified(NamedTuple):
    """An image and its problems."""

    image: BuiltImage
    findings: list[Finding]

    def fails(self, fail_on: Severity | None) -> bool:
        """Return whether any problem is at least as severe as `fail_on`."""
        worst = max((each.diagnostic.severity for each in self.findings), default=0)
        return fail_on is not None and worst >= fail_on


def text_lines(verified: Verified, colors: Colors) -> Iterator[str]:
    """Yield what each platform carries, and below it the diagnostics."""
    image, findings = verified
    yield colors.bold(f"{_shown(image.name)}{_of_index(image)}")
    rows = list(_rows(image))
    width = max(columns(place) for place, _ in rows)
    for place, what in rows:
        yield f"  {place}{' ' * (width - columns(place))}  {what}"
    for finding in findings:
        each = finding.diagnostic
        kind = colors.severity(each.severity, f"{each.severity.name.lower()}[{each.rule}]")
        yield f"{kind}: {colors.bold(redacted(_headed(finding.place, each.message)))}"
        for note in each.notes:
            yield f"  {colors.frame('=')} {colors.bold('note')}: {printable(note)}"
        if each.help:
            yield f"{colors.bold('help')}: {printable(each.help)}"


def json_line(verified: Verified, expectation: Expectation) -> str:
    """Return one line of JSON."""
    image, source = verified.image, expectation.source
    return dumped(
        {
            "image": _masked(image.name),
            "digest": _masked(image.digest) or None,
            "expected": source
            and {
                "url": source.url,
                "authority": source.authority.value,
                "reason": mask_credentials(source.reason),
            },
            "index": image.image_index
            and {
                "annotation": _masked(image.image_index.annotation),
                "platforms": image.image_index.platforms,
            },
            "platforms": [
                {
                    "platform": _masked(each.platform),
                    "label": _masked(each.label),
                    "annotation": _masked(each.annotation),
                }
                for each in image.platforms
            ],
            "diagnostics": [
                {
                    "rule": each.rule,
                    "severity": each.severity.name.lower(),
                    "message": each.message,
                    "notes": each.notes,
                    "help": each.help or None,
                    "carrier": carrier.value,
                    "platform": _masked(platform) or None,
                    "url": page_url(each.rule),
                }
                for platform, carrier, each in verified.findings
            ],
        }
    )


def github_lines(verified: Verified) -> Iterator[str]:
    """Yield a workflow command for each diagnostic: without a file, as there is none."""
    for finding in verified.findings:
        each = finding.diagnostic
        head = f"{_shown(verified.image.name)}: {each.rule}"
        text = f"{head} {redacted(_headed(finding.place, each.headline))}"
        if each.help:
            text += f"\nhelp: {printable(each.help)}"
        yield command(each.severity, {"title": f"dockerlabel: {each.rule}"}, data=text)


def failed_lines(failure: Failure) -> Iterator[str]:
    """Yield the workflow command for an image that could not be read."""
    text = f"{_shown(failure.path)}: {printable(failure.message)}"
    yield command(Severity.ERROR, {"title": "dockerlabel"}, data=text)


def place_of(image: BuiltImage, finding: Finding) -> str:
    """Return the place of a diagnostic among all images."""
    place = f"{image.name}: {finding.place}" if finding.place else image.name
    return mask_credentials(place)


def summary(verified: Iterable[Verified]) -> str:
    """Return the summary of a run, a sentence."""
    every = list(verified)
    severities = [each.diagnostic.severity for one in every for each in one.findings]
    numbers = [(severities.count(each), each.name.lower()) for each in reversed(Severity)]
    found = ", ".join(counted(number, noun) for number, noun in numbers if number)
    return f"{counted(len(every), 'image')} verified: {found or 'no problems found'}."


def _headed(place: str, text: str) -> str:
    return f"{place}: {text}" if place else text


def _shown(name: str) -> str:
    return mask_credentials(printable_path(_LONG_DIGEST.sub(r"\1…", name)))


def _of_index(image: BuiltImage) -> str:
    if image.image_index is None:
        return ""
    here, listed = len(image.platforms), image.image_index.platforms
    some = f"{here} of " if here < listed else ""
    return f"  (index, {some}{counted(listed, 'platform')})"


def _rows(image: BuiltImage) -> Iterator[tuple[str, str]]:
    for carried in image.platforms:
        platform = redacted(carried.platform) or "image"
        yield platform, _value(annotations.SOURCE, carried.label)
        if carried.annotation is not None:
            yield platform, _value("annotation", carried.annotation)
    if image.image_index:
        yield "index", _value("annotation", image.image_index.annotation)


def _value(what: str, value: str | None) -> str:
    return f"no {what}" if value is None else f"{what} = {redacted(value)}"


def _masked(value: str | None) -> str | None:
    return None if value is None else mask_credentials(value)
