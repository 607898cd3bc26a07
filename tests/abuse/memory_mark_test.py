"""Beyond the mark of --max-memory nothing new is taken, whoever brings it; what there is can be
read, collected and deleted, and once enough is gone the server takes new things again."""
import os
import sys
import time

from row import Mismatch, check_reply, must
from service import Server, World
from wire import PATIENCE

MIB = 1 << 20
ROOM_MIB = 200          # Between what an empty server has in use and the mark.
PIECE_BYTES = 40 * MIB  # Of a session.
REFUSED = "too-much-memory"


def resident_mib(server):
    with open(f"/proc/{server.process.pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE") // MIB


def bound(name, size):
    return {"op": "assign", "name": name, "value": {"bytes": {"zeros": size}}}


def fill(world):
    """Makes sessions until one is refused, at last by the mark."""
    paths = []
    while len(paths) < 100:
        reply = world.ask("POST", "/v1/sessions", {"ops": [bound("a", PIECE_BYTES)]})
        if reply.status != 201:
            check_reply(reply, (503,), REFUSED)
            return paths
        paths.append(reply.json()["url"])
    raise Mismatch("100 sessions were made")


def check_full(world, path):
    """What brings something in is refused, and the session stays as it is."""
    before = world.state(path)
    for method, below, body in (
            ("POST", "/ops", bound("b", 1)),
            ("POST", "/objects", {"value": []}),
            ("PUT", "/names/b", {"value": []})):
        reply = world.ask(method, path + below, body)
        check_reply(reply, (503,), REFUSED)
        must(reply.json()["args"]["limit"] == "memory", f"args {reply.json()['args']}")
    must(world.state(path) == before, "the session has changed")


def check_comparison(world):
    """It has no session, but heaps for as long as it takes."""
    reply = world.ask("POST", "/v1/compare",
                      {"profiles": ["cpython-3.11", "cpython-3.14"], "ops": [bound("b", 1)]})
    check_reply(reply, (503,), REFUSED)
    must(reply.json()["args"]["limit"] == "memory", f"args {reply.json()['args']}")


def check_rest(world, path):
    """Reads, collections and deletions go on."""
    for below in ("", "/objects", "/graph", "/names"):
        check_reply(world.ask("GET", path + below), (200,))
    check_reply(world.ask("POST", f"{path}/collect", {}), (200,))
    check_reply(world.ask("DELETE", f"{path}/names/a"), (200,))
    check_reply(world.ask("GET", "/livez"), (200,))
    check_reply(world.ask("GET", "/readyz"), (200,))


def check_free_again(world, paths):
    for path in paths:
        check_reply(world.ask("DELETE", path), (204,))
    end = time.monotonic() + PATIENCE
    while world.ask("POST", "/v1/sessions", {}).status != 201:
        must(time.monotonic() < end, "the server stays full")
        time.sleep(0.1)


def main():
    program = os.environ["SANDHEAP_SERVER"]
    # What a sanitizer keeps of freed memory would count as in use.
    environment = {"ASAN_OPTIONS": "quarantine_size_mb=1"}
    with Server(program, environment=environment) as server:
        empty = resident_mib(server)
    mark = empty + ROOM_MIB
    with Server(program, ["--max-memory", str(mark)], environment) as server:
        world = World(server)
        paths = fill(world)
        used = resident_mib(server)
        print(f"{len(paths)} sessions up to the mark of {mark} MiB, {used} MiB in use")
        must(len(paths) >= 2, "the mark is reached too early")
        check_full(world, paths[0])
        check_comparison(world)
        check_rest(world, paths[0])
        check_free_again(world, paths)
        print("and after them there is room again")


if __name__ == "__main__":
    try:
        main()
    except Mismatch as problem:
        sys.exit(f"FAILED: {problem}")
