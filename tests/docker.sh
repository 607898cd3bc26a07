#!/bin/bash
# Builds the image of the Dockerfile, runs it without rights and with a read-only root, replays the
# dialogues against it over HTTP, and stops it. Prints what took how long, and the image's size.
#
# It takes the Docker engine that answers; else, as root, it starts one of its own that leaves nothing
# behind; else it ends with 77: skipped. Run at the root of the sources.
#
#   SANDHEAP_DIALOGUES  the program dialogues_http_test
#   SANDHEAP_BASE       an image to build upon; else the Dockerfile's, or a Debian made on the spot
#   SANDHEAP_BASE_CACHE where that Debian is kept (/var/cache/sandheap/base.tar)
set -euo pipefail

image=sandheap-test:$$
container=sandheap-test-$$
own_base=sandheap-test-base:bookworm
cache=${SANDHEAP_BASE_CACHE:-/var/cache/sandheap/base.tar}
engine_folder=
engine_pid=

say() { printf '%s\n' "$*"; }

skip() {
    say "SKIPPED: $*"
    exit 77
}

fail() {
    say "FAILED: $*"
    docker logs "$container" 2>&1 | tail -20 || true
    exit 1
}

# timed <what> <command>...
timed() {
    local what=$1 start=$SECONDS
    shift
    "$@" || return
    say "$what: $((SECONDS - start)) s"
}

# wait_for <seconds> <command>...
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.3
    done
}

# --- An engine ---

engine_answers() { docker info >/dev/null 2>&1; }

engine_has_died() { ! kill -0 "$engine_pid" 2>/dev/null; }

clean_up() {
    docker rm --force "$container" >/dev/null 2>&1 || true
    docker image rm "$image" >/dev/null 2>&1 || true
    if [ -n "$engine_pid" ]; then
        kill "$engine_pid" 2>/dev/null || true
        wait "$engine_pid" 2>/dev/null || true
    fi
    [ -z "$engine_folder" ] || rm -rf "$engine_folder"
}

# In a mount namespace and a folder of its own, without a network of its own, and behind the other
# tests. It ends with this script, whatever way that ends.
start_engine() {
    engine_folder=$(mktemp --directory --tmpdir=/var/tmp sandheap-docker.XXXXXX)
    export DOCKER_HOST=unix://$engine_folder/socket
    setpriv --pdeathsig TERM nice unshare --mount --propagation private dockerd \
        --data-root "$engine_folder/data" --exec-root "$engine_folder/exec" \
        --pidfile "$engine_folder/pid" --host "$DOCKER_HOST" \
        --bridge=none --iptables=false --ip6tables=false >"$engine_folder/log" 2>&1 &
    engine_pid=$!
    wait_for 30 eval 'engine_answers || engine_has_died' || true
    engine_answers || skip "no Docker engine can be started here: $(tail -1 "$engine_folder/log")"
}

find_engine() {
    command -v docker >/dev/null || skip "there is no docker"
    if ! engine_answers; then
        [ "$(id -u)" -eq 0 ] && command -v dockerd >/dev/null ||
            skip "no Docker engine answers, and there is none to be started"
        start_engine
    fi
    say "engine: $(docker info --format '{{.ServerVersion}}, {{.Driver}}')${engine_pid:+, our own}"
}

# --- A Debian to build upon ---

is_there() { docker image inspect "$1" >/dev/null 2>&1; }

# From the sources of packages that this machine has. The end of its name tells what it makes.
make_debian() {
    local made=$cache.new.tar
    local sources=/etc/apt/sources.list.d/debian.sources
    [ -f $sources ] || sources=/etc/apt/sources.list
    mkdir -p "$(dirname "$cache")"
    mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io \
        bookworm "$made" $sources </dev/null && mv "$made" "$cache"
}

import_debian() {
    [ -n "$(find "$cache" -mtime -30 2>/dev/null)" ] || timed "a Debian" make_debian || return 1
    timed "its import" load_debian
}

load_debian() { docker import --change 'CMD ["bash"]' "$cache" "$own_base" >/dev/null; }

# Leaves in `base` what to build upon.
find_base() {
    base=${SANDHEAP_BASE:-$(sed -n 's/^ARG BASE=//p' Dockerfile)}
    is_there "$base" && return
    timeout 60 docker pull --quiet "$base" >/dev/null 2>&1 && return
    base=$own_base
    is_there "$base" && return
    command -v mmdebstrap >/dev/null || skip "there is no image to build upon, and no mmdebstrap"
    import_debian || skip "no Debian can be made here to build upon"
}

# --- The image at work ---

build() {
    docker build --network host --build-arg "BASE=$base" \
        --build-arg http_proxy --build-arg https_proxy --build-arg no_proxy \
        --tag "$image" . >"$log" 2>&1 || {
        tail -40 "$log"
        fail "the image cannot be built"
    }
}

megabytes() {
    echo "$(($(docker image inspect --format '{{.Size}}' "$1") / 1000000)) MB"
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# An engine without a network of its own shares the machine's.
choose_network() {
    port=$((20000 + RANDOM % 10000))
    while is_taken "$port"; do
        port=$((port + 1))
    done
    if docker network inspect bridge >/dev/null 2>&1; then
        network=(--publish "127.0.0.1:$port:8080")
    else
        network=(--network host --env "SANDHEAP_PORT=$port")
    fi
}

start() {
    docker run --detach --name "$container" "${network[@]}" --health-interval 1s \
        --read-only --cap-drop ALL --security-opt no-new-privileges \
        --memory 512m --pids-limit 64 "$image" >/dev/null || fail "the image does not run"
    wait_for 60 is_healthy || fail "the container does not become healthy"
}

is_healthy() {
    [ "$(docker inspect --format '{{.State.Health.Status}}' "$container")" = healthy ]
}

check_rights() {
    local user
    user=$(docker exec "$container" id -u)
    [ "$user" = 65532 ] || fail "it runs as user $user"
    ! docker exec "$container" touch /tmp/x 2>/dev/null || fail "its root is not read-only"
    docker exec "$container" sandheap --health >/dev/null || fail "--health says it is not ready"
}

replay_dialogues() {
    SANDHEAP_URL=http://127.0.0.1:$port "$SANDHEAP_DIALOGUES" \
        tests/dialogues tests/dialogues/canonical tests/dialogues/cpython >"$log" 2>&1 || {
        grep -v '^ok' "$log" | tail -40
        fail "the dialogues do not hold in the container"
    }
}

stop() {
    docker stop --time 60 "$container" >/dev/null
    local status
    status=$(docker inspect --format '{{.State.ExitCode}}' "$container")
    [ "$status" = 0 ] || fail "on SIGTERM it ends with $status"
}

trap clean_up EXIT
find_engine
log=$(mktemp --tmpdir sandheap-docker-log.XXXXXX)
trap 'clean_up; rm -f "$log"' EXIT
find_base
timed "building" build
say "size: $(megabytes "$image"), of which $base has $(megabytes "$base")"
choose_network
timed "starting, until it is healthy" start
check_rights
timed "the dialogues" replay_dialogues
timed "stopping" stop
say "The image builds, runs without rights, holds the dialogues, and stops with 0."
