"""Images of the local engine and of registries, by the programs that have them.

docker, podman and skopeo use the user's own login, credential helpers, proxies and certificates;
nothing here makes a connection itself.
"""

import hashlib
from collections.abc import Iterable, Mapping

from dockerlabel.credentials import mask_credentials
from dockerlabel.images.documents import (
    LARGEST,
    Object,
    carried_by,
    checked_digest,
    configuration_digest,
    entries,
    has_digest,
    is_index,
    parse,
    part,
    platform_of,
    source_in,
)
from dockerlabel.images.inspected import configurations, index_of, read_descriptions, repository
from dockerlabel.images.model import BuiltImage, Carried, ImageError
from dockerlabel.lazy import regex
from dockerlabel.process import run

SECONDS = 60.0
"""Time that a program may take: registries are far away."""

_LONGEST_REASON = 500
_MARK = regex(r"(?i)^error: ")
_LOGGED = regex(r'level=[a-z]+ msg="(.*)"$')
_BUILDX = ("docker", "buildx", "imagetools", "inspect")
_SKOPEO = ("skopeo", "inspect")
_REFERENCE = regex(
    r"(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?/|\[[0-9a-fA-F:]+\](?::[0-9]+)?/)?"
    r"[a-z0-9][a-z0-9._/-]*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?"
    r"(?:@[a-z0-9]+:[0-9a-f]{32,128})?"
)
"""An image's name with tag and digest: what no program takes for an option."""


class Engines:
    """The programs that are asked, in the environment of the user."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Begin; nothing is started before an image is asked for."""
        self._environment = environment

    def local(self, name: str) -> tuple[BuiltImage, ...]:
        """Return an image of docker, else of podman."""
        _check(name)
        failures = ["no such file"]
        for command in (
            ("docker", "image", "inspect", "--", name),
            ("podman", "image", "inspect", name),
        ):
            try:
                data = self._output(command)
            except ImageError as error:
                failures.append(str(error))
            else:
                described = read_descriptions(data, name=name, ask=self.remote)
                return tuple(each._replace(name=name) for each in described)
        if "/" in name and "." in name:
            failures.append(f"for an image of a registry, pass `docker://{name}`")
        raise ImageError("; ".join(failures))

    def remote(self, reference: str) -> BuiltImage:
        """Return an image of a registry, by docker's buildx, else by skopeo."""
        _check(reference)
        asked = reference.partition("@")[2]
        if asked:
            reference = f"{repository(reference)}@{asked}"  # skopeo takes no tag beside it
        with_buildx = run(("docker", "buildx", "version"), self._environment).status == 0
        program, place = (_BUILDX, reference) if with_buildx else (_SKOPEO, f"docker://{reference}")
        raw = self._output((*program, "--raw", place))
        digest = checked_digest(asked or f"sha256:{hashlib.sha256(raw).hexdigest()}")
        if not has_digest(raw, digest):
            raise ImageError(f"the registry's answer does not have the digest {digest}")
        top = parse(raw, "the registry's answer")
        if not is_index(top):
            configuration_digest(top)  # what is no image is refused
        name = f"{repository(reference)}@{digest}"
        ask = self._by_buildx if with_buildx else self._by_skopeo
        platforms = tuple(ask(name, top))
        if not is_index(top):
            annotation = source_in(top, "annotations")
            platforms = tuple(each._replace(annotation=annotation) for each in platforms)
        return BuiltImage(name, digest, index_of(top), platforms)

    def _by_buildx(self, name: str, _top: Object) -> Iterable[Carried]:
        data = self._output((*_BUILDX, "--format", "{{json .Image}}", name))
        return configurations(parse(data, "the answer of buildx"))

    def _by_skopeo(self, name: str, top: Object) -> Iterable[Carried]:
        """Yield what each platform carries: skopeo is asked for one after another."""
        listed = entries(top) if is_index(top) else [{"digest": name.partition("@")[2]}]
        if not listed:
            raise ImageError("no container image in the index")
        for each in listed:
            place = f"docker://{repository(name)}@{checked_digest(each.get('digest'))}"
            data = self._output((*_SKOPEO, "--config", "--raw", place))
            platform = platform_of(part(each, "platform"))
            yield carried_by(parse(data, "the configuration of an image"), platform)

    def _output(self, command: tuple[str, ...]) -> bytes:
        """Return what a program prints; raises ImageError if it fails."""
        ended = run(command, self._environment, limit=LARGEST, seconds=SECONDS)
        if ended.status == 0:
            return ended.output
        raise ImageError(ended.failure or f"{command[0]}: {_reason(ended.errors)}")


def _reason(errors: bytes) -> str:
    """Return the last line that a program has printed, without what marks it as an error."""
    lines = errors.decode("utf-8", "replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "it failed")
    logged = _LOGGED.search(said)
    message = logged[1].replace('\\"', '"') if logged else _MARK.sub("", said)
    return mask_credentials(message)[:_LONGEST_REASON]


def _check(reference: str) -> None:
    if not _REFERENCE.fullmatch(reference):
        raise ImageError("neither a file nor the name of an image")
