"""What a built image carries, wherever it was read."""

from dockerlabel.lazy import NamedTuple


class ImageError(Exception):
    """An image that cannot be read; the message says why and what to do."""


class Carried(NamedTuple):
    """What the image of one platform carries: its label, and the annotation of its manifest.

    `platform` is `OS/ARCHITECTURE`, with the variant if there is one. None: it has no such value,
    or the manifest was not read.
    """

    platform: str
    label: str | None
    annotation: str | None = None


class Index(NamedTuple):
    """The index of an image: its annotation, and how many platforms it lists."""

    annotation: str | None
    platforms: int


class BuiltImage(NamedTuple):
    """An image under the name that it has in messages.

    `digest` belongs to its index or manifest, empty if it is not known. `image_index` is None if
    there is none, or if what was read does not show it. An archive may lack platforms that its
    index lists.
    """

    name: str
    digest: str
    image_index: Index | None
    platforms: tuple[Carried, ...]
