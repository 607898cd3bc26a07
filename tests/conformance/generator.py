"""Random programs: chooses the next operation by what the session looks like now."""
import itertools
import json
import random as random_module

import preludes
from definitions import CALLBACKS, PARAMS, Definitions
from sight import EVERY_KIND, KEPT, sight_of
from values import ATTRIBUTES, Values

NAMES = [f"v{number}" for number in range(14)]

# How often an operation is chosen, and which kinds of target it is made for.
WEIGHTS = {
    "assign": 30, "evaluate": 6, "del": 8, "append": 6, "insert": 5, "extend": 6, "remove": 5,
    "pop": 6, "clear": 5, "sort": 5, "reverse": 5, "update": 5, "add": 5, "discard": 5,
    "set_item": 7, "del_item": 5, "set_attr": 8, "del_attr": 6, "class": 3, "function": 2,
    "callback": 2, "call": 5, "intern": 5, "deref": 5, "collect": 7, "gc": 1, "freeze": 0.4,
    "unfreeze": 0.6, "repeat": 1, "return": 5,
}
TARGETS = {
    "append": ["list"], "insert": ["list"], "extend": ["list"], "sort": ["list"],
    "reverse": ["list"], "remove": ["list", "set"], "pop": ["list", "dict", "set"],
    "clear": ["list", "dict", "set"], "update": ["dict", "set"], "add": ["set"],
    "discard": ["set"], "set_item": ["list", "dict"], "del_item": ["list", "dict"],
    "set_attr": ["instance", "instance", "class", "function"],
    "del_attr": ["instance"], "intern": ["str"], "deref": ["weakref"],
}
ANY_TARGET = [0.3, 0.5, 0.7]  # How often a target is of any kind, in different programs.
# For the beginning of programs, by kind.
RARE_VALUES = {
    "None": None, "bool": True, "int": 1000, "float": 1.5, "bytes": {"bytes": "enE="},
    "tuple": {"tuple": [1, "zq a"]}, "dict": {"dict": [["kq1", 1]]}, "set": {"set": [1, "zq_a"]},
    "frozenset": {"frozenset": [1, "zq a"]}, "instance": {"new": "P"},
    "weakref": {"weakref": "P"}, "str": "zq a", "list": [1, 2], "empty": {"tuple": []},
    "nothing": None, "no": False, "bits": {"bytes": {"zeros": 10}}, "pair": {"tuple": [[], 2]},
}
EMPHASES = [0.3, 1, 1, 3]


