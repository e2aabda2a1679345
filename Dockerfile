# syntax=docker/dockerfile:1

FROM python:3.13-alpine AS build
COPY . /src
RUN python -m venv /opt/dockerlabel && \
    /opt/dockerlabel/bin/pip install --no-cache-dir /src

FROM python:3.13-alpine
LABEL org.opencontainers.image.source=https://github.com/dockerlabel/dockerlabel \
      org.opencontainers.image.description="Checks and fixes the source label of Dockerfiles" \
      org.opencontainers.image.licenses=MIT
# git knows which files a repository ignores, and its remotes. What is mounted belongs to somebody
# else than the user in here; nothing of it runs.
RUN apk add --no-cache git && \
    git config --system --add safe.directory '*'
COPY --from=build /opt/dockerlabel /opt/dockerlabel
USER nobody
WORKDIR /work
ENTRYPOINT ["/opt/dockerlabel/bin/dockerlabel"]
CMD ["check"]
