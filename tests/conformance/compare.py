"""Holds what the service tells of a heap to what CPython has: one walk over both at once."""
import re

# The interpreter uses None, True and False too; the blocks of a class are all malloc's.
EXCUSED = {("references", "NoneType"), ("references", "bool"), ("blocks", "type")}
ATOMS = {"NoneType", "bool", "int", "float", "str", "bytes"}
SEQUENCES = {"list", "tuple", "dict", "set", "frozenset"}
LABELS_LEFT_OUT = {".__name__", ".__qualname__", ".__module__", ".__doc__", ".__base__"}
REPR_COMPARED = 150  # Bytes; the service cuts longer ones
WORD_OF_A_VALUE = re.compile(r"'(zq|kq)")  # No name in a program begins so.


class Difference(Exception):
    """The service and CPython do not agree."""

    def __init__(self, aspect, text):
        super().__init__(f"{aspect}: {text}")
        self.aspect = aspect


class View:
    """The service's objects at one moment, in the form in which CPython's are told."""

    def __init__(self, step):
        self.names = step.names
        self.objects = step.objects
        self.lost_items = step.lost_items
        self.constant_references = constant_references(self.objects)

    def node(self, identity):
        told = self.objects[identity]
        references = None
        if not told["cached"] and not told["immortal"]:
            references = told["references"] - self.constant_references.get(identity, 0)
        generation = -1 if told.get("frozen") else told["generation"]
        return [told["type"], references, generation, told["size"], blocks_of(told),
                children_of(told), note_of(told), "slots_left_out" in told,
                identity in self.lost_items, told["immortal"]]


def constant_references(objects):
    """How often functions hold each object as a constant, and constant tuples their items."""
    counts, seen = {}, set()
    todo = [slot["object"] for each in objects.values() if each["type"] == "function"
            for slot in each["slots"] if slot["slot"].startswith("constant ")]
    while todo:
        identity = todo.pop()
        counts[identity] = counts.get(identity, 0) + 1
        told = objects.get(identity)
        if told and told["type"] in ("tuple", "frozenset") and identity not in seen:
            seen.add(identity)
            todo.extend(slot["object"] for slot in told["slots"])
    return counts


def blocks_of(told):
    found = []
    for block in told["blocks"]:
        size = block["size_class"] or 0
        place = int(block["address"], 16) % 16384 - 48
        found.append([block["use"], size, place % size if size else 0])
    return found[:2] if shares_names(told) else found


def shares_names(told):
    """Whether a dict is an instance's and leaves its keys in the table of the class.

    That table, and the names in it, are the class's; they become the dict's when the class dies.
    The values are in a block of the dict's, or in that of the instance.
    """
    uses = {block["use"] for block in told["blocks"]}
    return told["type"] == "dict" and ("values" in uses or
                                       bool(told["slots"]) and "keys" not in uses)


def children_of(told):
    if shares_names(told):
        return [slot["object"] for slot in told["slots"] if slot["slot"].startswith("[")]
    if told["type"] in SEQUENCES:
        return [slot["object"] for slot in told["slots"]]
    return {slot["slot"]: slot["object"] for slot in told["slots"]}


def note_of(told):
    if told["type"] in ATOMS:
        return told["repr"]
    return told.get("target")


class Comparison:
    """One walk over both graphs; a pair once met must always be met as a pair."""

    def __init__(self, view, names, nodes, early_names):
        """`early_names` may be immortal in CPython although the service does not know them."""
        self.view, self.nodes, self.early_names = view, nodes, early_names
        self.address_of, self.identity_of = {}, {}
        self.todo = []
        if set(view.names) != set(names):
            raise Difference("names", f"service {sorted(view.names)}, Python {sorted(names)}")
        for name in sorted(names):
            self.meet(name, view.names[name], names[name])

    def meet(self, path, identity, address):
        """Both sides have come to an object by the same path."""
        if identity not in self.address_of and address not in self.identity_of:
            self.address_of[identity], self.identity_of[address] = address, identity
            self.todo.append((path, identity, address))
        elif self.address_of.get(identity) != address:
            service = "the same as before" if identity in self.address_of else "new"
            python = "the same as before" if address in self.identity_of else "new"
            raise Difference("identity", f"{path}: in the service {service}, in Python {python}"
                                         f" ({self.view.objects[identity]['repr']})")

    def run(self):
        weakrefs = []
        while self.todo:
            path, identity, address = self.todo.pop()
            told, real = self.view.node(identity), self.nodes[str(address)]
            self.compare_fields(path, told, real)
            self.follow(path, told, real)
            if told[0] == "ReferenceType":
                weakrefs.append((path, told[6], real[6]))
        for path, target, real_target in weakrefs:
            self.compare_targets(path, target, real_target)

    def compare_fields(self, path, told, real):
        aspects = ("type", "references", "generation", "size", "blocks")
        for aspect, service, python in zip(aspects, told, real):
            if service != python and not self.excused(aspect, told, real):
                raise Difference(aspect, f"{path} ({told[0]}): service {service}, Python {python}")
        if told[0] in ATOMS and told[6] != real[6] and \
                len(real[6].encode(errors="replace")) < REPR_COMPARED:
            raise Difference("value", f"{path}: service {told[6]}, Python {real[6]}")

    def excused(self, aspect, told, real):
        if is_name(real):
            return aspect == "blocks" or aspect == "references" and self.lives_alike(told, real)
        if told[0] == "list" and aspect in ("size", "blocks"):
            return told[8] and real[6]
        return (aspect, told[0]) in EXCUSED

    def lives_alike(self, told, real):
        """Whether a name is immortal on both sides or on none; CPython may know it earlier."""
        immortal = real[1] is None
        return told[9] == immortal or immortal and real[6][1:-1] in self.early_names

    def follow(self, path, told, real):
        service, python = told[5], real[5]
        if isinstance(service, list):
            if told[7]:
                python = python[:len(service)]
            if len(service) != len(python):
                raise Difference("items", f"{path}: service {len(service)}, Python {len(python)}")
            for at, pair in enumerate(zip(service, python)):
                self.meet(f"{path}[{at}]", *pair)
            return
        service = {label: identity for label, identity in service.items()
                   if label in python or followed(label, told[0])}
        if set(service) != set(python):
            raise Difference("slots",
                             f"{path}: service {sorted(service)}, Python {sorted(python)}")
        for label, address in python.items():
            self.meet(path + label, service[label], address)

    def compare_targets(self, path, identity, address):
        if (identity is None) != (address is None):
            alive = "dead" if identity is None else "alive"
            raise Difference("weakref", f"{path}: {alive} in the service only")
        if self.address_of.get(identity, address) != address:
            raise Difference("weakref", f"{path}: its target is another object")


def is_name(real):
    """Whether a str is a name of the program's, which CPython keeps in many places."""
    return real[0] == "str" and real[6][1:-1].isidentifier() and not WORD_OF_A_VALUE.match(real[6])


def followed(label, kind):
    if kind == "type":
        return False
    return label not in LABELS_LEFT_OUT and not label.startswith("constant ")
