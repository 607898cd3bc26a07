"""A program of operations, run by the service and by CPython, and the first difference."""
import json
import os
import re
import subprocess

import python_text
from compare import Comparison, Difference, View
from service import Session
from sight import kind_reached

HERE = os.path.dirname(os.path.abspath(__file__))
MESSAGE_COMPARED = 60  # Characters; the service cuts longer messages, at 255 bytes.
STEADY_INSTANCES = 40  # After so many instances a class gives all the same room.

# What every program begins with: the steady class P, and two lists for finalizers to tell.
SETUP = [
    {"op": "gc", "enabled": False},
    {"op": "class", "name": "P"},
    *[{"op": "evaluate", "value": {"new": "P"}}] * STEADY_INSTANCES,
    {"op": "assign", "name": "log", "value": []},
    {"op": "assign", "name": "keep", "value": []},
    {"op": "collect", "generation": 2},
]


class Oracle:
    """The child process that runs programs in a CPython."""

    def __init__(self, python, setup_texts):
        self.profile = python.profile
        self.process = subprocess.Popen(
            [python.program, "-S", os.path.join(HERE, "oracle.py")], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": "0"})
        self.send(setup_texts)
        self.facts = json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)

    def send(self, what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def run(self, program):
        self.send(program)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the oracle ended")
        return json.loads(line)


class Step:
    """An operation, what the service answered, and what its session looked like after it."""

    def __init__(self, operation, session):
        self.operation = operation
        target = operation.get("target") or operation.get("function")
        self.target_kind = target and kind_reached(session, target)
        status, reply = session.run(operation)
        self.status, self.reply = status, reply
        self.text = reply.get("python")
        if self.raised:
            self.text = python_text.statement(operation)
        self.names, self.objects = session.visible_names(), dict(session.objects)
        self.lost_items = set(session.lost_items)

    @property
    def raised(self):
        return self.status == 422 and self.reply["code"] == "exception"

    def mode(self):
        """How CPython runs the statement, see oracle.py."""
        if self.raised and leaves_traces(self.operation):
            return "trial"
        if self.operation["op"] == "collect" and "into" not in self.operation:
            return "result"
        if self.status == 200 and "frame" in (self.reply["result"] or ()):
            return "enter"
        left = self.operation["op"] == "return" and self.status == 200
        return "leave" if left else "statement"

    def clears_dict(self):
        return self.operation["op"] == "clear" and self.target_kind == "dict"

    def told(self):
        """What CPython is told of it."""
        return {"mode": self.mode(), "text": self.text, "cells": self.operation.get("cells", [])}

    def unraisable(self):
        return [[event["exception"], event["message"]] for event in self.reply.get("events", ())
                if event["event"] == "unraisable"]


class Program:
    """What one run has found: its steps, and the difference between the two if there is any."""

    def __init__(self, thresholds=None):
        self.steps = []
        self.thresholds = thresholds  # Of the collector; None: it collects when asked to.
        self.difference = None
        self.at = None  # The index of the step that differs.
        self.unsound = False  # It ended early, see oracle.py.

    def operations(self):
        return [step.operation for step in self.steps]

    def end(self, at, difference):
        self.difference, self.at = difference, at
        del self.steps[at + 1:]


def run(service, oracle, choose, check_graph=False):
    """Runs what `choose(session, last_step)` answers until it answers None, then compares."""
    program = Program()
    session = Session(service, oracle.profile, SETUP)
    try:
        while (operation := choose(session, program.steps[-1] if program.steps else None)):
            step = Step(operation, session)
            program.steps.append(step)
            check_reply(step)
        if check_graph and (wrong := session.differs_from_graph()):
            raise Difference("replies", wrong)
    except Difference as difference:
        program.end(len(program.steps) - 1, difference)
    session.close()
    compare_with_python(oracle, program)
    return program


class Replay:
    """A chooser that runs these operations."""

    def __init__(self, operations, thresholds=None):
        self.remaining, self.thresholds = iter(operations), thresholds

    def __call__(self, session, last):
        return next(self.remaining, None)


def says(value, words):
    """Whether a value has one of these forms in it anywhere."""
    if isinstance(value, list):
        return any(says(each, words) for each in value)
    if isinstance(value, dict):
        return any(word in value or word in str(value.get("ref")) for word in words) or \
            any(says(each, words) for each in value.values())
    return False


def leaves_traces(operation):
    """Whether an operation that raised has done something in CPython before it did.

    The service leaves everything as it was; CPython leaves what was done: the attribute's name in
    the class's key table, one instance fewer to come with room, a dict made for the attributes of
    an instance, half a list sorted. So it is run in a copy of the process, and only its exception
    is compared.
    """
    return operation["op"] in ("del_attr", "sort", "update", "call", "repeat", "class") or \
        "names" in operation or operation.get("attr") == "__dict__" or \
        says(operation, ("new", "__dict__"))


def check_reply(step):
    """Whatever is no success must be what Python raises, and the text must be the operation's."""
    if step.status != 200 and not step.raised:
        raise Difference("refused", f"{step.status} {step.reply['code']}: {step.reply['detail']}")
    if step.status == 200:
        if step.text is None:
            raise Difference("text", "the service has no Python for this operation")
        own = python_text.statement(step.operation)
        if step.operation["op"] not in ("call", "return") and \
                not python_text.same_program(step.text, own):
            raise Difference("text", f"service {step.text!r}, expected {own!r}")


def compare_with_python(oracle, program):
    """Runs the same statements in CPython and ends the program at the first difference."""
    steps = [step for step in program.steps if step.text is not None]
    if program.difference and program.difference.aspect in ("refused", "text"):
        steps = steps[:program.at]
    answer = oracle.run({"steps": [step.told() for step in steps]})
    clear = next((step for step in steps if step.clears_dict()), None)
    if "crash" in answer and clear and oracle.facts["clear_is_unsound"]:
        end_unsound(program, clear)
        steps = steps[:steps.index(clear)]
        answer = oracle.run({"steps": [step.told() for step in steps]})
    if "crash" in answer:
        program.end(len(steps) - 1, Difference("crash", f"CPython ended with {answer['crash']}"))
        return
    if answer["unsound"]:
        end_unsound(program, steps[len(answer["steps"])])
    nodes, early_names, learnt = {}, set(), names_learnt_early(steps)
    for at, (step, real) in enumerate(zip(steps, answer["steps"])):
        nodes.update(real["nodes"])
        early_names |= learnt[at]
        try:
            compare_step(step, real, nodes, early_names)
        except Difference as difference:
            program.end(at, difference)
            return


def end_unsound(program, step):
    """Ends a program before the step after which CPython's own books do not balance, unless the
    service alone has shown a difference."""
    if program.difference is None:
        del program.steps[program.steps.index(step):]
        program.unsound = True


def names_learnt_early(steps):
    """For each step the names that CPython knows from then on, but not the service: those in what
    raised, which has not happened for the service, and those in a body that is entered by hand,
    which is compiled as a whole."""
    learnt, depth, begin = [set() for _ in steps], 0, 0
    for at, step in enumerate(steps):
        begin = begin if depth else at
        depth += {"enter": 1, "leave": -1}.get(step.mode(), 0)
        if begin < at or depth or step.raised and step.mode() != "trial":
            learnt[begin].update(re.findall(r"\w+", step.text))
    return learnt


def compare_step(step, real, nodes, early_names):
    compare_error(step, real["error"])
    if step.mode() == "result" and step.status == 200:
        result = step.reply["result"]
        if result["collected"] + result["uncollectable"] != real["result"]:
            raise Difference("collected",
                             f"service {result['collected']}, Python {real['result']}")
    compare_unraisable(step, without_addresses(real["unraisable"]))
    Comparison(View(step), real["names"], nodes, early_names).run()


def compare_unraisable(step, real):
    """A reply has the first thousand events: what came after them it could not tell."""
    told = step.unraisable()
    if not step.reply.get("complete", True):
        real = real[:len(told)]
    if told != real:
        raise Difference("unraisable", f"service {told}, Python {real}")


def compare_error(step, real):
    told = None
    if step.raised:
        told = [step.reply["exception"], step.reply["args"]["message"]]
    if comparable(told) != comparable(real):
        raise Difference("exception", f"service {told}, Python {real}")


def comparable(error):
    """The type of an exception, and as much of its text as is the same everywhere."""
    return error and [error[0], without_addresses(error[1])[:MESSAGE_COMPARED]]


def without_addresses(told):
    return json.loads(re.sub("0x[0-9a-f]+", "0x", json.dumps(told)))
