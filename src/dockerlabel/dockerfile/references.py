"""References of images: which names of an image the builder refuses, and why."""

from dockerlabel.lazy import regex

PODMAN_TRANSPORT = regex(
    r"(?:containers-storage|dir|docker-archive|docker-daemon|oci|oci-archive|sif):|docker://"
)
"""Where Podman looks for an image if its name begins like that."""

_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_LABEL = r"(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?"
_REFERENCE = regex(
    rf"((?:{_HOST}/)?{_COMPONENT}(?:/{_COMPONENT})*)(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?"
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*):([0-9a-fA-F]{32,}))?"
)
_PLAIN = regex("[a-z0-9]+(?:[./-][a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
"""A reference as nearly all are; shorter than an identifier, nothing can be wrong with it."""
_IDENTIFIER = regex("[a-f0-9]{64}")
_IDENTIFIER_LENGTH = 64
_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_DEFAULT_HOST = "docker.io"
_MAX_NAME = 255


def reference_error(name: str) -> str:
    """Return what is wrong with an image reference, in the builder's words; empty if nothing is."""
    plain = len(name) < _IDENTIFIER_LENGTH and _PLAIN.fullmatch(name)
    return "" if plain else grammar_error(name)


def grammar_error(name: str) -> str:
    """Return the same by the whole grammar, which few references need."""
    if _IDENTIFIER.fullmatch(name):
        return f"invalid repository name ({name}), cannot specify 64-byte hexadecimal strings"
    host, remainder = _split_host(name)
    remote = remainder.partition(":")[0]
    if remote.lower() != remote:
        # Who writes a URL may write a login into it, and this would be a piece of that.
        shown = "***" if "//" in name else remote
        return f"invalid reference format: repository name ({shown}) must be lowercase"
    full = f"{host}/{remainder}"
    found = _REFERENCE.fullmatch(full)
    if found is None:
        uppercase = full.lower() != full and _REFERENCE.fullmatch(full.lower())
        return "repository name must be lowercase" if uppercase else "invalid reference format"
    if len(found[1]) - len(host) - 1 > _MAX_NAME:
        return f"repository name must not be more than {_MAX_NAME} characters"
    return _digest_error(found[2], found[3])


def _split_host(name: str) -> tuple[str, str]:
    first, slash, rest = name.partition("/")
    is_host = first == "localhost" or "." in first or ":" in first or first.lower() != first
    host, remainder = (first, rest) if slash and is_host else (_DEFAULT_HOST, name)
    if host == "index.docker.io":
        host = _DEFAULT_HOST
    if host == _DEFAULT_HOST and "/" not in remainder:
        remainder = f"library/{remainder}"
    return host, remainder


def _digest_error(algorithm: str | None, digits: str) -> str:
    if algorithm is None:
        return ""
    length = _DIGEST_LENGTHS.get(algorithm)
    if length is None:
        return "unsupported digest algorithm"
    if len(digits) != length:
        return "invalid checksum digest length"
    return "" if digits.lower() == digits else "invalid checksum digest format"
