"""`dockerlabel server`."""

import sys
from collections.abc import Mapping

from dockerlabel.commands.run import Status

_PACKAGES = ("attr", "cattrs", "lsprotocol", "pygls")
"""What the extra `lsp` brings, by the names that are imported."""

_ADVICE = """\
dockerlabel: the language server needs pygls 2, which is not installed
install dockerlabel with the extra `lsp`, for example: pip install 'dockerlabel[lsp] @ git+https://github.com/dockerlabel/dockerlabel'
"""


def server(environment: Mapping[str, str]) -> int:
    """Serve an editor; without the extra, say how it is installed."""
    try:
        from dockerlabel.server.server import serve  # noqa: PLC0415 - an extra, and slow
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        sys.stderr.write(_ADVICE)
        return Status.FAILED
    return serve(environment)
