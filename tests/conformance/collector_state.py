"""Where this CPython keeps its collector's counters, the switch, and the lengths of free lists.

Part of oracle.py. All is found in the interpreter's state by what stands there: thresholds that
stand nowhere else, a switch that follows gc.enable(), an object that has just been freed.
"""
import ctypes
import gc

from layouts import ARRAYS, DICTS_TOGETHER, LAYOUT, LINKS
from probe import STATIC_END, WORDS

THRESHOLDS = (123_457, 4_321, 1_234)  # Found in no other place of the interpreter's state.
GENERATION_BYTES = 24                 # Two links, threshold, count.
SWITCH_WITHIN = 64                    # Bytes before the first threshold.
FREE_LIST_ROOM = 80                   # Of list, dict and dict keys, where they are arrays.
TUPLE_LENGTHS = 20
LINK_BYTES = 16                       # First object and length, where free lists are linked.


def state_addresses(step):
    get = ctypes.pythonapi.PyInterpreterState_Get
    get.restype = ctypes.c_void_p
    return range(get(), STATIC_END - GENERATION_BYTES * 3, step)


def int_at(address):
    return ctypes.c_int.from_address(address)


def find_thresholds():
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    try:
        for at in state_addresses(8):
            if all(int_at(at + GENERATION_BYTES * i).value == THRESHOLDS[i] for i in range(3)):
                return at
    finally:
        gc.set_threshold(*before)
    raise RuntimeError("this CPython keeps its thresholds elsewhere")


def find_counters():
    """Where gc.get_count() has its three numbers."""
    first = find_thresholds() + 4
    return [int_at(first + GENERATION_BYTES * i) for i in range(3)]


def find_switch():
    """What gc.enable() and gc.disable() set; the collector is off before and after."""
    first = find_thresholds()
    places = [int_at(at) for at in range(first - SWITCH_WITHIN, first, 4)]
    off = [place.value for place in places]
    gc.enable()
    on = [place.value for place in places]
    gc.disable()
    found = [place for place, *values in zip(places, off, on) if values == [0, 1]]
    if len(found) != 1:
        raise RuntimeError("this CPython keeps its collector's switch elsewhere")
    return found[0]


def places_of(value):
    """Where a value stands, one after the other: a list of them would take what is looked for."""
    for at in state_addresses(8):
        if WORDS[at >> 3] == value:
            yield at


def address_of_freed(make):
    return id(make())


def find_array(value, bytes_to_length):
    """The array of a free list in which an object that has just been freed is the last."""
    for at in places_of(value):
        for index in range(FREE_LIST_ROOM):
            base = at - 8 * index
            if int_at(base + bytes_to_length).value == index + 1:
                return base
    raise RuntimeError("this CPython keeps its free lists elsewhere")


def lengths_of_arrays(dict_arrays_together=False):
    """The last freed object is the last in an array; of tuples and floats, it leads to the others.

    The array of keys follows that of dicts; the length of each its array, or both both of them.
    """
    array = 8 * FREE_LIST_ROOM
    lists = find_array(address_of_freed(lambda: [None]), array)
    to_length = 2 * array if dict_arrays_together else array
    dicts = find_array(address_of_freed(lambda: {}), to_length) + to_length
    keys = dicts + (4 if dict_arrays_together else 8 + array)
    seven = next(places_of(address_of_freed(lambda: tuple([None] * 7))))
    tuples = seven + 8 * (TUPLE_LENGTHS - (7 - 1))
    floats = next(places_of(address_of_freed(lambda: float("1.25")))) - 8
    return {"list": lists + array, "dict": dicts, "dict keys": keys, "float": floats,
            **{f"tuple[{i}]": tuples + 4 * (i - 1) for i in range(1, TUPLE_LENGTHS + 1)}}


def lengths_of_arrays_but_dicts():
    return lengths_of_arrays(dict_arrays_together=True)


def lengths_of_links():
    """The last freed object stands before the length of its list.

    Ints, of which the search makes some, stand before tuples; others behind one that is found.
    """
    def length_of(make):
        return next(places_of(address_of_freed(make))) + 8
    seven = length_of(lambda: tuple([None] * 7))
    lists, dicts = length_of(lambda: [None]), length_of(lambda: {})
    methods = length_of(lambda: lengths_of_links.__get__(0))
    return {"list": lists, "list iterator": lists + LINK_BYTES,
            "tuple iterator": lists + 2 * LINK_BYTES, "dict": dicts, "dict keys": dicts + LINK_BYTES,
            "slice": dicts + 2 * LINK_BYTES, "range": dicts + 3 * LINK_BYTES,
            "range iterator": dicts + 4 * LINK_BYTES, "unicode writer": dicts + 10 * LINK_BYTES,
            "float": length_of(lambda: float("1.25")), "int": seven - LINK_BYTES * 7,
            "method": methods, "builtin method": methods - 2 * LINK_BYTES,
            **{f"tuple[{i}]": seven + LINK_BYTES * (i - 7) for i in range(1, TUPLE_LENGTHS + 1)}}


FREE_LISTS = {ARRAYS: lengths_of_arrays, DICTS_TOGETHER: lengths_of_arrays_but_dicts,
              LINKS: lengths_of_links}


def find_free_lists():
    """The length of each free list, by the name that the service gives it."""
    return {name: int_at(at) for name, at in FREE_LISTS[LAYOUT.free_lists]().items()}
