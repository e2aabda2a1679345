"""Images made in a test: the documents of a layout, written into a folder or an archive."""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dockerlabel.images.model import BuiltImage, Carried, Index
from tests.conftest import PROJECT

RECORDED = PROJECT / "fixtures" / "images"

KEY = "org.opencontainers.image.source"
APP = "https://github.com/octo-org/app"
OTHER = "https://github.com/someone-else/tool"

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"

Files = dict[str, bytes]


class Layout:
    """An OCI layout that grows: each document is added with what it leads to."""

    def __init__(self) -> None:
        self.files: Files = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def add(self, document: object, media: str, **more: object) -> dict[str, Any]:
        """Add a document; return its descriptor."""
        data = json.dumps(document).encode()
        digest = hashlib.sha256(data).hexdigest()
        self.files[f"blobs/sha256/{digest}"] = data
        return {"mediaType": media, "digest": f"sha256:{digest}", "size": len(data), **more}

    def image(
        self,
        label: str | None,
        platform: str = "linux/amd64",
        *,
        annotation: str | None = None,
        config: str = CONFIG,
        **more: object,
    ) -> dict[str, Any]:
        """Add the image of a platform."""
        keys = ("os", "architecture", "variant")
        known = dict(zip(keys, platform.split("/"), strict=False))
        labels = {} if label is None else {KEY: label}
        configuration = {**known, "config": {"Labels": labels}, "rootfs": {"type": "layers"}}
        notes = {} if annotation is None else {"annotations": {KEY: annotation}}
        manifest = {
            "schemaVersion": 2,
            "config": self.add(configuration, config),
            "layers": [],
            **notes,
        }
        return self.add(manifest, MANIFEST, platform=known, **more)

    def attestation(self) -> dict[str, Any]:
        """Add what BuildKit adds for the provenance of an image."""
        manifest = {"schemaVersion": 2, "config": self.add({}, CONFIG), "layers": []}
        unknown = {"os": "unknown", "architecture": "unknown"}
        notes = {"vnd.docker.reference.type": "attestation-manifest"}
        return self.add(manifest, MANIFEST, platform=unknown, annotations=notes)

    def index(self, *listed: Mapping[str, Any], annotation: str | None = None) -> dict[str, Any]:
        """Add an index."""
        notes = {} if annotation is None else {"annotations": {KEY: annotation}}
        return self.add({"schemaVersion": 2, "manifests": listed, **notes}, INDEX)

    def end(self, *listed: Mapping[str, Any]) -> Files:
        """Return the files with the `index.json` that leads to these images."""
        index = {"schemaVersion": 2, "manifests": listed}
        return {**self.files, "index.json": json.dumps(index).encode()}


def two_platforms(
    *, amd64: str | None = APP, arm64: str | None = APP, annotation: str | None = None
) -> Files:
    """A layout with an image of two platforms, and their attestations."""
    layout = Layout()
    images = (layout.image(amd64), layout.image(arm64, "linux/arm64"))
    return layout.end(layout.index(*images, layout.attestation(), annotation=annotation))


def one_platform(label: str | None = APP) -> Files:
    """A layout with an image without an index."""
    layout = Layout()
    return layout.end(layout.image(label))


def docker_save(label: str | None = APP, *, tag: str = "app:1") -> Files:
    """What `docker save` writes before version 25."""
    labels = None if label is None else {KEY: label}
    config = {"os": "linux", "architecture": "amd64", "config": {"Labels": labels}, "rootfs": {}}
    data = json.dumps(config).encode()
    name = f"{hashlib.sha256(data).hexdigest()}.json"
    listed = [{"Config": name, "RepoTags": [tag], "Layers": []}]
    return {name: data, "manifest.json": json.dumps(listed).encode()}


def write_folder(folder: Path, files: Files) -> Path:
    """Write a layout into a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def write_tar(path: Path, files: Files, *, mode: str = "w", before: str = "") -> Path:
    """Write files into an archive, their names after `before`."""
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload] # the mode is a text
        for name, data in files.items():
            member = tarfile.TarInfo(before + name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


def image(*platforms: Carried, index: Index | None = None, name: str = "app:ci") -> BuiltImage:
    """An image as it was read."""
    return BuiltImage(name, "", index, platforms or (Carried("linux/amd64", APP),))
