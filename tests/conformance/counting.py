"""Runs a program as one function of CPython's, automatic collections on, and counts.

Part of oracle.py. After each statement the function itself looks: it reads counters through ctypes
and stores what it reads in arrays made before. That makes ints for a moment, which are gone at
once, and nothing else: no object of the collector's, nothing from a free list. So counts, free
lists and addresses are those of the program alone.
"""
import ctypes
import gc
import sys

from probe import POOL_BYTES, WORDS

THRESHOLDS = (123_457, 4_321, 1_234)  # Found in no other place of the interpreter's state.
INTERPRETER_BYTES = 200_000
GENERATION_BYTES = 24                 # Two links, threshold, count.
FREE_LIST_ROOM = 80                   # Of list, dict and dict keys.
TUPLE_LENGTHS = 20
NEARLY_NONE = 5                       # Blocks of a new pool: one, and the ints of asking for it.
MOST_HELD = 200_000                   # Blocks that it may take to fill all pools.


def interpreter_state():
    get = ctypes.pythonapi.PyInterpreterState_Get
    get.restype = ctypes.c_void_p
    return get()


def int_at(address):
    return ctypes.c_int.from_address(address)


def find_counters():
    """Where gc.get_count() has its three numbers."""
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    start = interpreter_state()
    try:
        for at in range(start, start + INTERPRETER_BYTES, 4):
            if all(int_at(at + GENERATION_BYTES * i).value == THRESHOLDS[i] for i in range(3)):
                return [int_at(at + GENERATION_BYTES * i + 4) for i in range(3)]
    finally:
        gc.set_threshold(*before)
    raise RuntimeError("this CPython keeps its counters elsewhere")


def word_in_state(value):
    start = interpreter_state()
    for at in range(start, start + INTERPRETER_BYTES, 8):
        if WORDS[at >> 3] == value:
            yield at


def find_array(value):
    """The array of a free list in which an object that has just been freed is the last."""
    for at in word_in_state(value):
        for index in range(FREE_LIST_ROOM):
            base = at - 8 * index
            if int_at(base + 8 * FREE_LIST_ROOM).value == index + 1:
                return base
    raise RuntimeError("this CPython keeps its free lists elsewhere")


def address_of_freed(make):
    return id(make())


def find_free_lists():
    """The length of each free list, by the name that the service gives it."""
    lists = find_array(address_of_freed(lambda: [None]))
    dicts = find_array(address_of_freed(lambda: {}))
    keys = dicts + 8 * FREE_LIST_ROOM + 8
    seven = next(word_in_state(address_of_freed(lambda: tuple([None] * 7))))
    tuples = seven - 8 * (7 - 1)
    floats = next(word_in_state(address_of_freed(lambda: float("1.25")))) - 8
    found = {"list": int_at(lists + 8 * FREE_LIST_ROOM), "dict": int_at(dicts + 8 * FREE_LIST_ROOM),
             "dict keys": int_at(keys + 8 * FREE_LIST_ROOM), "float": int_at(floats)}
    for length in range(1, TUPLE_LENGTHS + 1):
        found[f"tuple[{length}]"] = int_at(tuples + 8 * TUPLE_LENGTHS + 4 * (length - 1))
    return found


class Filler:
    """Takes blocks until each size class has one pool with room, as full as the service's."""

    def __init__(self, used):
        """`used` tells for each class how many blocks the service has out."""
        sizes = range(16, 513, 16)
        self.makers = [block_maker(size) for size in sizes]
        self.wanted = [used.get(str(size), 0) for size in sizes]
        self.pools = [0] * len(sizes)
        self.holders = [None] * MOST_HELD

    def fill(self):
        """To be called when the free lists are empty, since a collection empties them."""
        fill(self.holders, self.makers, self.wanted, self.pools)


def fill(holders, makers, wanted, pools):
    """Fills all pools but one of each class, then what got free in them meanwhile.

    Loops without iterators, which would be blocks of their own.
    """
    held = turn = 0
    while turn < 3:
        at = len(makers) - 1
        while at >= 0:
            while True:
                block = holders[held] = makers[at](held)
                held += 1
                if id(block) // POOL_BYTES == pools[at]:
                    held -= 1
                    holders[held] = block = None
                    break
                if not turn and blocks_out(id(block)) < NEARLY_NONE:
                    pools[at] = id(block) // POOL_BYTES
                    while wanted[at] > 1:
                        holders[held] = makers[at](held)
                        held += 1
                        wanted[at] -= 1
                    break
            at -= 1
        turn += 1


def blocks_out(address):
    """How many blocks of a pool are out, as its header has it."""
    return WORDS[address // POOL_BYTES * POOL_BYTES >> 3] & 0xFFFFFFFF


def block_maker(size):
    """A function that makes objects of exactly one block of this size class."""
    if size == 16:
        return lambda _: object()
    if size == 32:
        return lambda number: 10 ** 6 + number
    unit, length = b"x", size - 33
    return lambda _: unit * length  # A call of `bytes` would leave a tuple in a free list.


class Counting:
    """One program as a function, and what it counted."""

    def __init__(self, steps, free_lists, counters):
        self.steps = steps
        self.free_lists, self.counters = free_lists, counters
        self.columns = [*counters, *free_lists.values()]
        self.counts = (ctypes.c_int * (len(steps) * len(self.columns)))()
        self.addresses = (ctypes.c_uint64 * sum(len(step["names"]) for step in steps))()

    def source(self):
        lines = ["def program():", " gc.enable()", " gc.collect()"]
        at = 0
        for number, step in enumerate(self.steps):
            lines += [" " + line for line in step["text"].splitlines()]
            for column in range(len(self.columns)):
                place = number * len(self.columns) + column
                lines.append(f" _counts[{place}] = _column{column}.value")
            for name in step["names"]:
                lines.append(f" _addresses[{at}] = id({name})")
                at += 1
        lines.append(" gc.disable()")
        return "\n".join(lines)

    def run(self, space, thresholds, used):
        space.update(_counts=self.counts, _addresses=self.addresses)
        space.update((f"_column{number}", column) for number, column in enumerate(self.columns))
        exec(compile(self.source(), "<program>", "exec"), space)  # pylint: disable=exec-used
        program = space["program"]
        filler = Filler(used)
        sys._clear_type_cache()  # It keeps names that nothing else does until their place is taken.
        gc.set_threshold(*thresholds)
        gc.freeze()
        gc.collect()
        filler.fill()
        program()
        return self.told()

    def told(self):
        width = len(self.columns)
        answers, at = [], 0
        for number, step in enumerate(self.steps):
            row = self.counts[number * width:(number + 1) * width]
            count = len(step["names"])
            answers.append({"counts": row[:3],
                            "free_lists": dict(zip(self.free_lists, row[3:])),
                            "addresses": dict(zip(step["names"],
                                                  self.addresses[at:at + count]))})
            at += count
        return answers
