#!/usr/bin/env python3
"""Replays the recorded corpora: random programs with what a real CPython answered.

Run at the root of the sources; the server's binary is $SANDHEAP_SERVER. corpus/README.md tells the
format. After every step each name's object must be as recorded: its type, its references, whether
it is tracked, its generation and size, and which other names have it too. `--only cpython-3.12`
replays the corpus of one profile alone.
"""
import argparse
import contextlib
import gzip
import json
import os
import pathlib
import sys

from service import Service

PROFILES = [f"cpython-3.{minor}" for minor in (11, 12, 13, 14, 15)]
BEFORE = ([{"op": "class", "name": "P"}]
          + [{"op": "evaluate", "value": {"new": "P"}}] * 40
          + [{"op": "collect"}, {"op": "freeze"}, {"op": "gc", "enabled": False}])


class Difference(Exception):
    """The service answers otherwise than the recorded interpreter."""


def must_be(what, recorded, answered):
    if recorded != answered:
        raise Difference(f"{what}: recorded {recorded}, answered {answered}")


def begin(service, profile):
    session = service.request("POST", "/v1/sessions", {"profile": profile, "ops": BEFORE})[1]
    return session["url"]


def take_step(service, url, step):
    operation = {key: value for key, value in step["op"].items() if key != "?"}
    _, answer = service.request("POST", f"{url}/ops?events=none", operation)
    must_be("exception", step.get("error"), answer.get("exception"))
    if "error" not in step and "code" in answer:
        raise Difference(answer["detail"])
    if "result" in step:
        must_be("gc.collect()", step["result"], answer["result"]["collected"])


def facts_of(item, first_name):
    found = item["object"]
    return [found["type"], found["references"], found["tracked"], found["generation"],
            found["size"], first_name[found["id"]]]


def compare_names(service, url, recorded):
    items = service.request("GET", f"{url}/names?limit=1000")[1]["items"]
    items = [item for item in items if item["name"] != "P"]
    must_be("names", sorted(recorded), sorted(item["name"] for item in items))
    first_name = {}
    for item in sorted(items, key=lambda item: (len(item["name"]), item["name"])):
        first_name.setdefault(item["object"]["id"], item["name"])
    for item in items:
        facts, expected = facts_of(item, first_name), recorded[item["name"]]
        if expected[1] == "big":
            facts[1] = "big"
        must_be(item["name"], expected, facts)


def replay(service, profile, program):
    """The number of steps, and how the first that differs does; None when none does."""
    url, recorded = begin(service, profile), {}
    for number, step in enumerate(program):
        recorded.update(step.get("set", {}))
        for name in step.get("gone", []):
            del recorded[name]
        try:
            take_step(service, url, step)
            compare_names(service, url, recorded)
        except Difference as difference:
            return number, f"step {number}, {step['py']}: {difference}"
    service.request("DELETE", url)
    return len(program), None


def replay_corpus(service, path, profile):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        corpus = json.load(file)
    steps, differing = 0, 0
    for number, program in enumerate(corpus["programs"]):
        done, difference = replay(service, profile, program)
        steps += done
        if difference:
            differing += 1
            print(f"{path.name}, program {number}: {difference}")
    print(f"{path.name}: {len(corpus['programs'])} programs, {steps} steps as CPython "
          f"{corpus['python']} answered, {differing} programs differ")
    return differing


def profiles_chosen():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PROFILES, help="the corpus of this profile alone")
    chosen = parser.parse_args().only
    return [chosen] if chosen else PROFILES


def main():
    folder = pathlib.Path(__file__).with_name("corpus")
    profiles = profiles_chosen()
    with contextlib.closing(Service(os.environ["SANDHEAP_SERVER"])) as service:
        differing = sum(
            replay_corpus(service, folder / f"corpus-{name.partition('-')[2]}.json.gz", name)
            for name in profiles)
    sys.exit(differing != 0)


main()
