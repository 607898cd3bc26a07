"""Looks at objects of the CPython that runs this, without holding or changing any.

Everything is read by address, straight from memory, so that a reference count is what the program
made it, and what is looked at may be garbage. Only `Scene` keeps state: what it told before.
"""
import ctypes
import gc
import json
import sys
import types
from _ctypes import PyObj_FromPtr as object_at
from _weakref import ref as weakref

from layouts import BEFORE, COUNT_MASK, INLINE, LAYOUT

# All of the memory as words; the index is an address divided by eight.
WORDS = (ctypes.c_uint64 * (1 << 44)).from_address(0)

POOL_BYTES = 16384
POOL_HEADER = 48
POOL_SIZE_INDEX = 36       # Where a pool's header keeps its size class, as a multiple of 16.
SMALL_REQUEST = 512        # Larger requests go to malloc.
GC_HEADER = 16
VALUES_VALID = 3           # Of values inside an instance: whether they are still its own.
MANAGED_PREFIX = 16        # Before that header of an instance: values, dict or weakrefs.
DUMMY_HASH = 2 ** 64 - 1    # What was taken out of a set leaves an entry with the hash -1.

TYPE_BASICSIZE = 32
TYPE_FLAGS = 168
FLAG_INLINE_VALUES = 1 << 2
FLAG_MANAGED_DICT = 1 << 4
FLAG_HEAP_TYPE = 1 << 9
FLAG_HAVE_GC = 1 << 14

_libc = ctypes.CDLL(None)
_libc.sbrk.restype = ctypes.c_void_p
_libc.sbrk.argtypes = [ctypes.c_ssize_t]


def word(address):
    return WORDS[address >> 3]


def byte(address):
    return WORDS[address >> 3] >> (8 * (address & 7)) & 0xFF


def _mappings():
    """What is mapped: (start, end, name)."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        for line in maps:
            words = line.split()
            start, end = (int(each, 16) for each in words[0].split("-"))
            yield start, end, "".join(words[5:])


def _heap_start():
    """Where malloc's own heap begins; it ends at sbrk(0)."""
    return next((start for start, _, name in _mappings() if name == "[heap]"), _libc.sbrk(0))


def _static_part():
    """Where the interpreter's own image has its variables, which begin with those of a file."""
    inside, found, end = id(None), None, 0
    for start, stop, name in _mappings():
        if start != end or name not in ("", found and found[1]):
            if found and found[0] <= inside < end:
                break
            found = start, name
        end = stop
    return found[0], end


class Malloc:
    """Where the blocks lie that do not come from pools."""
    start = _heap_start()
    end = _libc.sbrk(0)


def size_class(address, requested):
    """The size class of the pool a block lies in; 0 for a block that malloc gave."""
    if requested > SMALL_REQUEST or Malloc.start <= address < Malloc.end:
        return 0
    pool = address & ~(POOL_BYTES - 1)
    return 16 * ((WORDS[(pool + POOL_SIZE_INDEX) >> 3] >> 32) + 1)


def block(use, address, requested):
    """What is compared of a block: its use, its class, and where in its pool's grid it stands."""
    size = size_class(address, requested)
    rest = (address - POOL_HEADER) % POOL_BYTES % size if size else 0
    return f'["{use}",{size},{rest}]'


STATIC_START, STATIC_END = _static_part()


def _offset_of_class_parts():
    """The offsets of a class's dict and of the key table that its instances share."""
    class Sample:
        pass
    start, name, full_name = id(Sample), id(Sample.__name__), id(Sample.__qualname__)
    tables = [id(x) for x in gc.get_referents(Sample) if type(x) is dict]
    parts = [word(start + at) for at in range(0, type.__basicsize__, 8)]
    first_name = next(i for i, part in enumerate(parts)
                      if part == name and parts[i + 2] == full_name)
    return 8 * parts.index(tables[0]), 8 * (first_name + 3)


CLASS_DICT, CLASS_SHARED_KEYS = _offset_of_class_parts()
def _keeps_short_arrays():
    """Whether a list that has lost most items keeps a short array; later 3.14 and 3.15 do."""
    items = [None] * 32
    del items[2:]
    return sys.getsizeof(items) == 56 + 8 * 32


