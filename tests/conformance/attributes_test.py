#!/usr/bin/env python3
"""Holds the service to which attributes the objects of each CPython that is here have.

Every name that dir() gives of any object below, in any of the Pythons, is asked of every object.
What the Python has must be there, or be said to be made anew; what it has not, must raise
AttributeError. The server's binary is $SANDHEAP_SERVER.
"""
import contextlib
import json
import os
import subprocess
import sys

import pythons
from service import Service, Session

SETUP = [
    {"op": "class", "name": "P", "slots": ["slot"],
     "methods": [{"name": "method", "params": ["self"], "body": []}]},
    {"op": "class", "name": "Q", "bases": ["P"]},
    {"op": "assign", "name": "base", "value": {"ref": "P.__base__"}},
    {"op": "assign", "name": "member", "value": {"ref": "P.__dict__['slot']"}},
    {"op": "assign", "name": "getset", "value": {"ref": "Q.__dict__['__dict__']"}},
    {"op": "function", "name": "f", "params": []},
    {"op": "function", "name": "maker", "params": [], "body": [
        {"op": "assign", "name": "x", "value": []},
        {"op": "function", "name": "inner", "params": [], "cells": ["x"], "body": []},
        {"op": "return", "value": {"ref": "inner"}}]},
    {"op": "call", "function": "maker", "into": "inner"},
    {"op": "assign", "name": "cell", "value": {"ref": "inner.__closure__[0]"}},
    {"op": "assign", "name": "none", "value": None},
    {"op": "assign", "name": "truth", "value": True},
    {"op": "assign", "name": "number", "value": 1000},
    {"op": "assign", "name": "fraction", "value": 1.5},
    {"op": "assign", "name": "text", "value": "some text"},
    {"op": "assign", "name": "data", "value": {"bytes": "AAE="}},
    {"op": "assign", "name": "items", "value": [1000]},
    {"op": "assign", "name": "pair", "value": {"tuple": [{"ref": "items"}]}},
    {"op": "assign", "name": "table", "value": {"dict": [[1, 2]]}},
    {"op": "assign", "name": "some", "value": {"set": [1]}},
    {"op": "assign", "name": "frozen", "value": {"frozenset": [1]}},
    {"op": "assign", "name": "p", "value": {"new": "P"}},
    {"op": "assign", "name": "q", "value": {"new": "Q"}},
    {"op": "assign", "name": "bound", "value": {"ref": "q.method"}},
    {"op": "assign", "name": "weak", "value": {"weakref": "q"}},
]
NAMES = [operation["name"] for operation in SETUP if "name" in operation]

# Reads a JSON object of what to run, which names to look at, and which attributes to ask for
# (those of dir() if none are given); answers which there are of each name. All is made anew for
# each attribute, and the class asked last, since asking it for some leaves others in its dict.
ASKED = """
import json, sys, weakref
asked, there = json.load(sys.stdin), {}
def scope_anew():
    scope = {"weakref": weakref}
    for text in asked["run"]:
        exec(text, scope)
    return scope
if asked["attributes"] is None:
    scope = scope_anew()
    there = {name: [*dir(scope[name]), *dir(type(scope[name]))] for name in asked["names"]}
for attribute in asked["attributes"] or ():
    scope = scope_anew()
    for name in reversed(asked["names"]):
        if hasattr(scope[name], attribute):
            there.setdefault(name, []).append(attribute)
print(json.dumps(there))
"""


def ask(python, texts, attributes):
    told = subprocess.run(
        [python.program, "-S", "-c", ASKED], capture_output=True, text=True, check=True,
        input=json.dumps({"run": texts, "names": NAMES, "attributes": attributes}))
    return {name: set(there) for name, there in json.loads(told.stdout).items()}


def service_has(session, reference):
    """Whether the service says that there is such an attribute; None if it says neither."""
    status, reply = session.run({"op": "evaluate", "value": {"ref": reference}})
    if status == 200 or "makes it anew" in reply["detail"]:
        return True
    return False if reply.get("exception") == "AttributeError" else None


def differences(session, there, attributes):
    for name in NAMES:
        for attribute in attributes:
            has = service_has(session, f"{name}.{attribute}")
            if has != (attribute in there[name]):
                yield f"{name}.{attribute}: service {has}, Python {attribute in there[name]}"


def main():
    with contextlib.closing(Service(os.environ["SANDHEAP_SERVER"])) as service:
        return compare(service, pythons.find_all(pythons.VERSIONS))


def compare(service, found):
    failed = compared = 0
    sessions = [Session(service, python.profile, SETUP) for python in found]
    attributes = sorted({each for python, session in zip(found, sessions)
                         for there in ask(python, session.setup_texts, None).values()
                         for each in there})
    for python, session in zip(found, sessions):
        there = ask(python, session.setup_texts, attributes)
        for difference in differences(session, there, attributes):
            failed += 1
            print(f"FAILED: CPython {python.release}: {difference}")
        compared += len(NAMES) * len(attributes)
    print(f"{compared} attributes asked for, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
