"""Programs for counts, free lists and addresses, with automatic collections.

Such a program runs in CPython as one function, see counting.py. Its values are made at run time,
from objects that the session began with: a constant would be there before the function runs.
"""
import random as random_module

import program
from compare import Difference
from service import Session
from sight import sight_of

ATTRIBUTES = ["at_a", "at_b", "at_c"]

# What the function finds in the module: raw material for its values; and the names of attributes,
# which would be new to the service, but not to a function that has been compiled.
MATERIAL = [
    {"op": "class", "name": "Names"},
    {"op": "assign", "name": "names", "value": {"new": "Names"}},
    *[{"op": "set_attr", "target": "names", "attr": name, "value": None} for name in ATTRIBUTES],
    {"op": "assign", "name": "number", "value": 1000},
    {"op": "assign", "name": "fraction", "value": 1.5},
    {"op": "assign", "name": "words", "value": "zq words"},
    {"op": "assign", "name": "data", "value": {"bytes": "enEgZGF0YQ=="}},
    # A block of each size class, so that no pool is ever given back.
    {"op": "assign", "name": "blocks", "value": [2 ** 40] + [
        {"bytes": {"zeros": size - 33}} for size in range(48, 513, 16)]},
    {"op": "freeze"},
]
NAMES = [f"v{number}" for number in range(8)]
THRESHOLDS = [[7, 9, 9], [3, 3, 3], [1, 2, 2], [20, 2, 1], [50, 1, 1], [2, 10, 10]]
SMALL = [None, True, 0, 1, 7, 255]
WEIGHTS = {"assign": 30, "evaluate": 5, "del": 12, "append": 8, "insert": 3, "extend": 4,
           "pop": 6, "clear": 2, "reverse": 1, "set_item": 6, "del_item": 3, "set_attr": 8,
           "add": 4, "update": 2, "collect": 3}


class Generator:
    """A program of `length` operations; an instance is the chooser that `run` takes."""

    def __init__(self, seed, length):
        self.random = random_module.Random(seed)
        self.left = length
        self.thresholds = self.random.choice(THRESHOLDS)
        self.sight = None

    def __call__(self, session, last):
        if self.left == 0:
            return None
        self.left -= 1
        self.sight = sight_of(session)
        while True:
            name = self.random.choices(list(WEIGHTS), WEIGHTS.values())[0]
            operation = self.choose(name)
            if operation:
                return operation

    def choose(self, op):
        if op in ("assign", "evaluate"):
            operation = {"op": op, "value": self.value(2)}
            return {**operation, "name": self.random.choice(NAMES)} if op == "assign" else operation
        if op == "del":
            bound = [name for name in self.sight.all() if name in NAMES]
            return {"op": op, "name": self.random.choice(bound)} if bound else None
        if op == "collect":
            return {"op": op, "generation": self.random.choice([0, 0, 1, 2])}
        return self.on_target(op)

    def on_target(self, op):
        kinds = {"set_attr": ["instance"], "add": ["set"], "update": ["dict"],
                 "set_item": ["list", "dict"], "del_item": ["list", "dict"],
                 "pop": ["list", "dict"], "clear": ["list", "dict", "set"]}.get(op, ["list"])
        target = self.sight.pick(self.random, kinds)
        if target is None or target.split(".")[0].split("[")[0] not in NAMES:
            return None
        operation = {"op": op, "target": target}
        kind = next(each for each in kinds if target in self.sight.by_kind.get(each, ()))
        operation.update(self.arguments(op, kind))
        return operation

    def arguments(self, op, kind):
        if op in ("append", "set_attr", "set_item", "insert"):
            yield "value", self.value(1)
        if op == "set_attr":
            yield "attr", self.random.choice(ATTRIBUTES)
        if op == "insert":
            yield "index", self.random.choice([0, 1, -1])
        if op == "add":
            yield "value", self.random.choice([0, 1, 2, 3, 4, 5, 6, 7])
        if op == "extend":
            yield "values", self.display(1)
        if op == "update":
            yield "value", {"dict": [[self.random.randint(0, 9), self.value(0)]
                                     for _ in range(self.random.randint(0, 3))]}
        if op in ("set_item", "del_item"):
            yield "key", self.random.choice([0, 1, 2] if kind == "list" else list(range(9)))
        if op == "pop" and kind == "dict":
            yield "key", self.random.randint(0, 8)

    # ------------------------------------------------------------ values made at run time

    def value(self, depth):
        chance = self.random.random()
        if depth == 0 or chance < 0.25:
            return self.atom()
        if chance < 0.6:
            return self.display(depth)
        if chance < 0.8:
            return {"new": "P"}
        return self.expression()

    def atom(self):
        chance = self.random.random()
        if chance < 0.4:
            return self.random.choice(SMALL)
        return {"ref": self.sight.pick(self.random)}

    def display(self, depth):
        """A display; never of constants alone, which the compiler would have made."""
        items = [self.value(depth - 1) for _ in range(self.random.randint(0, 4))]
        chance = self.random.random()
        if chance < 0.45:
            return items
        if chance < 0.7:
            return {"tuple": items + [{"ref": "log"}]}
        if chance < 0.9:
            return {"dict": [[self.random.randint(0, 9), item] for item in items]}
        return {"set": [self.random.randint(0, 20), {"ref": "number"}]}

    def conversion(self):
        kind = self.random.choice(["list", "tuple", "set", "frozenset", "dict", "str"])
        if kind == "str":
            return {"expr": kind, "args": [{"ref": self.random.choice(["number", "fraction"])}]}
        sources = ["dict"] if kind == "dict" else ["list", "tuple", "dict", "set", "frozenset"]
        found = self.sight.pick(self.random, sources)
        if found is None or self.random.random() < 0.3 or \
                kind in ("set", "frozenset") and not self.sight.items_hash_alike(found):
            found = "data" if kind != "dict" else None
        return {"expr": kind, "args": [{"ref": found}] if found else []}

    def expression(self):
        made = self.random.choice(EXPRESSIONS)(self)
        return self.atom() if made is None else made

    def concat(self):
        one = self.random.choice(["number", "fraction", "words", "data"])
        return {"expr": "concat", "args": [{"ref": one}, {"ref": one}]}

    def short(self, kinds):
        """A reference to one of these kinds that has few items; or None."""
        found = self.sight.pick(self.random, kinds)
        return found if found and len(self.sight.told(found)["slots"]) <= 12 else None

    def join(self):
        parts = self.random.choice([{"ref": "words"},
                                    [{"ref": "words"}] * self.random.randint(0, 3)])
        return {"expr": "join", "args": [{"ref": "words"}, parts]}

    def repeat(self):
        found = self.short(["list", "tuple"])
        return found and {"expr": "repeat", "args": [{"ref": found}, 2]}

    def slice(self):
        found = self.short(["list", "tuple"]) if self.random.random() < 0.5 else \
            self.random.choice(["words", "data"])
        ends = [self.random.choice([0, 1, None]), self.random.choice([2, None, -1])]
        return found and {"expr": "slice", "args": [{"ref": found}, *ends]}

    def copy(self):
        found = self.short(["list", "dict"])
        return found and {"expr": "copy", "args": [{"ref": found}]}

    def list_of_text(self):
        return {"expr": "list", "args": [{"ref": self.random.choice(["words", "data"])}]}