KEEPS_SHORT_ARRAYS = _keeps_short_arrays()
TYPE = id(type)
DESCRIPTOR = id(types.GetSetDescriptorType)
EMPTY_KEYS = word(id({}) + 32)


# ---------------------------------------------------------------- one function for each type
# Each answers the blocks (JSON texts), the children (addresses in order, or by label), and a note.

def look_at_list(at):
    """The note says whether, once it has lost items, its array is of another length than it was in
    the release that the profile means."""
    count, items, room = word(at + 16), word(at + 24), word(at + 32)
    blocks = [block("object", at - GC_HEADER, 56)]
    if items:
        blocks.append(block("items", items, max(8 * room, 1)))
    return blocks, [word(items + 8 * i) for i in range(count)], KEEPS_SHORT_ARRAYS


def look_at_tuple(at):
    count = word(at + 16)
    first = LAYOUT.tuple_items
    blocks = [block("object", at - GC_HEADER, GC_HEADER + first + 8 * count)] if count else []
    return blocks, [word(at + first + 8 * i) for i in range(count)], None


def entries_of(keys):
    """The entries of a hash table as (key, value), holes left out."""
    index_bytes, kind = byte(keys + 9), byte(keys + 10)
    first = keys + 32 + (1 << index_bytes)
    for i in range(word(keys + 24)):
        if kind == 0:
            key, value = word(first + 24 * i + 8), word(first + 24 * i + 16)
        else:
            key, value = word(first + 16 * i), word(first + 16 * i + 8)
        yield key, value


