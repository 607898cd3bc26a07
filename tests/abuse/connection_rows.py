"""Rows 58 to 60: more connections than there may be, of one address, of all, and than files."""
import resource
import time
from contextlib import ExitStack

from row import Row, check_reply, must
from service import PATIENT
from wire import PATIENCE, Wire

SPARE_FILES = 4          # Of a server whose files run out.
SOME_LINES = 10          # Of the log, a second.
BUSY_SHARE = 0.3         # Of a processor; a loop that spins takes all of one.
WATCH_SECONDS = 3


def may_open_many():
    """As many files for this process as it may have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def is_served(port):
    with Wire(port) as wire:
        return wire.ask("GET", "/livez").status == 200


def wait_until_served(port):
    end = time.monotonic() + PATIENCE
    while not is_served(port):
        must(time.monotonic() < end, "nobody is served any more")
        time.sleep(0.05)


def open_until_refused(port, stack, most):
    """Connections that are answered, and the answer to the first that is not."""
    for count in range(most):
        wire = stack.enter_context(Wire(port))
        reply = wire.ask("GET", "/livez")
        if reply.status != 200:
            return count, reply
        check_reply(reply, (200,))
    return most, None


def one_address(world):
    """The other client's connection is one of the 64."""
    with ExitStack() as stack:
        held, reply = open_until_refused(world.port, stack, 80)
        must(held == 63, f"{held} besides the first were served")
        check_reply(reply, (503,), "too-many-connections")
        args = reply.json()["args"]
        must(args == {"limit": "connections-per-address", "value": 64}, f"args {args}")
    wait_until_served(world.port)
    return f"{reply}; free again after they vanished"


def many(count, cap):
    """So many at once: each is served or turned away, and afterwards all is as before."""

    def play(world):
        may_open_many()
        came = {200: 0, 503: 0}
        with ExitStack() as stack:
            wires = [stack.enter_context(Wire(world.port)) for _ in range(count)]
            for wire in wires:
                wire.send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for wire in wires:
                reply = wire.read()
                # One that is turned away hangs up, so what was sent to it may cost the answer.
                check_reply(reply, (200, 503, 0))
                came[200 if reply.status == 200 else 503] += 1
        must(came[200] <= cap, f"{came[200]} were served")
        must(came[200] >= cap - 1, f"only {came[200]} were served")
        wait_until_served(world.port)
        return f"{count} on {cap}: {came[200]} served, {came[503]} turned away"

    return play


def no_files(world):
    """The limit of files sinks to what is open: who comes then is turned away, calmly."""
    server = world.server
    most = server.open_files() + SPARE_FILES
    old = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (most, old[1]))
    with ExitStack() as stack:
        wires = [stack.enter_context(Wire(world.port)) for _ in range(50)]
        lines, used = server.log_lines(), server.cpu_seconds()
        time.sleep(WATCH_SECONDS)
        share = (server.cpu_seconds() - used) / WATCH_SECONDS
        lines = server.log_lines() - lines
        refused = [wire.read() for wire in wires[SPARE_FILES + 1:]]
    must(share < BUSY_SHARE, f"{share:.0%} of a processor was used")
    must(lines < SOME_LINES * WATCH_SECONDS, f"{lines} lines were logged")
    for reply in refused:
        check_reply(reply, (503,), "too-many-connections")
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, old)
    wait_until_served(world.port)
    return f"{refused[0]}; CPU {share:.0%}, {lines} log lines; served again"


ANY_ADDRESS = ["--max-connections-per-address", "0", *PATIENT]

ROWS = [
    Row(58, "a 65th connection of one address (streams are not there yet)",
        "503; free once they vanish",
        [one_address], ["--max-connections-per-address", "64", *PATIENT]),
    Row(59, "600 connections on a cap of 400", "served or 503, served again",
        [many(600, 399)], ["--max-connections", "400", *ANY_ADDRESS]),
    Row(59, "2,000 connections on a cap of 1,024", "served or 503, served again",
        [many(2000, 1023)], ["--max-connections", "1024", *ANY_ADDRESS], True),
    Row(60, "no file left", "503, CPU and log calm", [no_files], ANY_ADDRESS),
]
