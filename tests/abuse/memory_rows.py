"""Row 61: malloc() that fails every so often, in all of the running server.

The server is `starved_server`: the real one with a malloc() of its own that reads from a file how
often it is to fail. What a session has afterwards is held against a session that did only what was
answered with success.
"""
import struct
import tempfile
import time

from row import Row, check_reply, must
from service import Server, World
from wire import PATIENCE, Wire

RATES = (200, 50, 20, 5)
REQUESTS = 150
OPERATIONS = (
    {"op": "assign", "name": "a", "value": [1, "two", {"tuple": [3.5, None]}]},
    {"op": "append", "target": "a", "value": {"dict": [["k", {"ref": "a"}]]}},
    {"op": "class", "name": "P", "finalizer": [
        {"op": "assign", "name": "last", "value": {"ref": "self"}}]},
    {"op": "assign", "name": "p", "value": {"new": "P"}},
    {"op": "repeat", "times": 3, "ops": [
        {"op": "assign", "name": "b{i}", "value": {"set": ["x", "y z"]}}]},
    {"op": "assign", "name": "p", "value": {"expr": "join", "args": [",", ["a", "b"]]}},
    {"ops": [{"op": "assign", "name": "c", "value": []}, {"op": "del", "name": "c"}]},
    {"op": "collect"},
)
READS = ("", "/objects", "/graph", "/gc", "/memory", "/history", "/names", "/interned")


class Starvation:
    """How often malloc() fails: one call in so many, 0 for never."""

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.set(0)

    def set(self, one_in):
        self.file.seek(0)
        self.file.write(struct.pack("I", one_in))
        self.file.flush()


def ask_starving(world, starvation, one_in, method, path, body=None):
    starvation.set(one_in)
    try:
        with Wire(world.port) as wire:
            reply = wire.ask(method, path, body)
    except OSError:
        reply = None
    starvation.set(0)
    return reply.status if reply else 0, reply


def wait_for_server(world):
    end = time.monotonic() + PATIENCE
    while True:
        must(world.server.process.poll() is None, "the server died")
        try:
            if world.ask("GET", "/livez").status == 200:
                return
        except OSError:
            pass
        must(time.monotonic() < end, "the server does not answer")


class Trial:
    """Two sessions that must stay alike, the second of which never starves."""

    def __init__(self, world, starvation):
        self.world = world
        self.starvation = starvation
        self.path, self.model = world.session(), world.session()
        self.came = {}
        for path in (self.path, self.model):  # So that every operation works from now on.
            check_reply(world.ask("POST", f"{path}/ops", {"ops": [
                each for each in OPERATIONS if "op" in each]}), (200,))

    def change(self, one_in, operation):
        seq = self.world.state(self.path)[0]
        status, reply = ask_starving(self.world, self.starvation, one_in, "POST",
                                     f"{self.path}/ops?events=none", operation)
        must(status in (200, 503, 0), f"{reply}")
        wait_for_server(self.world)
        now = self.world.state(self.path)
        # An answer may be lost after the change was made; the number of operations tells.
        must(now[0] == seq or status != 503, "503, but something was done")
        must(now[0] != seq or status != 200, "200, but nothing was done")
        if now[0] != seq:
            check_reply(self.world.ask("POST", f"{self.model}/ops?events=none", operation), (200,))
        must(now == self.world.state(self.model), f"the state differs after {operation}")
        self.count(status)

    def read(self, one_in, what):
        status, reply = ask_starving(self.world, self.starvation, one_in, "GET", self.path + what)
        must(status in (200, 503, 0), f"{reply}")
        wait_for_server(self.world)
        self.count(status)

    def create(self, one_in):
        status, reply = ask_starving(self.world, self.starvation, one_in,
                                     "POST", "/v1/sessions", {})
        must(status in (201, 503, 0), f"{reply}")
        self.count(status)

    def count(self, status):
        word = status or "closed"
        self.came[word] = self.came.get(word, 0) + 1


def starving(world):
    came = []
    for one_in in RATES:
        starvation = Starvation()
        environment = {"STARVE_FILE": starvation.file.name}
        with Server(world.starved_program, environment=environment) as server:
            trial = Trial(World(server), starvation)
            for turn in range(REQUESTS):
                trial.change(one_in, OPERATIONS[turn % len(OPERATIONS)])
                trial.read(one_in, READS[turn % len(READS)])
                if turn % 10 == 0:
                    trial.create(one_in)
        counts = ", ".join(f"{count}x {word}"
                           for word, count in sorted(trial.came.items(), key=str))
        came.append(f"1 in {one_in}: {counts}")
    return "; ".join(came)


ROWS = [
    Row(61, "malloc() that fails 1 in 200, 50, 20, 5", "503 or closed, state intact", [starving]),
]