def keys_bytes(keys):
    """The bytes of a hash table: header, indices, and room for two thirds as many entries."""
    size = 1 << byte(keys + 8)
    entry = 24 if byte(keys + 10) == 0 else 16
    return 32 + (1 << byte(keys + 9)) + (2 * size // 3) * entry


def values_in_order(values):
    """What the values are that stand in a block of them, in the order in which they were set.

    Each with its position, which is that of its name in the table of the class.
    """
    if LAYOUT.values == INLINE:
        first = values + 8
        order = first + 8 * byte(values)
        positions = [byte(order + i) for i in range(byte(values + 1))]
    else:
        first = values
        positions = [byte(values - 3 - i) for i in range(byte(values - 2))]
    return [(i, word(first + 8 * i)) for i in positions if word(first + 8 * i)]


def values_blocks(values):
    """The block of values, unless they stand in that of their instance."""
    if LAYOUT.values == INLINE:
        start = None if byte(values + 2) else values
    else:
        start = values - byte(values - 1)
    return [] if start is None else [f'["values",{size_class(start, 1)},0]']


def pairs_of(at):
    """The (key, value) of a dict at an address, in order."""
    keys, values = word(at + 32), word(at + 40)
    if not values:
        return [(key, value) for key, value in entries_of(keys) if value]
    names = [key for key, _ in entries_of(keys)]
    return [(names[i], value) for i, value in values_in_order(values)]


class Unsound(BaseException):
    """A dict lists fewer entries than it counts, which is a fault of CPython's, see below."""


# Clearing a `__dict__` may end its instance. What 3.13.0 clears then is memory that was freed: what
# a finalizer stores there may not be listed, or the process crashes.
CLEAR_IS_UNSOUND = sys.version_info[:3] == (3, 13, 0)


def look_at_dict(at):
    """The dict of an instance may share its class's keys, and then holds none of them itself."""
    keys, values = word(at + 32), word(at + 40)
    blocks = [block("object", at - GC_HEADER, 64)]
    if values:
        found = [value for _, value in pairs_of(at)]
        if len(found) < word(at + 16) and CLEAR_IS_UNSOUND:
            raise Unsound
        return [*blocks, *values_blocks(values)], found, None
    if keys != EMPTY_KEYS:
        blocks.append(block("keys", keys, keys_bytes(keys)))
    return blocks, [address for pair in pairs_of(at) for address in pair], None


def look_at_set(at):
    mask, table = word(at + 32), word(at + 40)
    blocks = [block("object", at - GC_HEADER, 200 + GC_HEADER)]
    if table != at + 64:
        blocks.append(block("table", table, 16 * (mask + 1)))
    elements = []
    for i in range(mask + 1):
        key, code = word(table + 16 * i), word(table + 16 * i + 8)
        if key and code != DUMMY_HASH:
            elements.append(key)
    return blocks, elements, None


def look_at_atom(at):
    value = object_at(at)
    size = sys.getsizeof(value)
    static = STATIC_START <= at < STATIC_END
    return [] if static else [block("object", at, size)], {}, repr(value)


def look_at_weakref(at):
    callback = word(at + 24)
    target = word(at + 16)
    children = {".__callback__": callback} if callback else {}
    return ([block("object", at - GC_HEADER, 80)], children,
            None if target == id(None) else target)


def look_at_cell(at):
    content = word(at + 16)
    return ([block("object", at - GC_HEADER, 40)],
            {".cell_contents": content} if content else {}, None)


def look_at_method(at):
    return ([block("object", at - GC_HEADER, 64)],
            {".__func__": word(at + 16), ".__self__": word(at + 24)}, None)


def look_at_function(at):
    parts = {".__defaults__": word(at + 56), ".__closure__": word(at + 72),
             ".__dict__": word(at + 88)}
    return ([block("object", at - GC_HEADER, 152)],
            {label: part for label, part in parts.items() if part}, None)


def is_made_by_a_program(cls):
    return word(cls + TYPE_FLAGS) & FLAG_HEAP_TYPE


def look_at_descriptor(at):
    """A class may have descriptors in it that are those of `object`."""
    cls = word(at + 16)
    if not is_made_by_a_program(cls):
        return [], {}, None
    return [block("object", at - GC_HEADER, 64)], {".__objclass__": cls}, None


def look_at_class(at):
    if not is_made_by_a_program(at):
        return [], {}, None  # `object`.
    parts = {".__dict__": word(at + CLASS_DICT), ".__bases__": id(object_at(at).__bases__)}
    mro = object_at(at).__mro__
    return [], parts if mro is None else {**parts, ".__mro__": id(mro)}, None


def slot_values(at):
    """What the `__slots__` of an instance hold, by label; a class that was cleared has no mro."""
    instance, found = object_at(at), {}
    for cls in type(instance).__mro__ or ():
        for name, part in cls.__dict__.items():
            if type(part) is types.MemberDescriptorType and not name.startswith("__"):
                try:
                    found["." + name] = id(part.__get__(instance))
                except AttributeError:
                    pass
    return found


def parts_of_instance(at, cls):
    """Where an instance has its values and its dict, 0 where it has none."""
    if LAYOUT.values == BEFORE:
        return word(at - 32), word(at - 24)
    place = word(at - 24)
    if LAYOUT.values == INLINE:
        values = at + word(cls + TYPE_BASICSIZE)
        are_valid = inline_bytes(at, cls) and not place and byte(values + VALUES_VALID)
        return values if are_valid else 0, place
    return (place + 1, 0) if place & 1 else (0, place)


def inline_bytes(at, cls):
    """How much of an instance's block is for its values, behind the instance itself."""
    if not word(cls + TYPE_FLAGS) & FLAG_INLINE_VALUES or LAYOUT.values != INLINE:
        return 0
    room = byte(at + word(cls + TYPE_BASICSIZE))
    return 8 * ((room + 7) // 8) + 8 * (room + 1)


def size_of(at):
    """sys.getsizeof(), also of what it refuses: an instance whose class the collector has cleared."""
    thing = object_at(at)
    if type(thing).__mro__ is not None:
        return sys.getsizeof(thing)
    managed = word(id(type(thing)) + TYPE_FLAGS) & FLAG_MANAGED_DICT
    return object.__sizeof__(thing) + GC_HEADER + (MANAGED_PREFIX if managed else 0)


def look_at_instance(at):
    cls = word(at + 8)
    children = slot_values(at)
    children[".__class__"] = cls
    managed = word(cls + TYPE_FLAGS) & FLAG_MANAGED_DICT
    prefix = GC_HEADER + (MANAGED_PREFIX if managed else 0)
    requested = word(cls + TYPE_BASICSIZE) + prefix + inline_bytes(at, cls)
    blocks = [block("object", at - prefix, requested)]
    if managed:
        values, table = parts_of_instance(at, cls)
        if values:
            blocks += values_blocks(values)
            names = [key for key, _ in entries_of(word(cls + CLASS_SHARED_KEYS))]
            children.update(("." + object_at(names[i]), value)
                            for i, value in values_in_order(values))
        elif table:
            children[".__dict__"] = table
    return blocks, children, None


ATOMS = (type(None), bool, int, float, str, bytes)
LOOKS = {id(kind): look_at_atom for kind in ATOMS}
LOOKS.update({
    id(list): look_at_list, id(tuple): look_at_tuple, id(dict): look_at_dict,
    id(set): look_at_set, id(frozenset): look_at_set, id(type): look_at_class,
    id(types.FunctionType): look_at_function, id(types.MethodType): look_at_method,
    id(types.CellType): look_at_cell, id(types.MemberDescriptorType): look_at_descriptor,
    id(types.GetSetDescriptorType): look_at_descriptor, id(weakref): look_at_weakref,
})


# ---------------------------------------------------------------- everything in sight

def generations():
    """The generation of each tracked object, by address; the frozen ones are in none."""
    found = {}
    for number in range(3):
        objects = gc.get_objects(number)
        for each in objects:
            found[id(each)] = number
        each = objects = None
    return found


class Constants:
    """How often the code objects alive hold what is a constant of theirs.

    A statement's code is gone when it has run, but that of a function body stays, with its
    constants and the tuples of constants that the compiler made from them.
    """

    def __init__(self):
        self.codes = []

    def watch(self, code):
        """Counts the constants of this code, and of those within, as long as they live."""
        self.codes.append(weakref(code))
        for constant in code.co_consts:
            if type(constant) is types.CodeType:
                self.watch(constant)

    def references(self):
        """By address; the tuple of all constants may itself be one of them, or the defaults.

        Then it holds what is in it as that.
        """
        counts, seen = {}, set()
        self.codes = [each for each in self.codes if each() is not None]
        for code in self.codes:
            counts[id(code().co_consts)] = counts.get(id(code().co_consts), 0) + 1
        todo = [code().co_consts for code in self.codes
                if word(id(code().co_consts)) & COUNT_MASK == counts[id(code().co_consts)]]
        while todo:
            holder = todo.pop()
            if id(holder) not in seen:
                seen.add(id(holder))
                for constant in holder:
                    counts[id(constant)] = counts.get(id(constant), 0) + 1
                    if type(constant) in (tuple, frozenset):
                        todo.append(constant)
        return counts


def describe(at, generation_of, not_compared):
    """One object as JSON text, and the addresses of what it refers to."""
    kind = word(at + 8)
    count = word(at) & COUNT_MASK
    look = LOOKS.get(kind, look_at_instance)
    blocks, children, note = look(at)
    static = count >= LAYOUT.never_dies or \
        kind == TYPE and not is_made_by_a_program(at) or \
        kind == DESCRIPTOR and not is_made_by_a_program(word(at + 16))
    references = "null" if static else count - not_compared.get(at, 0)
    tracked = False
    if word(kind + TYPE_FLAGS) & FLAG_HAVE_GC and not static:
        tracked = word(at - GC_HEADER) != 0
    generation = generation_of.get(at, -1) if tracked else "null"
    labelled = type(children) is dict
    text = (f'["{object_at(kind).__name__}",{references},{generation},'
            f'{size_of(at)},[{",".join(blocks)}],'
            f'{json.dumps(children)},{json.dumps(note)}]')
    return text, children.values() if labelled else children


class Scene:
    """All that a program's names reach, told as what has changed since it was last told."""

    def __init__(self):
        self.told = {}
        self.constants = Constants()

    def look(self, names, borrowed=()):
        """JSON text: the names with addresses, and the objects that are new or different.

        A name that only borrows counts as a holder all the same. Raises Unsound.
        """
        Malloc.end = _libc.sbrk(0)
        generation_of = generations()
        not_compared = self.constants.references()
        for address in borrowed:
            not_compared[address] = not_compared.get(address, 0) - 1
        seen, todo, changed = set(), list(names.values()), []
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            text, children = describe(at, generation_of, not_compared)
            todo.extend(children)
            if self.told.get(at) != text:
                self.told[at] = text
                changed.append(f'"{at}":{text}')
        return f'"names":{json.dumps(names)},"nodes":{{{",".join(changed)}}}'
