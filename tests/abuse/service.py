"""The server under abuse as a child process, and an ordinary client that it must go on serving."""
import itertools
import os
import re
import subprocess
import tempfile
import threading

from row import Mismatch, must
from wire import Wire, ask

START_SECONDS = 60
STOP_SECONDS = 60
PAUSE_SECONDS = 0.01
TRIES = 20

# No connection ends because this process was slow, and what is kept by mistake is not closed as idle
# before anybody notices.
PATIENT = ["--request-timeout", "600", "--idle-timeout", "600"]


class Server:
    """A server on a free port. `with` ends it, and it must end well and complain of nothing."""

    def __init__(self, program, options=(), environment=None):
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            [program, "--port", "0", *options], stdout=subprocess.PIPE, stderr=self.log,
            text=True, env={**os.environ, **(environment or {})})
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise RuntimeError(f"the server did not start: {self.complaints()}")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.terminate()
        try:
            status = self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process.stdout.close()
        words = self.complaints()
        self.log.close()
        if kind is None:
            must(status == 0, f"the server ended with {status}: {words}")
            must("Sanitizer" not in words and "runtime error" not in words, words)

    def complaints(self):
        self.log.seek(0)
        return self.log.read()

    def log_lines(self):
        return self.complaints().count("\n")

    def cpu_seconds(self):
        """What the process has used of a processor so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def holds(self, wire):
        """Whether the server still has its end of the connection open."""
        ends = [self.port, wire.socket.getsockname()[1]]
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table][1:]
        return any(row[9] != "0" for row in rows
                   if [int(end.rpartition(":")[2], 16) for end in row[1:3]] == ends)


class Bystander(threading.Thread):
    """Works in a session of its own, over one connection, until it is told to stop. Every answer
    must come, and be the right one."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.served = 0
        self.problem = None
        self.wire = Wire(port)  # Before the abuse begins: afterwards there may be none left.
        self.begun = threading.Event()
        self.ending = threading.Event()

    def run(self):
        try:
            self.work()
        except (OSError, Mismatch, KeyError, ValueError) as problem:
            self.problem = f"{type(problem).__name__}: {problem}"
        finally:
            self.begun.set()

    def begin(self):
        """Returns once the server has opened all that it opens for it."""
        self.start()
        self.begun.wait()

    def say(self, method, path, body, status):
        reply = self.wire.ask(method, path, body)
        for _ in range(TRIES):
            if reply.status != 0:
                break
            self.wire = Wire(self.port)  # Closed between two requests, as any connection may be.
            reply = self.wire.ask(method, path, body)
        must(reply.status == status, f"{method} {path}: {reply}, not {status}")
        self.served += 1
        return reply.json() if reply.body else None

    def work(self):
        path = self.say("POST", "/v1/sessions", {}, 201)["url"]
        for turn in itertools.count():
            self.turn(path, turn)
            self.begun.set()
            if self.ending.wait(PAUSE_SECONDS):
                break
        self.say("DELETE", path, None, 204)
        self.wire.close()

    def turn(self, path, turn):
        """Makes a list, asks for it, and looks whether the last one went."""
        made = self.say("POST", f"{path}/ops",
                        {"op": "assign", "name": "a", "value": [turn, "x"]}, 200)
        must(made["seq"] == turn + 1, f"seq {made['seq']} in turn {turn}")
        must(turn == 0 or len(made["freed"]) > 0, f"nothing was freed in turn {turn}")
        found = self.say("GET", f"{path}/objects/{made['result']['object']}", None, 200)
        must(found["repr"] == f"[{turn}, 'x']", f"{found['repr']} in turn {turn}")

    def stop(self):
        """How many requests were served."""
        self.ending.set()
        self.join(timeout=START_SECONDS)
        must(not self.is_alive(), "another client waits for an answer still")
        must(self.problem is None, f"another client was not served: {self.problem}")
        must(self.served > 3, "another client was not served at all")
        return self.served


class World:
    """What the cases of a row may use."""

    def __init__(self, server, starved_program=None):
        self.server = server
        self.port = server.port
        self.starved_program = starved_program

    def ask(self, method, path, body=None):
        return ask(self.port, method, path, body)

    def session(self):
        reply = self.ask("POST", "/v1/sessions", {})
        must(reply.status == 201, f"no session: {reply}")
        return reply.json()["url"]

    def state(self, path):
        """What tells whether anything changed."""
        found = self.ask("GET", path).json()
        return found["seq"], found["state_hash"], found["heap"]
