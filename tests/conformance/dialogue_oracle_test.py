#!/usr/bin/env python3
"""Asks real CPythons whether the dialogues about them are true.

The dialogues of tests/dialogues/canonical and tests/dialogues/cpython say what CPython's memory
does. Other tests hold the service to them; this one holds them to the interpreters, each that is
found to its own answers: each operation's Python text is run at its prompt, and every claim about a
name (in a `GET names`), about what a collection finds, or about an exception must be what the
interpreter answers. While automatic collections are on it is not asked when they happen: the prompt
makes objects of its own.

Run at the root of the sources; the server's binary is $SANDHEAP_SERVER.
"""
import contextlib
import json
import os
import pathlib
import subprocess
import sys

import dialogues
import pythons
from service import Service

FOLDERS = ("tests/dialogues/canonical", "tests/dialogues/cpython")
# What a release answers otherwise that is newer than the one its profile means: since some release
# after 3.14.7 and 3.15.0rc1 a list of up to 24 slots does not shrink.
NEWER = {("test_list_test_overallocation.txt", "3.14"): "size",
         ("test_list_test_overallocation.txt", "3.15"): "size"}
FACTS = ("getrefcount", "size", "tracked", "generation", "finalized", "type", "repr")


class Prompt:
    """Real CPython, in a process of its own."""

    def __init__(self, python):
        worker = pathlib.Path(__file__).with_name("prompt.py")
        environment = dict(os.environ, PYTHONHASHSEED="0")
        self.process = subprocess.Popen([python.program, "-S", str(worker)], env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


class Comparison:
    """One dialogue in one profile, told to both."""

    def __init__(self, service, prompt, profile, unasked=None):
        self.service, self.prompt, self.unasked = service, prompt, unasked
        self.session = service.request("POST", "/v1/sessions", {"profile": profile})[1]["url"]
        self.claims, self.differences = 0, []
        self.automatic = False

    def close(self):
        self.service.request("DELETE", self.session)

    def claim(self, what, expected, real):
        self.claims += 1
        if expected != real:
            self.differences.append(f"{what}: the dialogue says {expected}, CPython {real}")

    def take_turn(self, request, expected, python):
        if request.startswith("POST sessions"):
            return
        if request.startswith("{"):
            self.operate(json.loads(request), expected, python)
            return
        answer = self.get(request.split(" ", 1)[1])
        if request.startswith("GET names"):
            self.compare_names(json.loads(expected), answer["items"])
        elif request.startswith("GET gc"):
            self.compare_collector(json.loads(expected))

    def get(self, what):
        return self.service.request("GET", f"{self.session}/{what}")[1]

    def operate(self, operation, expected, python):
        self.automatic = operation.get("enabled", self.automatic)
        change = self.service.request("POST", f"{self.session}/ops", operation)[1]
        result = change.get("result") or {}
        if "frame" in result:
            self.enter(operation["function"])
        elif operation["op"] == "return":
            self.prompt.ask(ask="leave")
        elif python is not None:
            self.run_refused(python, expected)
        elif "code" in change:
            self.differences.append(f"{operation}: the service refuses, {change['detail']}")
        else:
            self.run(change["python"], result)

    def run_refused(self, python, expected):
        claimed = json.loads(expected.partition(" ")[2])
        real = self.prompt.ask(ask="run", python=python)
        self.claim(python, claimed["exception"], real.get("exception"))
        self.claim(python, claimed["args"]["message"], real.get("message"))

    def run(self, python, result):
        real = self.prompt.ask(ask="run", python=python)
        self.claim(python, None, real.get("exception"))
        if "collected" in result:
            self.claim(python, result["collected"], real.get("collected"))

    def enter(self, function):
        names = self.get("names?limit=1000")["items"]
        owners = {item["object"]["id"]: item["name"] for item in names
                  if item["holder"].startswith("<module>")}
        inner = {item["name"]: owners[item["object"]["id"]] for item in names
                 if not item["holder"].startswith("<module>")}
        self.prompt.ask(ask="enter", function=function, locals=inner)

    def compare_names(self, pattern, items):
        """The claims of the pattern, and which names share an object."""
        shown = [item for item in pattern.get("items", []) if isinstance(item, dict)]
        known = self.prompt.ask(ask="look", names=[item["name"] for item in shown])
        for item in shown:
            real = known.get(item["name"], {})
            for fact, expected in item.get("object", {}).items():
                if fact in FACTS and fact != self.unasked and not (
                        self.automatic and fact == "generation"):
                    self.claim(f"{item['name']}: {fact}", expected, real.get(fact))
        ids = {item["name"]: item["object"]["id"] for item in items}
        for one in known:
            for other in known:
                self.claims += 1
                same = known[one]["address"] == known[other]["address"]
                if same != (ids.get(one) == ids.get(other)):
                    self.differences.append(f"{one} is {other}: CPython says {same}")

    def compare_collector(self, pattern):
        if self.automatic:
            return
        real = self.prompt.ask(ask="collector")
        if "counts" in pattern:
            self.claim("gc counts", pattern["counts"][1:], real["counts"][1:])
        if "garbage" in pattern:
            self.claim("len(gc.garbage)", len(pattern["garbage"]), real["garbage"])


def compare(path, service, python):
    newer = python.release != pythons.MEANT.get(python.version, python.release)
    unasked = NEWER.get((path.name, python.version)) if newer else None
    with contextlib.closing(Prompt(python)) as prompt, \
            contextlib.closing(Comparison(service, prompt, python.profile, unasked)) as comparison:
        for turn in dialogues.turns_of(dialogues.lines_of(path), python.profile):
            comparison.take_turn(*turn)
    if comparison.claims == 0:
        comparison.differences.append("it claims nothing that CPython could be asked")
    return comparison


def compare_all(paths, service, python):
    """Whether every dialogue is true of this Python."""
    failed, claims = 0, 0
    for path in paths:
        comparison = compare(path, service, python)
        claims += comparison.claims
        failed += bool(comparison.differences)
        for difference in comparison.differences:
            print(f"{path}: in {python.profile}: {difference}")
    print(f"CPython {python.release}: {len(paths)} dialogues, {claims} claims, "
          f"{failed} dialogues differ")
    return failed == 0


def main():
    paths = [path for folder in FOLDERS for path in sorted(pathlib.Path(folder).glob("*.txt"))]
    if not paths:
        sys.exit("there are no dialogues about CPython")
    found = pythons.find_all(pythons.VERSIONS)
    if not found:
        sys.exit("there is no CPython to ask")
    with contextlib.closing(Service(os.environ["SANDHEAP_SERVER"])) as service:
        well = [compare_all(paths, service, python) for python in found]
    sys.exit(not all(well))


main()
