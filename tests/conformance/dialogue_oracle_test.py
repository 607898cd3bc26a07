#!/usr/bin/env python3
"""Asks real CPython whether the dialogues about it are true.

The dialogues of tests/dialogues/canonical and tests/dialogues/cpython say what CPython's memory
does. Other tests hold the service to them; this one holds them to the interpreter: each operation's
Python text is run at the prompt of Python 3.11, and every claim about a name (in a `GET names`),
about what a collection finds, or about an exception must be what the interpreter answers. While
automatic collections are on it is not asked when they happen: the prompt makes objects of its own.

Run at the root of the sources; the server's binary is $SANDHEAP_SERVER.
"""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys

from service import Service

FOLDERS = ("tests/dialogues/canonical", "tests/dialogues/cpython")
PROFILE = "cpython-3.11"
PYTHON = os.environ.get("SANDHEAP_PYTHON", "python3.11")
FACTS = ("getrefcount", "size", "tracked", "generation", "finalized", "type", "repr")


class Prompt:
    """Real CPython, in a process of its own."""

    def __init__(self):
        worker = pathlib.Path(__file__).with_name("prompt.py")
        environment = dict(os.environ, PYTHONHASHSEED="0")
        self.process = subprocess.Popen([PYTHON, "-S", str(worker)], env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


def read_dialogue(path):
    """Requests as [text, expected answer, Python]: the last for those that are refused, which have
    no text of their own; it stands in a comment before them, after ">>> "."""
    text = re.sub(r"\n +", " ", path.read_text(encoding="utf-8"))
    turns, python = [], None
    for line in text.splitlines():
        if line.startswith("# >>> "):
            python = line[6:]
        elif line.startswith("> "):
            turns.append([line[2:], "{}", python])
            python = None
        elif line.startswith("< "):
            turns[-1][1] = line[2:]
    return turns


class Comparison:
    """One dialogue, told to both."""

    def __init__(self, service, prompt):
        self.service, self.prompt = service, prompt
        self.session = service.request("POST", "/v1/sessions", {"profile": PROFILE})[1]["url"]
        self.claims, self.differences = 0, []
        self.automatic = False

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
                if fact in FACTS and not (self.automatic and fact == "generation"):
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


def compare(path, service):
    prompt = Prompt()
    comparison = Comparison(service, prompt)
    for turn in read_dialogue(path):
        comparison.take_turn(*turn)
    prompt.close()
    if comparison.claims == 0:
        comparison.differences.append("it claims nothing that CPython could be asked")
    return comparison


def main():
    paths = [path for folder in FOLDERS for path in sorted(pathlib.Path(folder).glob("*.txt"))]
    if not paths:
        sys.exit("there are no dialogues about CPython")
    failed, claims = 0, 0
    with contextlib.closing(Service(os.environ["SANDHEAP_SERVER"])) as service:
        for path in paths:
            comparison = compare(path, service)
            claims += comparison.claims
            failed += bool(comparison.differences)
            for difference in comparison.differences:
                print(f"{path}: {difference}")
    print(f"{len(paths)} dialogues, {claims} claims, {failed} dialogues differ")
    sys.exit(failed != 0)


main()
