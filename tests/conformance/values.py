"""Random values in every form that an operation takes."""
import base64

# What programs say of values begins with zq or kq where it could be a name, so that no str of a
# program is a name that the interpreter uses too.
WORDS = ["zq_a", "zq_b", "zq_1_w", "zqhello", "zq9_q"]
TEXTS = ["zq a", "zq-b!", "qéz", "zq café", "жzq", "жж ж", "\U0001f600", "z\U0001f600q ",
         "it's zq", 'say "zq"', "zq\nb", "\x01z", "\x7f~", "ÿzz", "Āā"]
NUMBERS = [0, 1, 2, 3, -1, -5, -6, 255, 256, 257, 1000, 1001, -1000,
           2 ** 30 - 1, 2 ** 30, 2 ** 31, 2 ** 40, -2 ** 30]
BIG_NUMBERS = ["1000000000000", "1152921504606846976", "-99999999999999999999",
               "1000000000000000000000000000000", str(2 ** 250)]
FLOATS = [1.5, -0.5, 2.25, 0.1, -1e-9]
WHOLE_FLOATS = [0, 1, 2, -3, 1000, 1e100]
REPEATED = ["q-z", "zq a", "ж", "éb", "\U0001f600", "-"]
ATTRIBUTES = ["at_a", "at_b", "at_c", "at_d", "at_e"]


