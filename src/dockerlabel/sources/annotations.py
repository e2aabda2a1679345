"""The pre-defined annotation keys of the OCI image-spec, and keys that are meant to be one."""

PREFIX = "org.opencontainers.image."

SOURCE = PREFIX + "source"
"""Where the image's source code is: a URL. It links a package to its repository."""

VCS_URL = "org.label-schema.vcs-url"
"""The source key of label-schema.org, which came before; GitHub's registry does not read it."""

NAMING_KEYS = (SOURCE, PREFIX + "url", PREFIX + "documentation", VCS_URL)
"""Labels whose values name the repository that an image belongs to."""

PREDEFINED = frozenset(
    PREFIX + name
    for name in (
        *("created", "authors", "url", "documentation", "source", "version", "revision"),
        *("vendor", "licenses", "ref.name", "title", "description", "base.digest", "base.name"),
    )
)
"""All keys that the image-spec defines (annotations.md, "Pre-Defined Annotation Keys")."""

_SEGMENTS = tuple(SOURCE.split("."))


def is_misspelled_source(key: str) -> bool:
    """Return whether a key is meant to be `SOURCE` and is not.

    Each of its dotted segments is at most one slip of the keyboard from ours, letter case aside.
    Longer keys that begin like ours are other people's.
    """
    if key in PREDEFINED or key.count(".") != len(_SEGMENTS) - 1:
        return False
    return all(map(differ_little, key.lower().split("."), _SEGMENTS))


def differ_little(word: str, other: str) -> bool:
    """One letter is missing, added or another, or two neighbours changed places."""
    if abs(len(word) - len(other)) > 1:
        return False
    while word[:1] == other[:1] and word:
        word, other = word[1:], other[1:]
    while word[-1:] == other[-1:] and word:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) <= 1 or (len(word), word) == (2, other[::-1])
