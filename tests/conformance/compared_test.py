#!/usr/bin/env python3
"""Holds POST /v1/compare against sessions.

The operations of every dialogue run in a session of each of some profiles, one by one, and in one
comparison. What the comparison tells, kept by name and field, must be after each operation what
differs between the sessions: their names, objects, totals and collectors.

Run at the root of the sources; the server's binary is $SANDHEAP_SERVER.
"""
import itertools
import json
import os
import pathlib
import re
import sys

import dialogues
from service import Service

FOLDERS = ("tests/dialogues", "tests/dialogues/canonical", "tests/dialogues/cpython")
# One after the other has its turn, dialogue by dialogue.
CHOICES = (("cpython-3.11", "cpython-3.14"), ("cpython-3.12", "article"),
           ("cpython-3.15", "cpython-3.13", "cpython-3.12"))
MOST_OPERATIONS = 60  # Of a dialogue.
OWN = ("type", "repr", "references", "refcount", "getrefcount", "immortal", "size", "tracked",
       "generation", "frozen", "interned", "cached", "finalized")
USES = ("object", "items", "keys", "table", "values")


def operations_of(path):
    """Those that are asked for one by one or in lists, which are taken apart."""
    operations = []
    for request in dialogues.requests_of(path, CHOICES[0][0]):
        body = request.removeprefix("POST ops ")
        if body.startswith("{"):
            try:
                asked = json.loads(body)
            except ValueError:
                continue
            is_list = list(asked) == ["ops"] and isinstance(asked["ops"], list)
            operations += asked["ops"] if is_list else [asked]
    return operations[:MOST_OPERATIONS]


class Watched:
    """A session, and what can be seen of it."""

    def __init__(self, service, profile):
        self.service, self.profile = service, profile
        self.path = service.request("POST", "/v1/sessions", {"profile": profile})[1]["url"]

    def get(self, what):
        return self.service.request("GET", self.path + what)[1]

    def run(self, operation):
        """What the operation did; None where it is refused whatever the state is, or may be."""
        status, reply = self.service.request("POST", f"{self.path}/ops?events=none", operation)
        if status == 400 or reply.get("code") == "bad-reference":
            return None
        if status != 200:
            return {"exception": reply["detail"]}
        result = reply["result"] or {}
        did = {f"result.{key}": value for key, value in result.items()
               if key not in ("object", "frame", "generation")}
        return {**did, "freed": len(reply["freed"]) + reply.get("freed_left_out", 0)}

    def names(self):
        """By depth, function and name: how it is called, and what is bound."""
        depths = {frame["frame"]: (depth, frame["label"])
                  for depth, frame in enumerate(self.get("/frames")["items"])}
        found = {}
        for item in self.get("/names?limit=1000")["items"]:
            number = re.search(r"#(\d+)\(\)\.", item["holder"])
            frame = int(number[1]) if number else 0
            text = item["holder"] if number else item["name"]
            found[depths[frame] + (item["name"],)] = text, item["object"]
        return found

    def state(self):
        heap, collector = self.get("")["heap"], self.get("/gc")
        return {**{f"heap.{key}": value for key, value in heap.items()},
                "gc.objects": collector["objects"],
                "gc.collections": [each["collections"] for each in collector["stats"]]}


def fields_of(told):
    fields = {key: told[key] for key in OWN}
    fields["repr"] = re.sub(r" at 0x[0-9a-f]+", " at 0x...", told["repr"])
    for use in USES:
        sizes = [block["size_class"] or block["bytes"] for block in told["blocks"]
                 if block["use"] == use]
        fields[f"blocks.{use}"] = sizes[0] if sizes else None
    return fields


def first_with(names, keys, texts):
    """Of each name the first that is the same object; None where it is itself."""
    firsts = {}
    return {key: texts[first] if (first := firsts.setdefault(names[key][1]["id"], key)) != key
            else None for key in keys if key in names}


def differing(values):
    return any(value != values[0] for value in values)