class Generator:
    """One program of `length` operations; an instance is the chooser that `program.run` takes."""

    def __init__(self, seed, length):
        self.random = random_module.Random(seed)
        self.definitions = Definitions(self.random)
        self.left = length
        self.made = {}          # The operation that made a class or function, by id.
        self.tainted = set()    # Sets that have had elements whose hash was an address, by id.
        self.sight = self.values = None
        self.depth = 0          # Of functions entered by hand.
        self.serial = itertools.count(1)
        self.weights = {name: weight * self.random.choice(EMPHASES)
                        for name, weight in WEIGHTS.items()}
        self.errors = self.random.choice(ANY_TARGET)
        self.prelude = self.make_prelude()

    def __call__(self, session, last):
        if last is not None:
            self.learn(last)
        if self.left == 0:
            return None
        self.left -= 1
        self.sight = sight_of(session)
        self.sight.methods = {identity: names[0] for identity, operation in self.made.items()
                              if (names := method_names(operation))}
        self.sight.tainted = self.tainted
        self.tainted |= self.sight.unsteady_sets()
        self.depth = len(session.frames) - 1
        self.values = Values(self.random, self.sight, self.serial if self.depth else None)
        if self.prelude:
            operation = self.prelude.pop()
            if "cells" not in operation or operation["name"].startswith(f"h{self.depth}_"):
                return operation  # Else the call before it has raised.
        while True:
            name = self.random.choices(list(self.weights), self.weights.values())[0]
            operation = CHOICES[name](self, name)
            if operation and not (self.depth and name in OF_THE_MODULE):
                return operation

    def learn(self, last):
        operation = last.operation
        if operation["op"] in ("class", "function") and last.status == 200:
            self.made[last.reply["result"]["object"]] = operation

    def make_prelude(self):
        """Some objects of the rarer kinds, for the operations that follow; the last comes first."""
        chosen = self.random.sample(list(RARE_VALUES), self.random.randint(2, 9))
        operations = [{"op": "assign", "name": name, "value": RARE_VALUES[kind]}
                      for name, kind in zip(NAMES[::-1], chosen)]
        if self.chance(0.6):
            operations.append({"op": "assign", "name": "v0", "value": {"ref": "v1.me_a"}})
            operations.append({"op": "assign", "name": "v1", "value": {"new": "Cq0"}})
            operations.append({"op": "class", "name": "Cq0",
                               "methods": [self.definitions.method("me_a")]})
        if self.chance(0.4):
            operations.append(self.definitions.callback())
        if self.chance(0.3):
            operations += preludes.watched_cycle(self.definitions)[::-1]
        for make in (preludes.watched_deaths, preludes.watched_return, preludes.seen_garbage):
            if self.chance(0.15):
                operations += make()[::-1]
        return operations

    # ------------------------------------------------------------ parts

    def chance(self, part):
        return self.random.random() < part

    def name(self):
        """A name to bind: in a frame one of its own, which the module does not have."""
        if self.depth:
            return f"h{self.depth}_{self.random.randint(0, 4)}"
        return self.random.choice(NAMES)

    def target(self, op):
        """A target that the operation is for, or now and then one of any kind."""
        kinds = TARGETS[op]
        if self.chance(self.errors):
            kinds = EVERY_KIND
        return self.sight.pick(self.random, kinds)

    def kind_of(self, reference):
        return next(kind for kind, all_of in self.sight.by_kind.items() if reference in all_of)

    def maybe_into(self, operation):
        if self.chance(0.25):
            operation["into"] = self.name()
        return operation

    # ------------------------------------------------------------ operations

    def assign(self, _):
        return {"op": "assign", "name": self.name(), "value": self.values.value(2)}

    def evaluate(self, _):
        return {"op": "evaluate", "value": self.values.value(2)}

    def delete(self, _):
        bound = [name for name in self.sight.all() if name.isidentifier() and name not in KEPT]
        if self.depth:
            bound = [name for name in bound if name.startswith("h") or name in PARAMS]
        elif self.chance(0.05):
            bound.append(self.random.choice(NAMES))
        if not bound:
            return None
        if len(bound) > 2 and self.chance(0.1):
            return {"op": "del", "names": self.random.sample(bound, 2)}
        return {"op": "del", "name": self.random.choice(bound)}

    def with_value(self, op):
        """append, remove, discard: a target and any value; for a set one with a good hash."""
        target = self.target(op)
        if target is None:
            return None
        if op in ("remove", "discard") and self.chance(0.6):
            value = self.item_of(target)
        else:
            value = self.values.value(1)
        return {"op": op, "target": target, "value": value}

    def item_of(self, target):
        """A value that the target has, if it can be said: a small int or a word."""
        told = self.sight.told(target)
        shown = [self.sight.objects[slot["object"]]["repr"] for slot in told["slots"]]
        good = [text for text in shown if self.can_say_again(text)]
        if not good or "\\" in (text := self.random.choice(good)):
            return self.values.element()
        return int(text) if len(text) < 10 and text.isdigit() else text.strip("'")

    def can_say_again(self, text):
        """Whether a constant may be said that is there already: a word, or a number.

        A function entered by hand has each constant once, but for those that are one object anyway.
        """
        if self.depth:
            return text.isdigit() and int(text) <= 256 or \
                text.startswith(("'zq", "'kq")) and text.strip("'").isidentifier()
        return text.isdigit() or text.startswith(("'zq", "'kq"))

    def insert(self, op):
        target = self.target(op)
        index = self.random.choice([0, 1, -1, 2, 5, -3, 100, -100])
        return target and {"op": op, "target": target, "index": index,
                           "value": self.values.value(1)}

    def extend(self, op):
        target = self.target(op)
        return target and {"op": op, "target": target, "values": self.some_iterable()}

    def some_iterable(self):
        if self.chance(0.5):
            found = self.sight.pick(self.random, ["list", "tuple", "dict", "set", "frozenset",
                                                  "str", "bytes"])
            if found and len(self.sight.told(found)["slots"]) < 50:
                return {"ref": found}
        return self.values.value(2, ["list", "tuple", "set", "frozenset", "dict", "int", "word"])

    def pop(self, op):
        target = self.target(op)
        if target is None:
            return None
        operation = {"op": op, "target": target}
        kind = self.kind_of(target)
        if kind == "list" and self.chance(0.5):
            operation["index"] = self.random.choice([0, 0, 1, -1, -2, 3])
        if kind == "dict":
            operation["key"] = self.key_in(target)
        return self.maybe_into(operation)

    def key_in(self, target):
        if self.chance(0.6):
            told = self.sight.told(target)
            keys = [self.sight.objects[slot["object"]]["repr"] for slot in told["slots"][::2]]
            good = [key for key in keys if self.can_say_again(key) and not key.startswith("'zq")]
            if good:
                key = self.random.choice(good)
                return int(key[:9]) if key.isdigit() else key.strip("'")
        return self.values.key()

    def bare(self, op):
        target = self.target(op)
        if op == "clear" and self.chance(0.2):
            target = self.random.choice(["log", "keep"])
        return target and {"op": op, "target": target}

    def update(self, op):
        target = self.target(op)
        if target is None:
            return None
        if self.kind_of(target) == "set":
            value = self.elements_for(target)
        elif self.chance(0.9):
            value = self.values.value(1, ["dict", "ref", "dict()", "copy"])
        else:
            value = self.some_iterable()
        return {"op": op, "target": target, "value": value}

    def elements_for(self, target):
        if not self.sight.is_plain_set(target):
            return []
        if self.chance(0.5):
            found = self.sight.pick(self.random, ["list", "tuple", "dict", "set", "frozenset"])
            if found and self.sight.items_hash_alike(found):
                return {"ref": found}
        return [self.values.element() for _ in range(self.random.randint(0, 6))]

    def add(self, op):
        target = self.target(op)
        if target is None:
            return None
        if self.kind_of(target) == "set" and not self.sight.is_plain_set(target):
            return None
        told = self.sight.told(target)
        value = self.values.element()
        if not told["slots"] and self.chance(0.3):
            value = self.values.elements(1)
            value = value[0] if value else 1
        return {"op": op, "target": target, "value": value}

    def set_item(self, op):
        target = self.target(op)
        return target and {"op": op, "target": target, "key": self.subscript(target),
                           "value": self.values.value(1)}

    def del_item(self, op):
        target = self.target(op)
        return target and {"op": op, "target": target, "key": self.subscript(target)}

    def subscript(self, target):
        if self.kind_of(target) == "list" and self.chance(0.9):
            return self.random.choice([0, 1, -1, 2, 3])
        return self.key_in(target) if self.kind_of(target) == "dict" else self.values.key()

    def set_attr(self, op):
        target = self.target(op)
        if target is None:
            return None
        attr = self.random.choice(ATTRIBUTES)
        if self.chance(0.15):
            attr = f"at_{self.random.randint(0, 40)}"
        kind = self.kind_of(target)
        if kind == "instance" and self.chance(0.08):
            value = self.values.value(1, ["dict", "dict ref", "dict()", "copy", "ref"])
            return {"op": op, "target": target, "attr": "__dict__", "value": value}
        if kind == "class":
            attr = self.random.choice(["at_x", "at_y"])  # It would hide what `__slots__` made.
        value = {"ref": target} if self.chance(0.15) else self.values.value(1)
        return {"op": op, "target": target, "attr": attr, "value": value}

    def del_attr(self, op):
        target = self.target(op)
        if target is None:
            return None
        told = self.sight.told(target)
        there = [slot["slot"][1:] for slot in told["slots"] if slot["slot"].startswith(".at_")]
        if there and self.chance(0.95):
            return {"op": op, "target": target, "attr": self.random.choice(there)}
        if self.kind_of(target) == "instance" and self.chance(0.8):
            return None
        return {"op": op, "target": target, "attr": self.random.choice(ATTRIBUTES)}

    def intern(self, op):
        """Of no word that CPython may know: whether that is interned is its own history."""
        target = self.target(op)
        if target is None:
            return None
        text = self.sight.told(target)["repr"]
        if self.kind_of(target) == "str" and "zq" not in text and text.isascii():
            return None
        return {"op": op, "target": target, "name": self.name()}

    def deref(self, op):
        """Of no class, function or method: that would be a call."""
        target = self.target(op)
        if target is None or self.kind_of(target) in ("class", "function", "method"):
            return None
        return {"op": op, "target": target, "name": self.name()}

    def collect(self, op):
        operation = {"op": op}
        if self.chance(0.7):
            operation["generation"] = self.random.choice([0, 0, 1, 2])
        return operation if self.chance(0.9) else {**operation, "into": self.name()}

    def gc(self, op):
        chosen = self.random.choice([
            {"debug_saveall": True}, {"debug_saveall": False},
            {"debug_saveall": False, "clear_garbage": True}, {"clear_garbage": True},
            {"thresholds": [self.random.randint(0, 900), 10, 10]}, {"enabled": False}])
        return {"op": op, **chosen}

    def alone(self, op):
        return {"op": op}

    def repeat(self, op):
        name = self.name()
        value = self.values.value(1)
        inner = [{"op": "assign", "name": name, "value": []},
                 {"op": "append", "target": name, "value": value}]
        if self.chance(0.5) and '"ref": "v' not in json.dumps(value):  # A turn may bind it anew.
            inner = [{"op": "assign", "name": "v{i}", "value": value}]
        return {"op": op, "times": self.random.randint(0, 5), "ops": inner}

    # ------------------------------------------------------------ functions and classes

    def function(self, _):
        return without_code_constants(self.definitions.function(self.values))

    def callback(self, _):
        return self.definitions.callback()

    def cls(self, _):
        return without_code_constants(self.definitions.cls(self.values))

    def back(self, op):
        """Leaves a function that was entered by hand; there is none at the beginning."""
        if not self.depth:
            return None
        return {"op": op, "value": self.values.value(1)} if self.chance(0.6) else {"op": op}

    def call(self, op):
        found = self.sight.pick(self.random, ["function", "function", "method", "class",
                                              "instance"] if not self.chance(self.errors)
                                else EVERY_KIND)
        if found is None:
            return None
        operation = {"op": op, "function": found}
        kind = self.kind_of(found)
        made = self.made.get(self.sight.identity_of[found])
        params = []
        if made and made["name"] in CALLBACKS:
            return None  # Some of them need a weakref.
        if kind == "instance" and self.chance(0.7):
            name = self.values.method_name(found)
            if name is None:
                return None
            operation["function"] = f"{found}.{name}"
            params = self.params_of_method(found, name)
        elif kind == "function" and made:
            params = made["params"]
            defaults = made.get("defaults", {})
            params = [name for name in params if name not in defaults or self.chance(0.5)]
        elif kind == "method":
            params = self.params_of_bound(found)
        if params and self.chance(0.04):
            params = params[1:]
        entered = made is not None and made["op"] == "function" and "body" not in made
        if params:
            values = Values(self.random, self.sight, self.serial) if entered else self.values
            operation["args"] = {name: values.value(1) for name in params}
        if entered and params and self.left > 2 and self.chance(0.5):
            self.capture_next(operation, params)
        return operation if entered else self.maybe_into(operation)

    def capture_next(self, operation, params):
        """The frame keeps a param and a local in cells, for a function made there at once."""
        local = f"h{self.depth + 1}_0"
        operation["cells"] = [params[0], local]
        self.prelude = [self.definitions.capture(f"h{self.depth + 1}_1", operation["cells"])]

    def params_of_method(self, reference, name):
        told = self.sight.told(reference)
        cls = next(slot["object"] for slot in told["slots"] if slot["slot"] == ".__class__")
        methods = self.made[cls]["methods"]
        return next(each["params"][1:] for each in methods if each["name"] == name)

    def params_of_bound(self, reference):
        """What a bound method takes besides its `self`; a guess where nobody knows."""
        slots = {slot["slot"]: slot["object"] for slot in self.sight.told(reference)["slots"]}
        text = self.sight.objects[slots[".__func__"]]["repr"]
        for operation in self.made.values():
            for each in operation.get("methods", ()):
                if f".{each['name']} at" in text:
                    return each["params"][1:]
        return []


