"""CPython at its prompt: runs statements one by one and tells what it knows of names.

Run as `python3.12 -S prompt.py` with PYTHONHASHSEED=0; reads a JSON request a line, answers a JSON
line each. Every statement is a compile unit of its own, dropped before anything is looked at.
"""
import gc
import json
import sys
import weakref

from layouts import LAYOUT

module = {"__name__": "__main__", "__builtins__": __builtins__, "gc": gc, "sys": sys,
          "weakref": weakref}
frames = []  # The locals of the functions that were entered by hand, each with its function.


def run(request):
    """Runs a statement; a call of gc.collect() answers its result."""
    scope = frames[-1][0] if frames else module
    try:
        if request["python"].startswith("gc.collect("):
            return {"collected": eval(request["python"], module)}
        exec(compile(request["python"], "<prompt>", "exec"), module, scope)
        return {}
    except Exception as error:
        return {"exception": type(error).__name__, "message": str(error)}


def enter(request):
    """Enters a function by hand: its locals are looked up among the module's names."""
    arguments = {name: module[source] for name, source in request["locals"].items()}
    frames.append((arguments, module[request["function"]]))
    return {}


def leave(_request):
    """Leaves it: the locals go in their order, or from the last to the first, then the function."""
    arguments, _function = frames.pop()
    if LAYOUT.last_local_first:
        arguments = dict(reversed(arguments.items()))
    while arguments:
        arguments.pop(next(iter(arguments)))
    return {}


def generation(thing):
    # By identity: `in` would compare.
    for index in range(3):
        if any(other is thing for other in gc.get_objects(index)):
            return index
    return None


def facts(name, scope):
    # getrefcount() sees the name's reference and its own argument, as at the prompt.
    return {"getrefcount": sys.getrefcount(scope[name]), "size": sys.getsizeof(scope[name]),
            "tracked": gc.is_tracked(scope[name]), "generation": generation(scope[name]),
            "finalized": gc.is_finalized(scope[name]), "type": type(scope[name]).__name__,
            "repr": repr(scope[name]), "address": id(scope[name])}


def look(request):
    """What is known of names, in the order in which they were bound; those of the frame on top hide
    the module's."""
    inner = frames[-1][0] if frames else {}
    known = {name: facts(name, module) for name in module
             if name in request["names"] and name not in inner}
    known.update({name: local_facts(name, inner) for name in inner if name in request["names"]})
    return known


def local_facts(name, scope):
    """Of a variable of the frame, which getrefcount() may borrow instead of holding it."""
    known = facts(name, scope)
    if known["getrefcount"] < LAYOUT.never_dies:
        known["getrefcount"] -= bool(LAYOUT.borrows)
    return known


def collector(_request):
    return {"counts": list(gc.get_count()), "garbage": len(gc.garbage),
            "frozen": gc.get_freeze_count() > 0, "stats": gc.get_stats()}


answers = {"run": run, "enter": enter, "leave": leave, "look": look, "collector": collector}


def main():
    gc.disable()
    gc.collect()
    gc.freeze()  # What the interpreter itself made is nobody's business.
    if gc.get_freeze_count() < 0:
        return
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answers[request["ask"]](request)), flush=True)


main()