def names_that_differ(sights):
    keys = list(dict.fromkeys(key for names in sights for key in names))
    texts = {key: next(names[key][0] for names in sights if key in names) for key in keys}
    firsts = [first_with(names, keys, texts) for names in sights]
    for key in keys:
        bound = [key in names for names in sights]
        if not all(bound):
            yield (texts[key], "bound"), bound
            continue
        fields = [fields_of(names[key][1]) | {"same_as": first[key]}
                  for names, first in zip(sights, firsts)]
        for field in fields[0]:
            if differing(values := [each[field] for each in fields]):
                yield (texts[key], field), values


def states_that_differ(states):
    for field in dict.fromkeys(field for state in states for field in state):
        if differing(values := [state.get(field) for state in states]):
            yield (None, field), values


class Sessions:
    """The same operations in a session of each profile."""

    def __init__(self, service, profiles):
        self.watched = [Watched(service, profile) for profile in profiles]

    def run(self, operation):
        """What differs after it; None where a session does not take it."""
        did = [each.run(operation) for each in self.watched]
        if None in did:
            return None
        for each in did:
            each.setdefault("freed", 0)
        return (dict(states_that_differ(did)),
                dict(names_that_differ([each.names() for each in self.watched])) |
                dict(states_that_differ([each.state() for each in self.watched])))

    def close(self):
        for each in self.watched:
            each.service.request("DELETE", each.path)


PASSING = re.compile(r"exception$|result\.|freed$|unraisable$")


class Told:
    """What a comparison has told so far, by name and field."""

    def __init__(self):
        self.now = {}

    def follow(self, result, bound):
        """What the operation did; `bound` are the names that differ, or are somewhere still."""
        did = {}
        for each in result["differs"]:
            key = each["name"], each["field"]
            (did if PASSING.match(each["field"]) else self.now)[key] = each["values"]
        for each in result["agrees"]:
            del self.now[each["name"], each["field"]]
        partly = {name for name, field in self.now if field == "bound"}
        self.now = {(name, field): values for (name, field), values in self.now.items()
                    if name is None or (name in bound and (name not in partly or field == "bound"))}
        did.pop((None, "unraisable"), None)
        return did


def check(service, operations, profiles):
    """The number of operations compared, or what is wrong."""
    sessions = Sessions(service, profiles)
    expected = []
    for operation in operations:
        if (differences := sessions.run(operation)) is not None:
            bound = {text for each in sessions.watched for text, _ in each.names().values()}
            expected.append((operation, differences, bound))
    sessions.close()
    asked = {"ops": [operation for operation, _, _ in expected], "profiles": profiles}
    status, reply = service.request("POST", "/v1/compare", asked)
    if status != 200:
        return 0 if reply["code"].startswith("quota") else f"refused: {reply}"
    told = Told()
    for (operation, (did, state), bound), result in zip(expected, reply["results"]):
        if "differs_left_out" in result or "agrees_left_out" in result:
            break
        told_did = told.follow(result, bound)
        for what, one, other in (("did", told_did, did), ("state", told.now, state)):
            for key in one.keys() | other.keys():
                if one.get(key) != other.get(key):
                    return (f"{operation}: {what} {key}: the comparison tells {one.get(key)}, "
                            f"the sessions {other.get(key)}")
    return len(expected)


def main():
    service = Service(os.environ["SANDHEAP_SERVER"])
    compared, wrong = 0, 0
    paths = [path for folder in FOLDERS for path in sorted(pathlib.Path(folder).glob("*.txt"))]
    for path, profiles in zip(paths, itertools.cycle(CHOICES)):
        answer = check(service, operations_of(path), profiles)
        if isinstance(answer, str):
            print(f"{path}, {' and '.join(profiles)}: {answer}")
            wrong += 1
        else:
            compared += answer
    service.close()
    print(f"{compared} operations compared, {wrong} dialogues otherwise")
    return 1 if wrong > 0 or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
