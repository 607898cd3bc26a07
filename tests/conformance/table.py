"""Counts what programs consist of: operations on kinds of targets, values in containers."""
from collections import Counter

from sight import EVERY_KIND

LEAST = 200  # Of each cell in a run of 10,000 programs.
TARGETED = ["append", "insert", "extend", "remove", "pop", "clear", "sort", "reverse", "update",
            "add", "discard", "set_item", "del_item", "set_attr", "del_attr", "intern", "deref",
            "call"]
# To follow what is no weakref but can be called is a call, and refused as such.
NO_SUCH_CELL = {("deref", "class"), ("deref", "function"), ("deref", "method")}
FORMS = ["None", "bool", "int", "big int", "float", "whole float", "infinite float", "nan", "str",
         "repeated str", "bytes", "zeros", "list", "tuple", "set", "frozenset", "dict", "new",
         "weakref", "weakref with callback", "ref", "method ref", "dict ref", "concat", "repeat",
         "slice", "copy", "list()", "tuple()", "set()", "frozenset()", "dict()", "str()", "join"]
CONTAINERS = ["name", "list", "tuple", "set", "frozenset", "key", "value", "attribute"]


def form_of(value):
    """The form that a JSON value has."""
    if isinstance(value, (bool, type(None), int, str, list, float)):
        return {bool: "bool", type(None): "None", int: "int", str: "str", list: "list",
                float: "float"}[type(value)]
    if "expr" in value:
        kind = value["expr"]
        return kind if kind in ("concat", "repeat", "slice", "copy", "join") else kind + "()"
    if "ref" in value:
        return {"me": "method ref", "__dict__": "dict ref"}.get(
            value["ref"].rpartition(".")[2].partition("_a")[0].partition("_b")[0], "ref")
    if "float" in value:
        return {"nan": "nan", "inf": "infinite float", "-inf": "infinite float"}.get(
            value["float"], "whole float")
    if "str" in value:
        return "repeated str"
    if "bytes" in value:
        return "zeros" if isinstance(value["bytes"], dict) else "bytes"
    if "weakref" in value:
        return "weakref with callback" if "callback" in value else "weakref"
    return {"int": "big int"}.get(next(iter(value)), next(iter(value)))


def members(value):
    """What a container's display has in it, each with the kind of its place."""
    if isinstance(value, list):
        return [("list", each) for each in value]
    if isinstance(value, dict):
        for name in ("tuple", "set", "frozenset"):
            if name in value:
                return [(name, each) for each in value[name]]
        if "dict" in value:
            return [pair for key, each in value["dict"] for pair in (("key", key), ("value", each))]
    return []


PLACES = {"assign": {"value": "name"}, "append": {"value": "list"}, "insert": {"value": "list"},
          "set_attr": {"value": "attribute"}, "add": {"value": "set"},
          "set_item": {"key": "key", "value": "value"}, "evaluate": {"value": "name"}}


class Table:
    """The counts of a run; tables of parts of it are added up."""

    def __init__(self):
        self.operations, self.values, self.totals = Counter(), Counter(), Counter()

    def add(self, program):
        self.totals["unsound"] += program.unsound
        for step in program.steps:
            self.count(step)

    def count(self, step):
        operation = step.operation
        self.totals["operations"] += 1
        self.totals["raised"] += step.raised
        if operation["op"] in TARGETED:
            self.operations[operation["op"], step.target_kind] += 1
        for argument, place in PLACES.get(operation["op"], {}).items():
            self.count_value(place, operation[argument])

    def count_value(self, place, value):
        todo = [(place, value)]
        while todo:
            place, value = todo.pop()
            self.values[form_of(value), place] += 1
            todo.extend(members(value))

    def merge(self, other):
        self.operations += other.operations
        self.values += other.values
        self.totals += other.totals

    def rows(self):
        yield from grid("operation on", TARGETED, EVERY_KIND, self.operations)
        yield ""
        yield from grid("value as", FORMS, CONTAINERS, self.values)

    def short(self, programs):
        """The cells that a run of so many programs leaves below their share of LEAST."""
        least = LEAST * programs // 10_000
        cells = [(op, kind) for op in TARGETED for kind in EVERY_KIND
                 if (op, kind) not in NO_SUCH_CELL]
        missing = [f"{op} of {kind}: {self.operations[op, kind]}" for op, kind in cells
                   if self.operations[op, kind] < least]
        places = [(form, place) for form in FORMS for place in CONTAINERS]
        return missing + [f"{form} as {place}: {self.values[form, place]}"
                          for form, place in places if self.values[form, place] < least]


def grid(title, rows, columns, counts):
    width = max(map(len, rows)) + 2
    yield f"{title:{width}}" + "".join(f"{column[:9]:>10}" for column in columns)
    for row in rows:
        yield f"{row:{width}}" + "".join(f"{counts[row, column]:>10}" for column in columns)