OF_THE_MODULE = {"class", "function", "callback", "repeat"}  # Not done in a frame.
CHOICES = {
    "assign": Generator.assign, "evaluate": Generator.evaluate, "del": Generator.delete,
    "append": Generator.with_value, "insert": Generator.insert, "extend": Generator.extend,
    "remove": Generator.with_value, "pop": Generator.pop, "clear": Generator.bare,
    "sort": Generator.bare, "reverse": Generator.bare, "update": Generator.update,
    "add": Generator.add, "discard": Generator.with_value, "set_item": Generator.set_item,
    "del_item": Generator.del_item, "set_attr": Generator.set_attr,
    "del_attr": Generator.del_attr, "class": Generator.cls, "function": Generator.function,
    "callback": Generator.callback, "call": Generator.call, "intern": Generator.intern,
    "deref": Generator.deref, "return": Generator.back, "collect": Generator.collect,
    "gc": Generator.gc,
    "freeze": Generator.alone, "unfreeze": Generator.alone, "repeat": Generator.repeat,
}


def without_code_constants(operation):
    """A definition without the constant `(None,)`, which may be the tuple of the constants of some
    function inside; None for one that says it."""
    if list(operation.get("defaults", {}).values()) == [None] and \
            any(each["op"] == "function" for each in operation.get("body", ())):
        del operation["defaults"]
    return None if '{"tuple": [null]}' in json.dumps(operation) else operation


def method_names(operation):
    return [each["name"] for each in operation.get("methods", ())]
