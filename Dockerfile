# The server as an image: what is needed to build it stays in the first stage. Any Debian 12 will do
# as BASE. tests/docker.sh builds it, runs it and talks to it.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        gcc libc6-dev cmake ninja-build pkg-config libmicrohttpd-dev libcjson-dev
WORKDIR /source
COPY . .
RUN cmake --workflow --preset release \
    && strip build/release/server/sandheap

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libmicrohttpd12 libcjson1 \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin \
    && groupadd --system --gid 65532 sandheap \
    && useradd --system --uid 65532 --gid 65532 --home-dir / --shell /usr/sbin/nologin sandheap
COPY --from=build /source/build/release/server/sandheap /usr/local/bin/sandheap

# In a container every address is the container's own: who reaches it is decided outside.
ENV SANDHEAP_BIND=0.0.0.0
EXPOSE 8080
USER 65532:65532
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["sandheap", "--health"]
ENTRYPOINT ["sandheap"]
