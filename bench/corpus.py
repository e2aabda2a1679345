"""Makes Dockerfiles of the shapes that people write, the same ones for the same seed."""

import random
from collections.abc import Iterator
from pathlib import Path

SOURCE = "https://github.com/octo-org/app"

_BASES = ("alpine:3.22", "debian:bookworm-slim", "golang:1.25", "node:22", "python:3.13-slim")
_PACKAGES = "ca-certificates curl git gnupg jq libpq-dev make openssl tzdata unzip wget".split()


def dockerfile(random_: random.Random) -> str:
    """Return one Dockerfile: a quarter are multi-stage, a sixth has labels, one in fifty is CRLF.

    One in a hundred has the source label, as in public repositories; the median has 25 lines.
    """
    lines = [] if random_.random() < 0.7 else ["# syntax=docker/dockerfile:1", ""]
    if random_.random() < 0.25:
        lines += _stage(random_, name="build")
        lines += ["", *_stage(random_, name=""), "COPY --from=build /out /usr/local/bin/"]
    else:
        lines += _stage(random_, name="")
    lines += ["EXPOSE 8080", 'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]', 'CMD ["serve"]']
    newline = "\r\n" if random_.random() < 0.02 else "\n"
    return newline.join(lines) + newline


def _stage(random_: random.Random, *, name: str) -> Iterator[str]:
    suffix = f" AS {name}" if name else ""
    yield f"FROM {random_.choice(_BASES)}{suffix}"
    yield f"ARG VERSION={random_.randint(1, 9)}.{random_.randint(0, 30)}"
    if not name and random_.random() < 0.17:
        yield from _labels(random_)
    yield "ENV LANG=C.UTF-8 \\"
    yield "    APP_HOME=/srv/app \\"
    yield '    PATH="/srv/app/bin:$PATH"'
    yield "WORKDIR /srv/app"
    for _ in range(random_.choice((0, 1, 1, 2))):
        yield ""
        yield "# what the next layer needs"
        yield "RUN apt-get update && apt-get install -y --no-install-recommends \\"
        for package in sorted(random_.sample(_PACKAGES, 4)):
            yield f"        {package} \\"
        yield "    && rm -rf /var/lib/apt/lists/*"
        yield f"COPY --chown=app:app src/{random_.randint(1, 99)} ./src/"
    if random_.random() < 0.1:
        yield from _download(random_)
    if random_.random() < 0.05:
        yield "COPY <<EOF /etc/app.conf"
        yield "home=$APP_HOME"
        yield "EOF"
        yield ""  # without it, hadolint cannot parse what follows
    yield "USER app"
    yield "HEALTHCHECK --interval=30s CMD curl -fsS http://localhost:8080/health || exit 1"


def _download(random_: random.Random) -> Iterator[str]:
    """Yield a tool that is fetched, checked and built, as official images do it."""
    name = random_.choice(_PACKAGES)
    url = f"https://downloads.example.org/{name}/{name}-$VERSION.tar.gz"
    yield "RUN set -eux; \\"
    yield '    arch="$(dpkg --print-architecture)"; \\'
    yield f'    curl -fsSL "{url}" -o /tmp/{name}.tar.gz; \\'
    yield f'    echo "{random_.getrandbits(256):064x}  /tmp/{name}.tar.gz" | sha256sum -c -; \\'
    yield f"    mkdir -p /usr/src/{name}; \\"
    yield f"    tar -xzf /tmp/{name}.tar.gz -C /usr/src/{name} --strip-components=1; \\"
    yield f'    cd /usr/src/{name}; ./configure --build="$arch" --prefix=/usr/local; \\'
    yield '    make -j "$(nproc)"; make install; \\'
    yield f"    rm -rf /tmp/{name}.tar.gz /usr/src/{name}; \\"
    yield f"    {name} --version"


def _labels(random_: random.Random) -> Iterator[str]:
    yield 'LABEL org.opencontainers.image.title="app" \\'
    yield '      org.opencontainers.image.version="${VERSION}" \\'
    if random_.random() < 0.06:
        yield f'      org.opencontainers.image.source="{SOURCE}" \\'
    yield '      org.opencontainers.image.licenses="MIT"'
    if random_.random() < 0.3:
        yield "LABEL maintainer team@octo-org.example"


def write_corpus(folder: Path, *, count: int, seed: int = 1) -> list[Path]:
    """Write `count` Dockerfiles into folders of ten and return their paths."""
    random_ = random.Random(seed)  # noqa: S311 - a corpus, not a secret
    paths = []
    for number in range(count):
        path = folder / f"service{number // 10:04}" / f"image{number % 10}.Dockerfile"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dockerfile(random_).encode())
        paths.append(path)
    return paths