class Values:
    """Makes values for one program; `sight` is what references can be made from."""

    def __init__(self, random, sight, serial=None):
        """`serial` counts values that must be different from all others, see `constant`."""
        self.random, self.sight, self.serial = random, sight, serial
        self.constant_tuples = serial is None

    def constant(self, choices, make):
        """One of the choices, or, where a whole function is compiled at once, a new one.

        Equal constants of one function are one object in CPython; the service knows statements.
        """
        return make(next(self.serial)) if self.serial else self.random.choice(choices)

    def value(self, depth=2, forms=None):
        """A value in one of the forms; where nothing fits the one chosen, a number."""
        names = forms or (EVERYWHERE if depth > 0 else SHALLOW_FORMS)
        for _ in range(4):
            made = EVERY_FORM[self.random.choice(names)](self, depth)
            if made is not NotImplemented:
                return made
        return self.random.choice([0, 1, 255])

    def values(self, depth, most=4):
        return [self.value(depth) for _ in range(self.random.randint(0, most))]

    def key(self, depth=1):
        """A key for a dict: often a known one, now and then one that has no hash."""
        chance = self.random.random()
        if chance < 0.2:
            return f"kq{self.random.randint(0, 12)}"
        if chance < 0.27:
            return self.random.randint(0, 9)
        if chance < 0.85:
            return self.value(depth, KEY_FORMS)
        return self.value(0, UNHASHABLE_FORMS)

    def element(self, depth=1):
        """An element for a set whose hash is the same in every process, or that has none."""
        if self.random.random() < 0.9:
            return self.value(depth, ELEMENT_FORMS)
        return self.value(0, UNHASHABLE_FORMS)

    def elements(self, most=4):
        """Elements for a new set; one alone may have the address for a hash."""
        if self.random.random() < 0.4:
            return [self.value(1, ONLY_ELEMENT_FORMS)]
        return [self.element() for _ in range(self.random.randint(0, most))]

    def reference(self, kinds=None, check=None):
        for _ in range(6):
            found = self.sight.pick(self.random, kinds) if kinds else self.sight.pick(self.random)
            if found and (check is None or check(found)):
                return {"ref": found}
        return NotImplemented

    # ------------------------------------------------------------ the forms

    def word(self, _):
        return self.random.choice(WORDS)

    def text(self, _):
        return self.constant(TEXTS, lambda number: f"zq {number}")

    def repeated_str(self, _):
        return {"str": self.random.choice(REPEATED),
                "repeat": self.random.choice([0, 2, 3, 33, 40, 470])}

    def bytes(self, _):
        content = self.constant([b"", b"h", b"zq", b"\0\1\xff", b"zq hello world"],
                                lambda number: b"zq%d" % number)
        return {"bytes": base64.b64encode(content).decode("ascii")}

    def zeros(self, _):
        return {"bytes": {"zeros": self.random.choice([0, 1, 2, 10, 479, 480, 600])}}

    def list(self, depth):
        chance = self.random.random()
        if chance < 0.25:
            return [self.value(0, CONSTANT_FORMS) for _ in range(self.random.randint(0, 9))]
        return self.values(depth - 1, 4 if chance < 0.95 else 33)

    def tuple(self, depth):
        if self.random.random() < 0.3 and self.constant_tuples:
            return {"tuple": [self.value(0, CONSTANT_FORMS)
                              for _ in range(self.random.randint(0, 6))]}
        return {"tuple": self.values(depth - 1, 6) + self.never_a_constant()}

    def set(self, _):
        return {"set": self.elements(7)}

    def frozenset(self, _):
        return {"frozenset": self.elements(7)}

    def dict(self, depth):
        count = self.random.choice([0, 1, 2, 3, 4, 6, 11, 16])
        if self.random.random() < 0.5:
            return {"dict": [[f"kq{i}", self.value(depth - 1)] for i in range(count)]}
        return {"dict": [[self.key(depth - 1), self.value(depth - 1)]
                         for _ in range(min(count, 4))]}

    def new(self, _):
        found = self.sight.pick(self.random, ["class"])
        return {"new": found} if found and found.isidentifier() else NotImplemented

    def weakref(self, _):
        kinds = ["instance", "class", "function", "set", "frozenset", "method"]
        if self.random.random() < 0.05:
            kinds = None
        found = self.reference(kinds)
        return found if found is NotImplemented else {"weakref": found["ref"]}

    def weakref_with_callback(self, depth):
        made = self.weakref(depth)
        callback = self.sight.pick(self.random, ["function"])
        if made is NotImplemented or callback is None:
            return NotImplemented
        return {**made, "callback": callback}

    def any_reference(self, _):
        return self.reference()

    def element_reference(self, _):
        return self.reference(["int", "str", "bytes", "float", "bool", "tuple", "frozenset"],
                              self.sight.hashes_alike)

    def element_expression(self, _):
        """What an expression makes of something whose hash is the same in every process."""
        one = self.reference(["str", "bytes", "tuple"], self.sight.hashes_alike)
        if one is NotImplemented or self.long(one):
            return one
        return self.random.choice([
            {"expr": "concat", "args": [one, one]}, {"expr": "repeat", "args": [one, 2]},
            {"expr": "slice", "args": [one, 0, self.random.choice([1, 2, -1])]}])

    def element_copy(self, _):
        one = self.reference(["frozenset", "tuple"], self.sight.hashes_alike)
        if one is NotImplemented:
            return one
        if self.sight.told(one["ref"])["type"] == "tuple":
            return {"expr": self.random.choice(["tuple", "frozenset"]), "args": [one]}
        return {"expr": self.random.choice(["copy", "tuple", "frozenset"]), "args": [one]}

    def element_tuple(self, depth):
        return {"tuple": [self.element(depth - 1) for _ in range(self.random.randint(0, 3))] +
                self.never_a_constant()}

    def never_a_constant(self):
        """What keeps a tuple from being a constant itself, of code that is not gone yet."""
        return [{"str": "q-z", "repeat": 2}] if not self.constant_tuples else []

    def element_frozenset(self, depth):
        return {"frozenset": [self.element(depth - 1) for _ in range(self.random.randint(0, 3))]}

    def method_reference(self, _):
        found = self.sight.pick(self.random, ["instance"])
        method = found and self.method_name(found)
        return {"ref": f"{found}.{method}"} if method else NotImplemented

    def method_name(self, reference):
        """A method that the class of an instance has; None if it has none, or nobody knows."""
        told = self.sight.told(reference)
        if told is None:
            return None
        cls = next((slot["object"] for slot in told["slots"] if slot["slot"] == ".__class__"), 0)
        return self.sight.methods.get(cls)

    def dict_reference(self, _):
        found = self.sight.pick(self.random, ["instance"])
        return {"ref": f"{found}.__dict__"} if found else NotImplemented

    # ------------------------------------------------------------ expressions

    def concat(self, depth):
        kinds = [self.random.choice(["list", "tuple", "str", "bytes", "int", "float"])]
        if self.random.random() < 0.04:
            kinds = None
        one = self.reference(kinds)
        if one is NotImplemented:
            return one
        other = self.reference(kinds)
        if kinds == ["list"] and self.random.random() < 0.5:
            other = self.values(depth - 1)
        return {"expr": "concat", "args": [one, other]}

    def repeat(self, _):
        one = self.reference(["list", "tuple", "str", "bytes"] if self.random.random() < 0.95
                           else None)
        if one is NotImplemented or self.long(one):
            return NotImplemented
        return {"expr": "repeat", "args": [one, self.random.choice([0, 1, 2, 3, -1])]}

    def long(self, reference):
        told = self.sight.told(reference["ref"])
        return told is None or told["size"] > 600

    def slice(self, _):
        one = self.reference(["list", "tuple", "str", "bytes"] if self.random.random() < 0.95
                           else None)
        ends = [self.random.choice([None, 0, 1, 2, -1, -2, 5]) for _ in range(2)]
        return one if one is NotImplemented else {"expr": "slice", "args": [one, *ends]}

    def join(self, _):
        separator = self.random.choice([", ", "zq", "", "ж"])
        parts = self.reference(["list", "tuple", "str", "dict"])
        if self.random.random() < 0.6 or parts is NotImplemented:
            parts = [self.value(0, ("word", "text")) for _ in range(self.random.randint(0, 4))]
        return {"expr": "join", "args": [separator, parts]}


