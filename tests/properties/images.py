"""What images a text builds, for comparing two texts."""

from collections.abc import Mapping

from dockerlabel.dockerfile.image import Image, evaluate
from dockerlabel.dockerfile.nodes import BuildError, Dockerfile
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions, read_stages
from dockerlabel.document import Document
from tests.properties.strategies import NAMES

ARGUMENTS: tuple[Mapping[str, str], ...] = ({}, {name: f"given-{name}" for name in NAMES})
"""No build arguments, and arguments that change every ARG."""

MORE_ARGUMENTS = (
    *ARGUMENTS,
    dict.fromkeys((*NAMES, "SRC"), ""),
    dict.fromkeys((*NAMES, "SRC"), "\\x"),
    {"A": "https://github.com/mona/given"},
)
"""Also empty ones, such as no pattern takes, and one alone."""

Labels = Mapping[str, str] | str
"""The labels of an image, or the message that ends the build."""


def read(text: str) -> Dockerfile:
    return parse(Document(text))


def all_labels(text: str, assignments: tuple[Mapping[str, str], ...] = ARGUMENTS) -> list[Labels]:
    """The labels of the image of every stage that has a name, and of the last stage.

    What the builder's own checks say is left aside.
    """
    dockerfile = read(text)
    stages = read_stages(dockerfile, BuildOptions())
    known = () if isinstance(stages, BuildError) else stages.stages
    names = [stage.name for stage in known if stage.name]
    return [
        _labels(image)
        for target in (*names, None)
        for arguments in assignments
        for image in evaluate(dockerfile, BuildOptions(arguments), targets=[target])
    ]


def _labels(image: Image | BuildError) -> Labels:
    if isinstance(image, BuildError):
        return image.message
    return {key: label.value for key, label in image.labels.items()}
