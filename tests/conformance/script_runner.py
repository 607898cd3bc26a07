"""Runs scripts in the CPython that runs this file: `python3.11 -S script_runner.py`.

Reads JSON lines, each a script; a child process of its own runs it as `__main__`. Answers a line for
each: `{"error": what it ended with, or null, "names": {name: [type, repr]}}`.
"""
import json
import os
import sys
import traceback


def describe(value):
    try:
        return [type(value).__name__, repr(value)]
    except Exception as problem:  # pylint: disable=broad-except
        return [type(value).__name__, f"no repr: {problem!r}"]


def run(script):
    space = sys.modules["__main__"].__dict__
    for name in [name for name in space if not name.startswith("__")]:
        del space[name]
    before = set(space)
    error = None
    try:
        exec(compile(script, "<script>", "exec"), space)  # pylint: disable=exec-used
    except BaseException:  # pylint: disable=broad-except
        error = __import__("traceback").format_exc(limit=-3)
    names = {name: value for name, value in space.items() if name not in before}
    return error, names


def answer(script):
    say, dump, look, leave = print, json.dumps, describe, os._exit
    error, names = run(script)
    say(dump({"error": error, "names": {name: look(value) for name, value in names.items()}}),
        flush=True)
    leave(0)


def main():
    sys.unraisablehook = lambda what: None
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            answer(json.loads(line))
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"error": f"it crashed: {status}", "names": {}}), flush=True)


main()
