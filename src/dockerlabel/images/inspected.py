"""Descriptions of images in JSON, as docker, podman, buildx, skopeo and crane print them."""

import json
from collections.abc import Callable, Iterator

from dockerlabel.images.documents import (
    LARGEST,
    Object,
    as_object,
    at_most,
    carried_by,
    checked_digest,
    entries,
    part,
    platform_of,
    source_in,
    text,
    texts,
)
from dockerlabel.images.model import BuiltImage, Carried, ImageError, Index
from dockerlabel.lazy import regex

Ask = Callable[[str], BuiltImage]
"""Asks a registry for a reference."""

_BEGIN = regex(r"\S")
_DIGEST = "containerimage.digest"
_PIPE_INSTEAD = (
    "an index or manifest has no labels: pass `docker://NAME`, or pipe the output of "
    "`docker buildx imagetools inspect --format '{{json .}}' NAME`"
)


def read_descriptions(data: bytes, *, name: str, ask: Ask) -> tuple[BuiltImage, ...]:
    """Return the images that JSON texts, one after another, describe.

    `ask` is used for a build's metadata, which have nothing but the name and digest.
    """
    if len(data) > LARGEST:
        raise ImageError(f"more than {LARGEST} bytes")
    found = at_most(
        image for each in _objects(data) for image in _described(each, name=name, ask=ask)
    )
    if not found:
        raise ImageError("no such image: the list is empty")
    return found


def _objects(data: bytes) -> Iterator[Object]:
    decoder = json.JSONDecoder()
    try:
        given, end = data.decode("utf-8-sig"), 0
        while begin := _BEGIN.search(given, end):
            value, end = decoder.raw_decode(given, begin.start())
            for each in value if isinstance(value, list) else [value]:
                yield as_object(each, "what describes an image")
    except RecursionError:
        raise ImageError("nested too deeply") from None
    except ValueError:
        raise ImageError("it is not JSON") from None


def _described(found: Object, *, name: str, ask: Ask) -> Iterator[BuiltImage]:
    if "Config" in found and ("RepoTags" in found or "RepoDigests" in found):
        yield _of_engine(found, name=name)
    elif "manifest" in found and "image" in found:
        yield _of_imagetools(found, name=name)
    elif {"Labels", "Layers", "Digest"} <= found.keys():
        carried = Carried(_platform_of_engine(found), source_in(found, "Labels"))
        digest = text(found["Digest"])
        yield BuiltImage(_at(text(found.get("Name")), digest) or name, digest, None, (carried,))
    elif "rootfs" in found:
        yield BuiltImage(name, "", None, (carried_by(found),))
    elif "manifests" in found or ("config" in found and "layers" in found):
        raise ImageError(_PIPE_INSTEAD)
    elif builds := [each for each in (found, *found.values()) if _is_metadata(each)]:
        # A build's own, or one for each target that bake has built.
        yield from (ask(_reference(each)) for each in builds)
    else:
        raise ImageError(
            "this does not describe an image: pipe the output of `docker image inspect NAME`"
        )


def _of_engine(found: Object, *, name: str) -> BuiltImage:
    """Return what `docker image inspect` and `podman image inspect` print."""
    label = source_in(part(found, "Config"), "Labels")
    digests = texts(found.get("RepoDigests"))
    names = (*texts(found.get("RepoTags")), *digests, text(found.get("Id")), name)
    known = (text(found.get("Digest")), *(each.partition("@")[2] for each in digests))
    shown, digest = next(filter(None, names)), next(filter(None, known), "")
    return BuiltImage(shown, digest, None, (Carried(_platform_of_engine(found), label),))


def _platform_of_engine(found: Object) -> str:
    return platform_of({key.lower(): value for key, value in found.items()})


def _of_imagetools(found: Object, *, name: str) -> BuiltImage:
    """Return what `imagetools inspect` prints: of several platforms, each under its name."""
    manifest = part(found, "manifest")
    digest = text(manifest.get("digest"))
    shown = _at(text(found.get("name")), digest) or name
    return BuiltImage(shown, digest, index_of(manifest), configurations(part(found, "image")))


def index_of(manifest: Object) -> Index | None:
    """Return the index that a document is; None if it is the manifest of one image."""
    if "manifests" not in manifest:
        return None
    return Index(source_in(manifest, "annotations"), len(entries(manifest)))


def configurations(image: Object) -> tuple[Carried, ...]:
    """Return what buildx shows of an image: its configuration, or one for each platform."""
    if "rootfs" in image:
        return (carried_by(image),)
    known = {name: each for name, each in image.items() if name != "unknown/unknown"}
    found = tuple(carried_by(as_object(known[name], "a configuration"), name) for name in known)
    if not found:
        raise ImageError("no container image: it has no configuration of an image")
    return found


def _at(name: str, digest: str) -> str:
    """Return a name with a digest, in the place of its tag."""
    return f"{repository(name)}@{digest}" if name and digest else name


def repository(reference: str) -> str:
    """Return a reference without its tag and digest."""
    bare = reference.partition("@")[0]
    path, colon, tag = bare.rpartition(":")
    return path if colon and "/" not in tag else bare


def _is_metadata(value: object) -> bool:
    return isinstance(value, dict) and _DIGEST in value


def _reference(metadata: Object) -> str:
    """Return what a build has pushed, by its digest."""
    name = text(metadata.get("image.name")).partition(",")[0].strip()
    if not name:
        raise ImageError("the metadata of a build that has pushed nothing: they have no image.name")
    return _at(name, checked_digest(metadata[_DIGEST]))
