"""Checks built images: the rules for labels, on the values that an image carries."""

from collections.abc import Iterator

from dockerlabel.config.settings import Settings
from dockerlabel.diagnostic import Diagnostic
from dockerlabel.dockerfile.parser import parse
from dockerlabel.document import Document
from dockerlabel.images.model import BuiltImage
from dockerlabel.lazy import NamedTuple
from dockerlabel.lint.linter import lint
from dockerlabel.rules.context import Carrier, Context, context_of
from dockerlabel.rules.registry import RULE_BY_NAME
from dockerlabel.sources import annotations
from dockerlabel.sources.expected import Expectation
from dockerlabel.sources.label_parser import parse_label_value
from dockerlabel.sources.label_value import LabelValue, UrlDefect

_LABELLED = Document(f"FROM scratch\nLABEL {annotations.SOURCE}=value\n")


class Finding(NamedTuple):
    """A diagnostic of a value that an image carries.

    `platform` is empty if it is the same for all platforms, and for the index.
    """

    platform: str
    carrier: Carrier
    diagnostic: Diagnostic

    @property
    def place(self) -> str:
        """Its place in the image, for a message; empty for a label that all platforms share."""
        match self.carrier:
            case Carrier.INDEX:
                return "index"
            case Carrier.MANIFEST:
                return f"annotation of {self.platform}" if self.platform else "annotation"
        return self.platform


class Judge:
    """Checks the images of a run."""

    def __init__(self, settings: Settings, expectation: Expectation) -> None:
        """Begin a run; problems of the repository are reported with the first image only."""
        self._settings = settings
        self._expectation = expectation
        self._reported_once: set[str] = set()
        self._labelled = context_of(parse(_LABELLED), settings, expectation=expectation)

    def findings(self, image: BuiltImage) -> list[Finding]:
        """Return the problems of an image; platforms with the same value are checked once."""
        labels = [(each.platform, each.label) for each in image.platforms]
        noted = [(each.platform, each.annotation) for each in image.platforms]
        values = [*_of_platforms(Carrier.LABEL, labels)]
        values += [each for each in _of_platforms(Carrier.MANIFEST, noted) if each[2] is not None]
        index = image.image_index
        if index and (index.annotation is not None or index.platforms > 1):
            values.append((Carrier.INDEX, "", index.annotation))
        return [
            Finding(platform, carrier, each)
            for carrier, platform, value in values
            for each in self._diagnostics(value, carrier)
        ]

    def _diagnostics(self, value: str | None, carrier: Carrier) -> Iterator[Diagnostic]:
        for each in lint(self._context(value, carrier), self._settings):
            if RULE_BY_NAME[each.rule].once_per_repository:
                if each.rule in self._reported_once:
                    continue
                self._reported_once.add(each.rule)
            # Nothing can be fixed: an image is built again.
            yield each._replace(fix=None, help="" if each.fix else each.help)

    def _context(self, value: str | None, carrier: Carrier) -> Context:
        """Return what rules see of a value: a label that a Dockerfile sets, without the Dockerfile.

        The value replaces one that was parsed: not every value can be written in a Dockerfile.
        """
        bare = self._labelled._replace(images=(), source_labels=(), carrier=carrier)
        if value is None:
            return bare
        (label,) = self._labelled.source_labels
        image_label = label.image_label._replace(value=value)
        carried = label._replace(value=self._read(value), image_label=image_label)
        return bare._replace(source_labels=(carried,))

    def _read(self, value: str) -> LabelValue:
        source = self._expectation.source
        url = source.url if source else ""
        read = parse_label_value(value, self._expectation.hosts, expected=url)
        if UrlDefect.TEMPLATE in read.forms:
            # The image is built: nothing will fill in the template.
            return read._replace(forms=frozenset({UrlDefect.WORDS}))
        return read


def _of_platforms(
    carrier: Carrier, values: list[tuple[str, str | None]]
) -> Iterator[tuple[Carrier, str, str | None]]:
    """Yield the value of each platform, or the one that all have, which is of none."""
    if len({value for _, value in values}) == 1:
        values = [("", values[0][1])]
    yield from ((carrier, platform, value) for platform, value in values)
