"""For each limit that GET /v1/limits tells, a request that is refused by it."""
import resource
import select
import threading
import time
from contextlib import ExitStack
from typing import Callable, NamedTuple, Sequence

from row import must
from wire import PATIENCE, Wire, request


class Refused(NamedTuple):
    """How to be refused by a limit: a function of the world that returns the reply."""

    limit: str
    provoke: Callable
    options: Sequence[str] = ()  # Of a server of its own.


NOTHING = {"op": "evaluate", "value": None}


def assign(value, name="a"):
    return {"op": "assign", "name": name, "value": value}


def ref(text):
    return assign({"ref": text})


def sent(*operations, query=""):
    """All of them are sent to one new session; the last is to be refused."""

    def provoke(world):
        path = world.session()
        reply = None
        for operation in operations:
            must(reply is None or reply.status == 200, f"refused too early: {reply}")
            reply = world.ask("POST", f"{path}/ops{query}", operation)
        return reply

    return provoke


def raw(head, body=b""):
    def provoke(world):
        with Wire(world.port) as wire:
            wire.send(head + b"\r\n" + body)
            return wire.read()

    return provoke


def read(path):
    return lambda world: world.ask("GET", world.session() + path)


def nested(count, opening="[", middle="1", closing="]"):
    return opening * count + middle + closing * count


def value_text(text):
    return b'{"op": "assign", "name": "a", "value": ' + text.encode() + b"}"


def repeated(operations, times):
    return {"op": "repeat", "times": times, "ops": operations}


def recursion(body):
    return ({"op": "function", "name": "f", "params": [], "body": body},
            {"op": "call", "function": "f"})


def chain(count, text):
    """Functions of which each calls the one before."""
    for i in range(count):
        call = [{"op": "call", "function": f"f{i - 1}"}] if i > 0 else []
        yield {"op": "function", "name": f"f{i}", "params": [], "body": [assign(text), *call]}
    yield {"op": "call", "function": f"f{count - 1}"}


def names(count, turn):
    return {"ops": [assign(1, f"n{turn}_{i}") for i in range(count)]}


def label(world):
    return world.ask("POST", "/v1/sessions", {"label": "l" * 257})


def compared(*operations, profiles=("article", "cpython-3.11")):
    return lambda world: world.ask("POST", "/v1/compare",
                                   {"ops": operations, "profiles": profiles})


def long_history(world):
    """Every operation is kept as it was sent and as Python."""
    path = world.session()
    piece = {"ops": [assign("x" * 60000)] * 16}
    for _ in range(64):
        reply = world.ask("POST", f"{path}/ops?events=none", piece)
        if reply.status != 200:
            return reply
    return reply


def a_million_operations(world):
    path = world.session()
    thousand = request("POST", f"{path}/ops?events=none", {"ops": [NOTHING] * 1000})
    with Wire(world.port) as wire:
        for _ in range(1001):
            wire.send(thousand)
            reply = wire.read()
            if reply.status != 200:
                break
    return reply


def too_many_sessions(world):
    world.session()
    return world.ask("POST", "/v1/sessions", {})


def idle_session(world):
    """Asked for ever more rarely: who is asked for all the time is not idle."""
    path, pause = world.session(), 2
    while True:
        time.sleep(pause)
        reply = world.ask("GET", path)
        if reply.status != 200 or pause > PATIENCE:
            return reply
        pause *= 2


def one_connection_too_many(world):
    with ExitStack() as stack:
        for _ in range(10):
            wire = stack.enter_context(Wire(world.port))
            reply = wire.ask("GET", "/livez")
            if reply.status != 200:
                return reply
    return reply


def no_file_left(world):
    server = world.server
    before = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (server.open_files(), before[1]))
    try:
        with ExitStack() as stack:  # The first of them may find a file that was just closed.
            wires = [stack.enter_context(Wire(world.port)) for _ in range(8)]
            answered, _, _ = select.select([wire.socket for wire in wires], [], [], PATIENCE)
            return next(wire for wire in wires if wire.socket in answered).read()
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, before)


def busy_session(world):
    """Something long runs in the session again and again until somebody has found it busy."""
    path = world.session()
    long = request("POST", f"{path}/ops?events=none", repeated([NOTHING], 400000))
    ending = threading.Event()

    def work():
        with Wire(world.port) as wire:
            while not ending.is_set():
                wire.send(long)
                wire.read()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    end = time.monotonic() + PATIENCE
    with ExitStack() as stack:  # Of several connections some have another worker.
        wires = [stack.enter_context(Wire(world.port)) for _ in range(4)]
        reply = wires[0].ask("GET", path)
        while reply.status == 200 and time.monotonic() < end:
            reply = wires[int(time.monotonic() * 1000) % len(wires)].ask("GET", path)
    ending.set()
    worker.join()
    return reply


HEAD = (b"POST /v1/sessions/x/objects HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\n")
OPERATIONS_HEAD = HEAD.replace(b"objects", b"ops")
LARGE = 1 << 20
DOUBLED = [assign([1])] + [{"op": "extend", "target": "a", "values": {"ref": "a"}}] * 20

