"""Row 57: clients that take their time. Each is hung up on, and the others do not notice.

The deadlines are options, so that a row need not wait ten seconds for each.
"""
import time

from row import Mismatch, Row, check_reply, must
from wire import PATIENCE, Wire

OPTIONS = ["--request-timeout", "2", "--reply-timeout", "2", "--idle-timeout", "2"]
DRIP_SECONDS = 0.2
HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-A: "
BODY = (b"POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100000\r\n\r\n")
TLS_HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(range(189))


def drip(wire, piece):
    """Shows again and again that it is alive, which must not help."""
    end = time.monotonic() + PATIENCE
    wire.socket.settimeout(DRIP_SECONDS)
    while time.monotonic() < end:
        if not wire.send(piece):
            return
        try:
            if not wire.more():
                return
        except TimeoutError:
            pass
    raise Mismatch("the connection was kept")


def dripping(words, beginning, piece):
    def play(world):
        with Wire(world.port) as wire:
            wire.send(beginning)
            drip(wire, piece)
        return f"{words}: closed"

    return play


def silent(words, sent):
    def play(world):
        with Wire(world.port) as wire:
            wire.send(sent)
            must(wire.is_closed(), f"{words}: the connection was kept")
        return f"{words}: closed"

    return play


def idle_after_a_reply(world):
    with Wire(world.port) as wire:
        check_reply(wire.ask("GET", "/livez"), (200,))
        must(wire.is_closed(), "the connection was kept")
    return "idle: closed"


def slow_reader(world):
    """Asks for megabytes and takes nothing: its connection ends before the answer does."""
    path = world.session()
    made = world.ask("POST", f"{path}/ops?events=none", {"ops": [
        {"op": "assign", "name": "a", "value": []},
        {"op": "repeat", "times": 9000, "ops": [{"op": "append", "target": "a", "value": []}]}]})
    check_reply(made, (200,))
    with Wire(world.port, receive_bytes=4096) as wire:
        wire.send(b"GET %s/graph?limit=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n" % path.encode())
        wire.received = wire.socket.recv(1)
        end = time.monotonic() + PATIENCE
        while world.server.holds(wire):
            must(time.monotonic() < end, "the connection was kept")
            time.sleep(0.1)
        reply = wire.read()
        must(len(reply.body) < int(reply.fields.get("content-length", 1)), "all of it came")
    return "slow reader: closed"


ROWS = [
    Row(57, "a head, a body that drip; a slow reader; TLS; idle", "closed in time",
        [dripping("head", HEAD, b"a"), dripping("body", BODY, b" "), silent("TLS hello", TLS_HELLO),
         silent("nothing", b""), idle_after_a_reply, slow_reader], OPTIONS),
]
