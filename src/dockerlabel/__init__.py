r"""Checks the source label of Dockerfiles against the git remote, and fixes it.

`check`, `fix`, `labels` and `source` do what the commands of these names do, on paths and on text:

    import dockerlabel

    text = "FROM alpine:3.22\nCOPY app /app\n"
    settings = {"source": "https://github.com/octo-org/app"}

    [report] = dockerlabel.check("Dockerfile", text=text, settings=settings)
    print(report.diagnostics[0].rule)

    [fixed] = dockerlabel.fix("Dockerfile", text=text, settings=settings)
    print(fixed.document.text)

`help("dockerlabel.api")` describes them. The values that they return are named tuples:
`help("dockerlabel.Report")`, `help("dockerlabel.FixResult")` and so on describe those.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dockerlabel.api import *  # noqa: F403 - its `__all__` is the list of public names
else:
    # The command line starts without what only programs use.
    def __getattr__(name: str) -> object:
        from importlib import import_module  # noqa: PLC0415 - start-up

        api = import_module("dockerlabel.api")
        if name in {"__all__", *api.__all__}:
            return getattr(api, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__getattr__("__all__")})
