"""Where CPythons keep what the probe reads, as a row for each version.

Only what neither Python nor a measurement tells: offsets and rules of their C structures. All rows
are of 64-bit builds that have the interpreter lock.
"""
import sys
from typing import NamedTuple


class Layout(NamedTuple):
    """How one version lays out its objects."""
    count_bits: int      # A reference count: so many low bits of an object's first word.
    never_dies: int      # Counts from here on are of objects that no program lets go of.
    tuple_items: int     # The offset of a tuple's items.
    values: str          # Where an instance has its attributes: see below.
    first_local: int     # The offset of a frame's local variables.
    local_tags: int      # Bits of a local variable that are no part of the address.
    borrows: int         # The one of them that says: this variable holds no reference.
    last_local_first: bool  # In which order a frame lets go of its variables.
    checks: bool         # A collection waits for a check: after a call, in a turn of a loop.
    free_lists: str      # How the interpreter keeps what waits for reuse: see below.


BEFORE = "before"        # A block of its own, from a word of its own before the object.
TAGGED = "tagged"        # The same; the word also leads to the dict instead. Its low bit tells.
INLINE = "inline"        # Behind the object, in its block. A dict of the instance shares them.

ARRAYS = "arrays"        # And the length of each.
DICTS_TOGETHER = "arrays, those of dicts and of keys before both lengths"
LINKS = "links"          # From one to the next; the first stands before the length.

# How frames have their variables.
HELD = {"first_local": 72, "local_tags": 0, "borrows": 0, "last_local_first": False}
MAY_BORROW = {"first_local": 80, "local_tags": 3, "borrows": 1, "last_local_first": True}

LAYOUTS = {
    (3, 11): Layout(count_bits=64, never_dies=10 ** 8, tuple_items=24, values=BEFORE, **HELD,
                    checks=False, free_lists=ARRAYS),
    (3, 12): Layout(count_bits=32, never_dies=2 ** 31, tuple_items=24, values=TAGGED, **HELD,
                    checks=True, free_lists=DICTS_TOGETHER),
    (3, 13): Layout(count_bits=32, never_dies=2 ** 31, tuple_items=24, values=INLINE, **HELD,
                    checks=True, free_lists=ARRAYS),
    (3, 14): Layout(count_bits=32, never_dies=2 ** 31, tuple_items=32, values=INLINE, **MAY_BORROW,
                    checks=True, free_lists=LINKS),
    (3, 15): Layout(count_bits=32, never_dies=2 ** 31, tuple_items=32, values=INLINE, **MAY_BORROW,
                    checks=True, free_lists=LINKS),
}
LAYOUT = LAYOUTS[sys.version_info[:2]]
COUNT_MASK = (1 << LAYOUT.count_bits) - 1
