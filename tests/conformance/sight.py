"""What a generator of programs sees: references to objects, by the kind of object.

A sight of a session comes from the mirror of its graph; one of a function body from what the body
has bound so far.
"""
import re

from compare import shares_names

KINDS = {"NoneType": "None", "bool": "bool", "int": "int", "float": "float", "str": "str",
         "bytes": "bytes", "tuple": "tuple", "list": "list", "dict": "dict", "set": "set",
         "frozenset": "frozenset", "type": "class", "function": "function", "method": "method",
         "ReferenceType": "weakref"}
EVERY_KIND = sorted(KINDS.values()) + ["instance"]
INTERNAL = {"cell", "getset_descriptor", "member_descriptor"}

# Names that programs keep and seldom see, and slots that a reference may go through.
KEPT = {"P", "log", "keep", "blocks"}
STEP = re.compile(r"(\[(-?\d{1,5}|'[\w !-]{0,20}'|True|False)\]|\.at_\w+)")

DETERMINISTIC_ATOMS = {"bool", "int", "float", "str", "bytes"}
SHOWN = DETERMINISTIC_ATOMS | {"NoneType", "list", "tuple", "dict", "set", "frozenset"}
MOST_OBJECTS_LOOKED_AT = 40


def kind_of(told):
    return KINDS.get(told["type"], "instance")


class Sight:
    """References that can be used now, by the kind of what they lead to."""

    def __init__(self):
        self.by_kind = {}
        self.identity_of = {}
        self.objects = {}
        self.methods = {}       # A method's name, by the id of the class that has it.
        self.tainted = set()    # Sets that had elements whose hash was an address, by id.

    def add(self, reference, kind, identity=None):
        self.by_kind.setdefault(kind, []).append(reference)
        self.identity_of[reference] = identity

    def all(self, kinds=EVERY_KIND):
        return [reference for kind in kinds for reference in self.by_kind.get(kind, ())]

    def pick(self, random, kinds=EVERY_KIND):
        """One of the references to objects of these kinds, all kinds alike; None without any."""
        there = [kind for kind in kinds if self.by_kind.get(kind)]
        return random.choice(self.by_kind[random.choice(there)]) if there else None

    def told(self, reference):
        return self.objects.get(self.identity_of.get(reference))

    def reached(self, reference):
        """The objects that a reference leads to, through containers; None if there are many."""
        return self.reached_from(self.identity_of.get(reference))

    def reached_from(self, start):
        todo, seen = [start], {}
        while todo:
            identity = todo.pop()
            if identity is None or len(seen) > MOST_OBJECTS_LOOKED_AT:
                return None
            if identity not in seen:
                told = seen[identity] = self.objects[identity]
                if "slots_left_out" in told:
                    return None
                if told["type"] in SHOWN:
                    todo.extend(slot["object"] for slot in told["slots"])
        return seen.values()

    def shows_alike(self, reference):
        """Whether the text of the object is the same in every process."""
        reached = self.reached(reference)
        return reached is not None and all(each["type"] in SHOWN for each in reached)

    def hashes_alike(self, reference):
        """Whether the hash of the object is the same in every process, or it has none."""
        return self.all_hash_alike(self.identity_of.get(reference))

    def all_hash_alike(self, identity):
        reached = self.reached_from(identity)
        return reached is not None and all(map(hash_is_deterministic, reached))

    def items_hash_alike(self, reference):
        """The same of everything that iterating the object gives."""
        told = self.told(reference)
        if told is None:
            return False
        if told["type"] not in ("list", "tuple", "dict", "set", "frozenset"):
            return True
        if shares_names(told):
            return True
        slots = told["slots"][::2] if told["type"] == "dict" else told["slots"]
        return len(slots) < MOST_OBJECTS_LOOKED_AT and all(
            self.all_hash_alike(slot["object"]) for slot in slots)

    def is_plain_set(self, reference):
        """Whether a set has never had an element whose hash is another in every process.

        The place of one that is gone still has a part in the order of those that come.
        """
        return self.identity_of[reference] not in self.tainted and self.hashes_alike(reference)

    def unsteady_sets(self):
        """The sets that have an element now whose hash is another in every process."""
        return {identity for identity, told in self.objects.items()
                if told["type"] == "set" and told["slots"] and not self.all_hash_alike(identity)}


def kind_reached(session, reference):
    """The kind of object that a reference leads to; a method if the last step makes one,
    None if the name is not bound."""
    name, *steps = re.findall(r"^\w+|\.\w+|\[.*?\]", reference)
    depth = len(session.frames) - 1
    identity = session.names.get(f"{depth}:{name}", session.names.get(f"0:{name}"))
    for step in steps:
        if identity is None:
            break
        slots = {slot["slot"]: slot["object"] for slot in session.objects[identity]["slots"]}
        identity = slots.get(step)
        if identity is None:
            return "method"
    return identity and kind_of(session.objects[identity])


def hash_is_deterministic(told):
    """Of one object; containers are asked for their items besides."""
    if told["type"] == "float":
        return told["repr"] != "nan"
    return told["type"] in DETERMINISTIC_ATOMS or told["type"] in (
        "tuple", "frozenset", "list", "dict", "set")


def sight_of(session):
    """What the running frame of a session can see: its names, the module's, and into them."""
    sight = Sight()
    sight.objects = session.objects
    depth = len(session.frames) - 1
    visible = {}
    for level in ("0:", f"{depth}:"):
        visible.update((key[len(level):], identity) for key, identity in session.names.items()
                       if key.startswith(level))
    for name, identity in visible.items():
        if name == "P" or name not in KEPT:
            add_with_steps(sight, name, session.objects[identity])
    return sight


def add_with_steps(sight, name, told):
    """Adds a name, and what one step from it leads to."""
    if told["type"] in INTERNAL:
        return
    sight.add(name, kind_of(told), told["id"])
    for slot in told["slots"][:12]:
        inner = sight.objects.get(slot["object"])
        if STEP.fullmatch(slot["slot"]) and inner and inner["type"] not in INTERNAL:
            sight.add(name + slot["slot"], kind_of(inner), inner["id"])
