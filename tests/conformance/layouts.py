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

LAYOUTS = {
    (3, 11): Layout(64, 10 ** 8, 24, BEFORE, 72, 0, 0, False, False, ARRAYS),
    (3, 12): Layout(32, 2 ** 31, 24, TAGGED, 72, 0, 0, False, True, DICTS_TOGETHER),
    (3, 13): Layout(32, 2 ** 31, 24, INLINE, 72, 0, 0, False, True, ARRAYS),
    (3, 14): Layout(32, 2 ** 31, 32, INLINE, 80, 3, 1, True, True, LINKS),
    (3, 15): Layout(32, 2 ** 31, 32, INLINE, 80, 3, 1, True, True, LINKS),
}
LAYOUT = LAYOUTS[sys.version_info[:2]]
COUNT_MASK = (1 << LAYOUT.count_bits) - 1