def iterates_alike(sight, reference):
    """Whether a set of what iterating the object gives has the same order in every process."""
    told = sight.told(reference)
    return told is not None and (sight.items_hash_alike(reference) or len(told["slots"]) < 2)


def call_of(expr, kinds, check=None, empty=True, sure=False):
    """A form such as `list(a)`, of what it takes, or, if not `sure`, rarely of anything."""
    def make(self, _):
        if empty and self.random.random() < 0.1:
            return {"expr": expr, "args": []}
        wanted = kinds if sure or self.random.random() < 0.93 else None
        one = self.reference(wanted, check and (lambda found: check(self.sight, found)))
        return one if one is NotImplemented else {"expr": expr, "args": [one]}
    return make


ITERABLE = ["list", "tuple", "dict", "set", "frozenset", "str", "bytes"]

EVERY_FORM = {
    "None": lambda self, _: None,
    "bool": lambda self, _: self.random.random() < 0.5,
    "int": lambda self, _: self.constant(NUMBERS, lambda number: 10 ** 6 + number),
    "big int": lambda self, _: {"int": self.constant(BIG_NUMBERS,
                                                     lambda number: str(10 ** 20 + number))},
    "float": lambda self, _: self.constant(FLOATS, lambda number: number + 0.5),
    "whole float": lambda self, _: {"float": self.constant(WHOLE_FLOATS, lambda number: number)},
    "infinite float": lambda self, _: {"float": self.random.choice(["inf", "-inf"])},
    "nan": lambda self, _: {"float": "nan"},
    "word": Values.word,
    "text": Values.text,
    "repeated str": Values.repeated_str,
    "bytes": Values.bytes,
    "zeros": Values.zeros,
    "list": Values.list,
    "tuple": Values.tuple,
    "set": Values.set,
    "frozenset": Values.frozenset,
    "dict": Values.dict,
    "new": Values.new,
    "weakref": Values.weakref,
    "weakref with callback": Values.weakref_with_callback,
    "ref": Values.any_reference,
    "method ref": Values.method_reference,
    "dict ref": Values.dict_reference,
    "concat": Values.concat,
    "repeat": Values.repeat,
    "slice": Values.slice,
    "copy": call_of("copy", ["list", "dict", "set", "frozenset"], empty=False),
    "list()": call_of("list", ITERABLE),
    "tuple()": call_of("tuple", ITERABLE),
    "set()": call_of("set", ITERABLE, iterates_alike),
    "frozenset()": call_of("frozenset", ITERABLE, iterates_alike),
    "dict()": call_of("dict", ["dict"]),
    "str()": call_of("str", ["int", "str", "float", "None", "bool", "list", "tuple", "dict"],
                  lambda sight, found: sight.shows_alike(found)),
    "join": Values.join,
    "element ref": Values.element_reference,
    "element expression": Values.element_expression,
    "element copy": Values.element_copy,
    "unhashable copy": call_of("copy", ["list", "dict", "set"], empty=False, sure=True),
    "element tuple": Values.element_tuple,
    "element frozenset": Values.element_frozenset,
}
# These are seldom possible, or seldom chosen elsewhere, so they are tried more often.
EVERYWHERE_TWICE = ["tuple", "set", "frozenset", "frozenset", "method ref", "dict ref", "dict()",
                    "concat", "weakref", "weakref with callback", "method ref", "dict ref",
                    "copy", "dict()", "set()", "frozenset()", "tuple()", "repeat", "slice"]
CONTAINER_FORMS = ["list", "tuple", "set", "frozenset", "dict"]
ONLY_FOR_SETS = ["element ref", "element tuple", "element frozenset", "element expression",
                 "element copy", "unhashable copy"]
EVERYWHERE = [form for form in EVERY_FORM if form not in ONLY_FOR_SETS] + EVERYWHERE_TWICE
SHALLOW_FORMS = [form for form in EVERYWHERE if form not in CONTAINER_FORMS]
CONSTANT_FORMS = ["None", "bool", "int", "big int", "float", "whole float", "word", "text",
                  "bytes"]
ELEMENT_FORMS = ["bool", "int", "big int", "float", "whole float", "infinite float", "word",
                 "text", "repeated str", "bytes", "zeros", "element ref", "str()", "join",
                 "element tuple", "element frozenset", "element expression", "element copy"]
ELEMENT_FORMS_TWICE = ["whole float", "float", "big int", "join",
                       "element expression", "element expression", "element copy"]
ONLY_ELEMENT_FORMS = ["None", "nan", "new", "new", "new", "method ref", "method ref", "method ref",
                      "weakref with callback", "weakref", "weakref with callback", "ref",
                      "method ref", "frozenset", "tuple", "tuple()", "frozenset()"]
KEY_FORMS = ELEMENT_FORMS + ELEMENT_FORMS_TWICE + ONLY_ELEMENT_FORMS
UNHASHABLE_FORMS = ["list", "set", "dict", "unhashable copy", "list()", "set()", "dict()", "dict()",
                    "dict ref", "dict ref", "set()", "set()"]