EXPRESSIONS = [Generator.concat] * 6 + [Generator.conversion] * 2 + [
    Generator.join, Generator.repeat, Generator.slice, Generator.slice, Generator.copy,
    Generator.list_of_text]


def loses_room(told, before):
    """Whether a list has items, and a shorter array than before, or has lost all but keeps it."""
    past = before.get(told["id"])
    if not past or told["type"] != "list":
        return False
    return 56 < told["size"] < past["size"] or \
        not told["slots"] and past["slots"] and told["size"] > 56


class CountedStep(program.Step):
    """A step that also knows the free lists after it."""

    def __init__(self, operation, session):
        before = session.objects.copy()
        super().__init__(operation, session)
        self.room_is_disputed = any(loses_room(each, before) for each in self.objects.values())
        self.free_lists = {each["name"]: each["length"]
                           for each in session.get("memory")["free_lists"]}

    def told(self, following):
        """What CPython is given: the statement, names, and whether a collection was due after it.

        That has then run before what follows did anything.
        """
        events = following.reply["events"] if following else ()
        return {"text": self.text, "names": self.local_names(),
                "collected": any(event.get("automatic") for event in events)}

    def local_names(self):
        """Those of objects with a block: the address of another may be an int of one digit, which
        would go to a free list."""
        return sorted(key[2:] for key, number in self.names.items()
                      if key[2:] in NAMES and self.objects[number]["blocks"])

    def addresses(self):
        return {name: int(self.objects[self.names["0:" + name]]["address"], 16)
                for name in self.local_names()}


def run(service, oracle, choose):
    """Runs what `choose` answers, then compares; statements that raise are left out."""
    ran = program.Program(choose.thresholds)
    session = Session(service, oracle.profile, program.SETUP + MATERIAL)
    try:
        used = {str(each["size"]): each["used"] for each in session.get("memory")["classes"]}
        session.must({"op": "gc", "enabled": True, "thresholds": ran.thresholds})
        session.must({"op": "collect"})
        while operation := choose(session, None):
            step = CountedStep(operation, session)
            if oracle.facts["keeps_short_arrays"] and step.room_is_disputed:
                break
            if step.status == 200:
                ran.steps.append(step)
            elif not step.raised:
                ran.steps.append(step)
                program.check_reply(step)
    except Difference as difference:
        ran.end(len(ran.steps) - 1, difference)
        return ran
    finally:
        session.close()
    texts = session.setup_texts[len(program.SETUP):]
    answer = oracle.run({"setup": [text for text in texts if text != "gc.freeze()"],
                         "thresholds": ran.thresholds, "used": used,
                         "function": [step.told(following) for step, following in
                                      zip(ran.steps, [*ran.steps[1:], None])]})
    compare(ran, answer)
    return ran


def compare(ran, answer):
    if answer.get("error"):
        ran.end(len(ran.steps) - 1, Difference("exception", f"only Python: {answer['error']}"))
        return
    first_seen = ({}, {})
    for at, (step, real) in enumerate(zip(ran.steps, answer["steps"])):
        try:
            compare_step(step, real, first_seen)
        except Difference as difference:
            ran.end(at, difference)
            return


def compare_step(step, real, first_seen):
    counts = step.reply["heap"]["gc_count"]
    if counts != real["counts"]:
        raise Difference("gc.get_count()", f"service {counts}, Python {real['counts']}")
    differing = {name: (step.free_lists.get(name), length)
                 for name, length in real["free_lists"].items()
                 if step.free_lists.get(name) != length}
    if differing:
        raise Difference("free lists", f"(service, Python) {differing}")
    addresses = step.addresses()
    for name, address in real["addresses"].items():
        service = first_seen[0].setdefault(addresses[name], (len(first_seen[0]), name))
        python = first_seen[1].setdefault(address, (len(first_seen[1]), name))
        if service != python:
            raise Difference("address", f"{name}: service as {service}, Python as {python}, "
                                        "the number and name of each address when first seen")
