"""Runs a program as one function of CPython's, automatic collections on, and counts.

Part of oracle.py. After each statement the function itself looks: it reads counters through ctypes
and stores what it reads in arrays made before. That makes ints for a moment, which are gone at
once, and nothing else: no object of the collector's, nothing from a free list. So counts, free
lists and addresses are those of the program alone.
"""
import ctypes
import dis
import gc
import sys

from layouts import LAYOUT
from probe import POOL_BYTES

NEARLY_NONE = 5                       # Blocks of a new pool: one, and the ints of asking for it.
POOL_BITS = POOL_BYTES.bit_length() - 1
LARGE = 2 ** 40                       # An int of two digits, which no free list keeps.
BYTES = (ctypes.c_uint8 * (1 << 47)).from_address(0)


class Filler:
    """Takes blocks until each size class has one pool with room, as full as the service's."""

    def __init__(self, used):
        """`used` tells for each class how many blocks the service has out."""
        sizes = range(16, 513, 16)
        self.makers = [block_maker(size) for size in sizes]
        self.wanted = [[None] * (used.get(str(size), 0) - 1) for size in sizes]
        self.pools = [0] * len(sizes)
        self.holders = [None] * 100       # From malloc, and so when it grows.

    def fill(self):
        """To be called when the free lists are empty, since a collection empties them."""
        fill(self.holders, self.makers, self.wanted, self.pools)


def fill(holders, makers, wanted, pools):
    """Fills all pools but one of each class, then what got free in them meanwhile.

    Without iterators, which would be blocks of their own, and without an int that a free list
    would keep: the small ones are there already, the others have two digits. A division would make
    its remainder, too, which has one.
    """
    turn = 0
    while turn < 3:
        at = len(makers) - 1
        while at >= 0:
            while True:
                block = makers[at]()
                if id(block) >> POOL_BITS == pools[at]:
                    block = None
                    break
                holders.append(block)
                if not turn and blocks_out(id(block) >> POOL_BITS << POOL_BITS) < NEARLY_NONE:
                    pools[at] = id(block) >> POOL_BITS
                    while wanted[at]:
                        holders.append(makers[at]())
                        wanted[at].pop()
                    break
            at -= 1
        turn += 1


def blocks_out(pool):
    """How many blocks of a pool are out, as its header has it; no more than a byte tells."""
    return 255 if BYTES[pool + 1] else BYTES[pool]


def block_maker(size):
    """A function that makes objects of exactly one block of this size class."""
    if size == 16:
        return object
    large = LARGE
    if size == 32:
        return lambda: -large
    unit, length = b"x", size - 33
    return lambda: unit * length  # A call of `bytes` would leave a tuple in a free list.


def clear_type_cache():
    clear = getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache")
    clear()


def checks_within(statement):
    """Whether CPython may look in the middle of a statement whether a collection is due."""
    if not LAYOUT.checks:
        return False
    code = compile(statement, "<statement>", "exec")
    return any(each.opname.startswith(("CALL", "JUMP_BACKWARD")) for each in
               dis.get_instructions(code))


def collected_later(step, read, threshold):
    """The lines that run a statement, read the counts, and then let a collection run that is due.

    That is where the service has it. Where CPython would look earlier, the collector is off during
    the statement, and a set, which no free list keeps, schedules what is due. Whether it was, and
    the count has fallen since, the statement leaves no trace of: then as in the service.
    """
    statement = step["text"].splitlines()
    if not LAYOUT.checks:
        return statement + read
    if not checks_within(step["text"]):
        return [*statement, *read, "_check()"]
    schedule = ["_count.value, _column0.value = _column0.value, 200", "{gc}",
                "_column0.value = _count.value"]
    if not step["collected"]:
        schedule = [f"if _column0.value > {threshold}: {{gc}}"]
    return ["_switch.value = 0", *statement, *read, "_switch.value = 1", *schedule, "_check()"]


class Counting:
    """One program as a function, and what it counted."""

    def __init__(self, steps, free_lists, counters, switch):
        self.steps = steps
        self.free_lists, self.counters, self.switch = free_lists, counters, switch
        self.columns = [*counters, *free_lists.values()]
        self.counts = (ctypes.c_int * (len(steps) * len(self.columns)))()
        self.addresses = (ctypes.c_uint64 * sum(len(step["names"]) for step in steps))()

    def source(self, threshold):
        lines = ["def program():", " gc.enable()", " gc.collect()"]
        at = 0
        for number, step in enumerate(self.steps):
            read = [f"_counts[{number * len(self.columns) + column}] = _column{column}.value"
                    for column in range(len(self.columns))]
            lines += [" " + line for line in collected_later(step, read, threshold)]
            for name in step["names"]:
                lines.append(f" _addresses[{at}] = id({name})")
                at += 1
        lines.append(" gc.disable()")
        return "\n".join(lines)

    def run(self, space, thresholds, used):
        space.update(_counts=self.counts, _addresses=self.addresses, _switch=self.switch,
                     _check=gc.isenabled, _count=ctypes.c_int())
        space.update((f"_column{number}", column) for number, column in enumerate(self.columns))
        source = compile(self.source(thresholds[0]), "<program>", "exec")
        exec(source, space)  # pylint: disable=exec-used
        program = space["program"]
        filler = Filler(used)
        clear_type_cache()  # It keeps names that nothing else does until their place is taken.
        gc.set_threshold(*thresholds)
        gc.freeze()
        gc.collect()
        gc.collect()  # The number that the first returned may be in a free list.
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
