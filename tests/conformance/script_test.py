#!/usr/bin/env python3
"""Runs the history of sessions as Python scripts in real CPython.

The session of every dialogue, and of a few hundred random programs, is asked for its history as
text/x-python, and that is run by the Python that its profile follows, if it is found.
The script must end without an exception, with the names of the module bound to what
the service says: the same type, and the same repr where it shows no address. Frames that are still
running are left first, once the script has run with them too.

Run at the root of the sources; the server's binary is $SANDHEAP_SERVER.
"""
import contextlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

import dialogues
import program
import pythons
from generator import Generator
from service import Service, Session

FOLDERS = ("tests/dialogues", "tests/dialogues/canonical", "tests/dialogues/cpython")
PROFILES = ("article", "cpython-3.11")  # Of the programs, and of what names no profile.
PROGRAMS, LENGTH = 300, 60
OWN_NAMES = re.compile(r"_+(enter|entered|entered_codes|frame_\d+)$|gc$|sys$|weakref$")
# What the repr of an object depends on besides what it is.
UNCOMPARABLE = re.compile(r" at 0x|\.\.\.$")


class Runner:
    """The child process that runs scripts."""

    def __init__(self, python):
        self.process = subprocess.Popen(
            [python, "-S", str(pathlib.Path(__file__).with_name("script_runner.py"))], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "0"})

    def run(self, script):
        self.process.stdin.write(json.dumps(script) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)


class Story:
    """A session by its path, and what its script has to say."""

    def __init__(self, service, path):
        self.service, self.path = service, path

    def get(self, what):
        return self.service.request("GET", f"{self.path}/{what}")[1]

    def script(self):
        connection = self.service.connection
        connection.request("GET", f"{self.path}/history", headers={"Accept": "text/x-python"})
        reply = connection.getresponse()
        text = reply.read().decode("utf-8")
        if reply.status != 200 or reply.headers["Content-Type"] != "text/x-python; charset=utf-8":
            raise RuntimeError(f"no script: {reply.status} {text}")
        return text

    def history(self):
        cursor = ""
        while cursor is not None:
            page = self.get(f"history?limit=1000{cursor}")
            yield from page["items"]
            cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"

    def names(self):
        """Of the module: what each is bound to."""
        found, cursor = {}, ""
        while cursor is not None:
            page = self.get(f"names?limit=1000{cursor}")
            found.update({item["name"]: item["object"] for item in page["items"]
                          if item["holder"] == f"<module>.{item['name']}"})
            cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
        return found

    def leave_frames(self):
        """Whether there were any."""
        depth = self.get("frames")["total"] - 1
        for _ in range(depth):
            status, reply = self.service.request("POST", f"{self.path}/ops", {"op": "return"})
            if status != 200:
                raise RuntimeError(f"a frame cannot be left: {reply}")
        return depth > 0


def differences(story, runner):
    """What is wrong with the session's script, as sentences."""
    history = list(story.history())
    real = runner.run(story.script())
    if real["error"] is None and story.leave_frames():
        real = runner.run(story.script())
    if any(item["python"] is None for item in history):
        return []  # What follows from them the script cannot tell.
    if real["error"] is not None:
        return [f"it ends with {real['error']}\n{story.script()}"]
    bound = {name: told for name, told in real["names"].items() if not OWN_NAMES.match(name)}
    # How much a collection finds: constants it does not.
    counts = {item["op"]["into"] for item in history
              if item["op"]["op"] == "collect" and "into" in item["op"]}
    # Nor is a line of a script that of a statement at the prompt.
    lines = {item["op"].get("name") for item in history if "firstlineno" in json.dumps(item["op"])}
    return [difference for name, difference in compare_names(story.names(), bound)
            if name not in counts | lines]


def compare_names(told, bound):
    for name in told.keys() ^ bound.keys():
        yield name, f"{name} is bound {'only in the service' if name in told else 'only by the script'}"
    for name in told.keys() & bound.keys():
        kind, shown = bound[name]
        if told[name]["type"] != kind:
            yield name, f"{name} is {told[name]['type']} {told[name]['repr']}, CPython {kind} {shown}"
        elif told[name].get("repr_cut") or UNCOMPARABLE.search(shown + told[name]["repr"]):
            continue
        elif told[name]["repr"] != shown:
            yield name, f"{name} shows {told[name]['repr']}, CPython {shown}"


# ---------------------------------------------------------------- where sessions come from

def play(service, requests):
    """The paths of the sessions of a dialogue."""
    sessions = []
    for request in requests:
        method, path, body = "POST", "ops", request
        if not request.startswith("{"):
            method, path, body = (request.split(" ", 2) + ["", ""])[:3]
        if path == "sessions":
            status, reply = ask(service, method, "/v1/sessions", body)
            sessions += [reply["url"]] if status == 201 else []
            continue
        if not sessions:
            sessions.append(service.request("POST", "/v1/sessions", {})[1]["url"])
        if method != "GET":
            ask(service, method, f"{sessions[-1]}/{path}", body)
    return sessions


def ask(service, method, path, body):
    """A dialogue's body may be no JSON."""
    service.connection.request(method, path.replace(" ", "%20"), body.encode("utf-8") or None,
                               {"Content-Type": "application/json"})
    reply = service.connection.getresponse()
    content = reply.read()
    return reply.status, json.loads(content) if content else None


def told_dialogues(service, profile):
    """Of each dialogue its name and the paths of those sessions whose Python is the profile's."""
    followed = PROFILES if profile in PROFILES else (profile,)
    for path in (path for folder in FOLDERS for path in sorted(pathlib.Path(folder).glob("*.txt"))):
        every = dialogues.is_about_every_cpython(path)
        names_it = f'"{profile}"' in path.read_text(encoding="utf-8")
        if not every and not names_it and profile not in PROFILES:
            continue
        for session in play(service, dialogues.requests_of(path, profile)):
            is_its = service.request("GET", session)[1]["profile"] in followed
            if is_its and not path.name.startswith("left_out_"):  # Those say where CPython differs.
                yield f"{path} in {profile}" if every else str(path), session


def programs(service):
    for number in range(PROGRAMS):
        session = Session(service, PROFILES[number % 2], program.SETUP)
        choose, last = Generator(number, LENGTH), None
        while (operation := choose(session, last)):
            last = program.Step(operation, session)
        yield f"program {number}", session.path


def run_with(python, service):
    """How many scripts a Python ran, and how many went wrong."""
    count, failed = 0, 0
    sources = [told_dialogues(service, python.profile)]
    sources += [programs(service)] if python.profile in PROFILES else []
    with contextlib.closing(Runner(python.program)) as runner:
        for name, path in itertools.chain(*sources):
            count += 1
            found = differences(Story(service, path), runner)
            failed += bool(found)
            for difference in found:
                print(f"{name}: {difference}")
            service.request("DELETE", path)
    print(f"CPython {python.release}: {count} scripts, {failed} went wrong")
    return count, failed


def main():
    found = [pythons.find_one()]
    found += pythons.find_all(pythons.VERSIONS[1:])
    with contextlib.closing(Service(os.environ["SANDHEAP_SERVER"])) as service:
        counts = [run_with(python, service) for python in found]
    sys.exit(any(failed for _, failed in counts) or counts[0][0] < PROGRAMS)


if __name__ == "__main__":
    main()
