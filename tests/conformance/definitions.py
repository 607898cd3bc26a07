"""Random classes and functions, and what their bodies do."""
from sight import Sight
from values import ATTRIBUTES, Values

CLASSES = ["Cq0", "Cq1", "Cq2", "Cq3"]
METHODS = ["me_a", "me_b", "me_c"]
FUNCTIONS = ["fn0", "fn1", "fn2"]
CALLBACKS = ["cb0", "cb1"]
PARAMS = ["pa", "pb", "pc"]
BODY_FORMS = ["ref", "list", "tuple", "dict", "int", "word", "text", "None", "float", "big int",
              "bytes", "frozenset", "set"]


class Definitions:
    """Makes definitions for one program; `values` are what the module can say now."""

    def __init__(self, random):
        self.random = random

    def chance(self, part):
        return self.random.random() < part

    def function(self, values):
        params = PARAMS[:self.random.randint(0, 3)]
        operation = {"op": "function", "name": self.random.choice(FUNCTIONS), "params": params}
        with_default = params[len(params) - self.random.randint(0, len(params)):]
        if with_default and self.chance(0.6):
            operation["defaults"] = {name: values.value(1) for name in with_default}
        if self.chance(0.7):
            operation["body"] = self.body(params)
        return operation

    def callback(self):
        """A function for weakrefs to call: it tells `log`, keeps the weakref, or fails."""
        body = self.random.choice([
            [{"op": "append", "target": "log", "value": "zq_called"}],
            [{"op": "append", "target": "keep", "value": {"ref": "pa"}},
             {"op": "append", "target": "log", "value": {"ref": "pa"}}],
            [{"op": "append", "target": "log", "value": [{"ref": "pa"}, {"new": "P"}]}],
            [{"op": "append", "target": "log", "value": "zq_failed"},
             {"op": "del_item", "target": "log", "key": 1000}],
            [{"op": "deref", "target": "pa", "name": "there"},
             {"op": "append", "target": "log", "value": {"ref": "there"}}],
        ])
        return {"op": "function", "name": self.random.choice(CALLBACKS), "params": ["pa"],
                "body": body}

    def body(self, params):
        """Operations on what is local: they never fail of themselves."""
        if self.chance(0.15):
            return self.body_with_closure(params)
        sight = Sight()
        for name in params:
            sight.add(name, "param")
        values = Values(self.random, sight)
        values.constant_tuples = False  # Code that lives on would hold them in a tuple of its own.
        operations = []
        for _ in range(self.random.randint(1, 4)):
            operations.append(self.body_operation(sight, values))
        if self.chance(0.5):
            operations.append({"op": "return", "value": values.value(1, BODY_FORMS)})
        return operations

    def body_with_closure(self, params):
        """Makes a function that captures a local, and a param if there is one, and returns it."""
        inner = {"op": "function", "name": "inner", "params": [], "cells": ["lo0", *params[:1]],
                 "body": [{"op": "append", "target": "lo0",
                           "value": {"ref": params[0]} if params else [1, "zq a"]},
                          {"op": "return", "value": {"ref": "lo0"}}]}
        if self.chance(0.3):
            inner["body"][1:1] = [{"op": "assign", "name": "lo0", "value": [{"ref": "lo0"}]}]
        made = {"op": "assign", "name": "lo0", "value": [[], {"new": "P"}]}
        begin = [made, inner] if self.chance(0.7) else [inner, made]
        return [*begin, {"op": "return", "value": {"ref": "inner"}}]

    def capture(self, name, captured):
        """A function that captures names of the frame that makes it."""
        return {"op": "function", "name": name, "params": [], "cells": captured,
                "body": [{"op": "return", "value": [{"ref": each} for each in captured]}]}

    def body_operation(self, sight, values):
        lists = sight.by_kind.get("list", [])
        if lists and self.chance(0.3):
            return {"op": "append", "target": self.random.choice(lists),
                    "value": values.value(1, BODY_FORMS)}
        if self.chance(0.15):
            return {"op": "append", "target": "log", "value": values.value(1, BODY_FORMS)}
        if self.chance(0.1):
            return {"op": "assign", "name": "<module>.v0", "value": values.value(1, BODY_FORMS)}
        if self.chance(0.1):
            return {"op": "evaluate", "value": [values.value(1, BODY_FORMS), {"new": "P"}]}
        name = f"lo{self.random.randint(0, 3)}"
        form = self.random.choice(["list", "dict", "tuple", "word", "big int", "float", "text"])
        value = values.value(1, [form])
        for all_of in sight.by_kind.values():
            if name in all_of:
                all_of.remove(name)
        sight.add(name, form)
        return {"op": "assign", "name": name, "value": value}

    def cls(self, values):
        operation = {"op": "class", "name": self.random.choice(CLASSES)}
        if self.chance(0.3):
            bases = [found for found in values.sight.by_kind.get("class", [])
                     if found.isidentifier()]
            operation["bases"] = self.random.sample(bases, min(len(bases),
                                                               self.random.choice([1, 1, 2])))
        if self.chance(0.3):
            operation["slots"] = self.random.sample(ATTRIBUTES, self.random.randint(0, 3))
        if self.chance(0.3):
            free = [name for name in ATTRIBUTES if name not in operation.get("slots", ())]
            operation["attrs"] = {name: values.value(1)
                                  for name in self.random.sample(free, self.random.randint(1, 2))}
        if self.chance(0.4):
            operation["methods"] = [self.method(name) for name in
                                    self.random.sample(METHODS,
                                                       self.random.randint(1, 2))]
        if self.chance(0.5):
            operation["finalizer"] = self.finalizer(operation["name"])
        return operation

    def method(self, name):
        params = ["self", *PARAMS[:self.random.randint(0, 1)]]
        return {"name": name, "params": params, "body": self.body(params)}

    def finalizer(self, name):
        """What `__del__` does: it tells `log`, and may resurrect, allocate or fail."""
        tell = {"op": "append", "target": "log", "value": f"zq_{name}"}
        return self.random.choice([
            [tell],
            [tell],
            [tell, {"op": "append", "target": "keep", "value": {"ref": "self"}}],
            [tell, {"op": "assign", "name": "<module>.v0", "value": {"ref": "self"}}],
            [tell, {"op": "append", "target": "log", "value": {"ref": "self.at_a"}}],
            [tell, {"op": "del_item", "target": "log", "key": 1000}],
            [{"op": "assign", "name": "lo0", "value": [[], {"new": "P"}]},
             {"op": "append", "target": "lo0", "value": {"ref": "lo0"}}, tell],
            [{"op": "assign", "name": "lo0", "value": {"weakref": "self"}},
             {"op": "append", "target": "log", "value": {"ref": "lo0"}}],
            [tell, {"op": "set_attr", "target": "self", "attr": "at_b", "value": {"ref": "self"}}],
        ])
