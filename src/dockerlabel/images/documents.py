"""The JSON documents of the OCI image specification, and Docker's own, which have the same keys."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from dockerlabel.images.model import BuiltImage, Carried, ImageError, Index
from dockerlabel.lazy import NamedTuple, regex
from dockerlabel.sources import annotations

LARGEST = 1 << 22
"""Bytes of a document; registries refuse larger manifests."""

MOST_JSON = 1 << 26
"""Bytes of all documents that are read for one argument."""

_MOST_IMAGES = 1000
_DEEPEST = 4
_MOST_MANIFESTS = 1000
_CONFIGURATIONS = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
)
_DIGEST = regex(r"(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})")
_ATTESTATION = "vnd.docker.reference.type"
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
"""The annotations under which an entry of a layout has its name, the longer one first."""

Object = dict[str, Any]
Read = Callable[[str], bytes | None]
"""Returns what has a digest, checked; None if it does not exist."""


def at_most(images: Iterable[BuiltImage]) -> tuple[BuiltImage, ...]:
    """Return the images; raises ImageError if they are too many, since each takes its time."""
    found = tuple(islice(images, _MOST_IMAGES + 1))
    if len(found) > _MOST_IMAGES:
        raise ImageError(f"more than {_MOST_IMAGES} images")
    return found


def within_budget(read: Read) -> Read:
    """Return a reader that ends if documents lead to the same large ones again and again."""
    left = MOST_JSON

    def reading(name: str) -> bytes | None:
        nonlocal left
        data = read(name)
        left -= len(data or b"")
        if left < 0:
            raise ImageError("too much JSON for an image")
        return data

    return reading


def parse(data: bytes, what: str) -> Object:
    """Return a document, which must be an object."""
    return as_object(loaded(data, what), what)


def loaded(data: bytes, what: str) -> object:
    """Return the value of a JSON text."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ImageError(f"{what} is nested too deeply") from None
    except ValueError:
        raise ImageError(f"{what} is not JSON") from None


def as_object(value: object, what: str) -> Object:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise ImageError(f"{what} is not an object")
    return value


def part(document: Object, key: str) -> Object:
    """Return an object inside of a document; empty if it is missing or null."""
    return as_object(document.get(key) or {}, f"`{key}`")


def text(value: object) -> str:
    """Return a text; empty if the value is none."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """Return the texts of a list; none of what is no list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def checked_digest(value: object) -> str:
    """Return a digest; raises ImageError if it is none."""
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ImageError("a digest is neither sha256 nor sha512")
    return value


def has_digest(data: bytes, digest: str) -> bool:
    """Return whether data have a digest."""
    algorithm, _, value = digest.partition(":")
    return hashlib.new(algorithm, data).hexdigest() == value


def source_in(document: Object, key: str) -> str | None:
    """Return the source among the labels or annotations that a document has under a key."""
    value = part(document, key).get(annotations.SOURCE)
    if value is not None and not isinstance(value, str):
        raise ImageError(f"`{annotations.SOURCE}` is not a text")
    return value


def platform_of(document: Object) -> str:
    """Return the platform that a descriptor or a configuration names."""
    keys = ("os", "architecture", "variant")
    return "/".join(filter(None, (text(document.get(key)) for key in keys)))


def carried_by(configuration: Object, platform: str = "") -> Carried:
    """Return what an image carries by its configuration."""
    label = source_in(part(configuration, "config"), "Labels")
    return Carried(platform or platform_of(configuration), label)


def is_index(document: Object) -> bool:
    """Return whether a document is an index and not a manifest."""
    return "manifests" in document


def entries(index: Object) -> list[Object]:
    """Return the descriptors of an index that lead to images, and not to what is about them."""
    listed = index.get("manifests")
    if not isinstance(listed, list):
        raise ImageError("an index without a list of manifests")
    found = [as_object(each, "an entry of an index") for each in listed]
    return [each for each in found if not _is_about_another(each)]


def _is_about_another(document: Object) -> bool:
    """Return whether a descriptor or manifest is an attestation, a signature or the like."""
    is_attestation = _ATTESTATION in part(document, "annotations")
    return is_attestation or "artifactType" in document or "subject" in document


def configuration_digest(manifest: Object) -> str:
    """Return the digest of an image's configuration; raises ImageError if it is no image."""
    configuration = part(manifest, "config")
    if _is_about_another(manifest) or configuration.get("mediaType") not in _CONFIGURATIONS:
        raise ImageError("no container image: its configuration is not an image's")
    return checked_digest(configuration.get("digest"))


def images_of(index: Object, read: Read, *, name: str) -> Iterator[BuiltImage]:
    """Yield the images that the `index.json` of a layout leads to.

    What counts as the index of an image is what its entry leads to, and not that file.
    """
    listed = entries(index)
    for each in listed:
        digest = checked_digest(each.get("digest"))
        notes = part(each, "annotations")
        own = next(filter(None, (text(notes.get(key)) for key in _NAMES)), digest)
        shown = name if len(listed) == 1 else f"{name}: {own}"
        yield _Walk(read).image(digest, shown, platform=platform_of(part(each, "platform")))


class _Leaf(NamedTuple):
    digest: str
    manifest: Object | None
    platform: str


class _Walk:
    """Follows digests from an image's entry; each is read once, however many documents name it."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._seen: set[str] = set()

    def image(self, digest: str, name: str, *, platform: str) -> BuiltImage:
        top = self._document(digest)
        if top is None:
            raise ImageError(f"{digest} is missing")
        leaves = list(self._leaves(_Leaf(digest, top, platform), depth=0))
        found = tuple(self._carried(one.manifest, one.platform) for one in leaves if one.manifest)
        if not found:
            raise ImageError("no container image in it")
        index = Index(source_in(top, "annotations"), len(leaves)) if is_index(top) else None
        return BuiltImage(name, digest, index, found)

    def _leaves(self, leaf: _Leaf, *, depth: int) -> Iterator[_Leaf]:
        """Yield the manifests below a document; those that are missing have none."""
        if leaf.manifest is None or not is_index(leaf.manifest):
            yield leaf
            return
        if depth == _DEEPEST:
            raise ImageError("its indexes are nested too deeply")
        for each in entries(leaf.manifest):
            digest = checked_digest(each.get("digest"))
            if digest in self._seen:
                continue
            below = self._document(digest)
            if below is None or not _is_about_another(below):
                platform = platform_of(part(each, "platform"))
                yield from self._leaves(_Leaf(digest, below, platform), depth=depth + 1)

    def _document(self, digest: str) -> Object | None:
        self._seen.add(digest)
        if len(self._seen) > _MOST_MANIFESTS:
            raise ImageError(f"an index of more than {_MOST_MANIFESTS} manifests")
        data = self._read(digest)
        return None if data is None else parse(data, digest)

    def _carried(self, manifest: Object, platform: str) -> Carried:
        digest = configuration_digest(manifest)
        data = self._read(digest)
        if data is None:
            raise ImageError(f"{digest} is missing")
        found = carried_by(parse(data, digest), platform)
        return found._replace(annotation=source_in(manifest, "annotations"))