REFUSED = [
    Refused("json-depth", sent(value_text(nested(33)))),
    Refused("json-members", sent({str(i): 1 for i in range(65)})),
    Refused("json-elements", sent(assign([1] * 10001))),
    Refused("json-all-elements", sent(assign([[1] * 9000] * 6))),
    Refused("json-string", sent(assign("x" * 65537))),
    Refused("json-number", sent(value_text("1" * 41))),
    Refused("list-operations", sent({"ops": [assign(1)] * 1001})),
    Refused("name", sent(assign(1, "n" * 257))),
    Refused("names-at-once", sent({"op": "del", "names": [f"n{i}" for i in range(256)]})),
    Refused("reference-steps", sent(ref("a" + ".b" * 65))),
    Refused("key-items", sent(ref(f"a[({'1,' * 1001})]"))),
    Refused("key-depth", sent(ref(f"a[{nested(33, '(', '1', ',)')}]"))),
    Refused("int-digits", sent(assign({"int": "1" * 4301}))),
    Refused("whole-number", sent(value_text(str(2 ** 53)))),
    Refused("threshold", sent({"op": "gc", "thresholds": [2 ** 31, 10, 10]})),
    Refused("turns", sent(repeated([], 1000001))),
    Refused("named-turns", sent(repeated([assign(1, "n{i}")], 10001))),
    Refused("turn-names", sent({"op": "function", "name": "f", "params": [], "body": [
        repeated([assign(1, f"n{i}_{{i}}") for i in range(33)], 2)]})),
    Refused("label", label),
    Refused("compare-profiles", compared(profiles=["article"] * 7)),
    Refused("compare-objects", compared(
        assign([]), repeated([{"op": "append", "target": "a", "value": []}], 16001))),
    Refused("compare-bytes", compared(assign({"bytes": {"zeros": 50000000}}))),
    Refused("work", sent({"ops": DOUBLED}, repeated(
        [{"op": "evaluate", "value": {"expr": "copy", "args": [{"ref": "a"}]}}], 60),
        query="?events=none")),
    # The time that an answer takes is not the client's.
    Refused("steps",
        sent(repeated([NOTHING] * 2, 1000000), query="?events=none"),
            ["--request-timeout", "1", "--idle-timeout", "60"]),
    Refused("running-bodies", sent(*chain(20, "x" * 60000), query="?events=none")),
    Refused("bodies", sent(*recursion([{"op": "call", "function": "f"}]))),
    Refused("frames", sent({"op": "function", "name": "f", "params": []},
                           {"ops": [{"op": "call", "function": "f"}] * 1000},
                           {"op": "call", "function": "f"},
                           query="?events=none")),
    Refused("objects",
        sent(assign([]), repeated([{"op": "append", "target": "a", "value": []}], 101000))),
    Refused("bytes", sent(assign({"bytes": {"zeros": 300000000}}))),
    Refused("names",
        sent(*(names(1000, turn) for turn in range(10)), assign(1, "one_more"),
             query="?events=none")),
    Refused("operations", a_million_operations),
    Refused("history-bytes", long_history),
    Refused("page", read("/objects?limit=1001")),
    Refused("graph-nodes", read("/graph?limit=1000000")),
    Refused("graph-depth", read("/graph?around=1&depth=33")),
    Refused("body", raw(HEAD + b"Content-Length: 300000\r\n", b"x" * 300000)),
    Refused("operations-body",
        raw(OPERATIONS_HEAD + b"Content-Length: %d\r\n" % (LARGE + 1), b"x" * (LARGE + 1))),
    Refused("target", raw(b"GET /" + b"a" * 2048 + b" HTTP/1.1\r\nHost: localhost\r\n")),
    Refused("query-parameters", read("/objects?" + "&".join(f"a{i}=1" for i in range(17)))),
    Refused("header-fields",
        raw(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: 1\r\n" * 64)),
    Refused("entity-tags",
        raw(b"GET /v1/sessions/x HTTP/1.1\r\nHost: localhost\r\nIf-Match: " +
            b", ".join(b'"%d"' % i for i in range(65)) + b"\r\n")),
    Refused("connections", one_connection_too_many, ["--max-connections", "5"]),
    Refused("connections-per-address", one_connection_too_many,
            ["--max-connections-per-address", "5"]),
    Refused("open-files", no_file_left, ["--request-timeout", "600"]),
    Refused("sessions", too_many_sessions, ["--max-sessions", "1"]),
    Refused("sessions-per-address", too_many_sessions, ["--max-sessions-per-address", "1"]),
    Refused("idle-session", idle_session, ["--session-ttl", "1"]),
    Refused("busy-time", busy_session, ["--busy-timeout", "0"]),
    Refused("memory", lambda world: world.ask("POST", "/v1/sessions", {}), ["--max-memory", "1"]),
]

# Why a limit that has a code is not provoked here.
NOT_PROVOKED = {
    "ids": "takes 2^32 objects",
    "header-bytes": "the library refuses before the server sees anything, with words of its own",
    "ended-sessions": "who is forgotten cannot be told from who never was",
}

# Said in Python's words, or as Python writes it.
WORDS = {"bodies": "RecursionError", "frames": "RecursionError", "whole-number": "2**53 - 1"}

# Refused with another value than at the start.
MOVING = {"open-files"}
