"""Runs programs in the CPython that runs this file: `python3.12 -S oracle.py`, PYTHONHASHSEED=0.

Reads JSON lines. The first is the list of statements that every program begins with; each later
one is a program, `{"steps": [{"mode", "text"}, ...]}`, and is run by a child process of its own, so
that all programs find the same interpreter. Answers a line for each: what is to be known of this
CPython, then `{"steps": [{"error", "result", "unraisable", "names", "nodes"}, ...], "unsound"}`,
with fewer steps where CPython's own books did not balance any more.

Each statement is compiled on its own, as at the prompt, and its code is gone before anybody looks.
Statements between a call that enters a function by hand ("enter") and its return ("leave") are
compiled together, as the body of that function, with a look after each of them. A statement that
will raise after it has done something ("trial") is run by a child that only tells the exception.
"""
import ctypes
import gc
import json
import os
import sys
import types

import frames
from collector_state import find_counters, find_free_lists, find_switch
from counting import Counting
from probe import CLEAR_IS_UNSOUND, KEEPS_SHORT_ARRAYS, Scene, Unsound


def forget(container):
    """Takes an object from the collector, which learns of a dict again when something is stored."""
    ctypes.pythonapi.PyObject_GC_UnTrack(ctypes.py_object(container))


class Interpreter:
    """A namespace, and what its programs have done that is no object."""

    def __init__(self):
        self.scene = Scene()
        self.hand_frames = []
        self.unraisable = []
        self.answers = []
        self.writing = self.child_error = None
        self.space = {"__name__": "__main__", "__builtins__": __builtins__, "gc": gc,
                      "sys": sys, "weakref": types.SimpleNamespace()}
        import weakref
        self.space["weakref"] = weakref
        self.hidden = set(self.space)
        sys.unraisablehook = self.note_unraisable

    def note_unraisable(self, what):
        self.unraisable.append([what.exc_type.__name__, str(what.exc_value)])

    def run(self, steps):
        self.offer_calls(frames.Calls(self, steps))
        at = 0
        while at < len(steps):
            error, result = None, None
            step, after = steps[at], at + 1
            try:
                if step["mode"] == "enter":
                    after = frames.end_of_call(steps, at)
                    self.enter(step, at)
                elif step["mode"] == "trial":
                    error = self.try_out(step)
                else:
                    result = self.execute(step)
            except Exception as exception:  # pylint: disable=broad-except
                error = [type(exception).__name__, str(exception)]
            at = after
            self.look(error, result)

    def execute(self, step):
        mode = "eval" if step["mode"] == "result" else "exec"
        # Optimised, since a str alone would be the docstring of what is compiled.
        code = compile(step["text"], "<statement>", mode, optimize=2)
        self.scene.constants.watch(code)
        if mode == "eval":
            return eval(code, self.space)  # pylint: disable=eval-used
        return exec(code, self.space)  # pylint: disable=exec-used

    def names(self):
        """The address of what each name has, and the addresses of what is only borrowed.

        The names of frames begin with the frame's depth.
        """
        found = {"0:" + name: id(self.space[name]) for name in self.space
                 if name not in self.hidden}
        borrowed = []
        for depth, frame in enumerate(self.hand_frames, 1):
            for name, address, borrows in frames.locals_of(frame):
                found[f"{depth}:{name}"] = address
                borrowed += [address] * borrows
        for index in range(len(gc.garbage)):
            found[f"gc.garbage[{index}]"] = id(gc.garbage[index])
        return found, borrowed

    def look(self, error=None, result=None):
        """Tells how things are, and hides the namespace from the collector again.

        The names are roots; where their dict stands among the objects, when one is thawed, would
        have a part in the order of survivors.
        """
        told = json.dumps({"error": error, "result": result, "unraisable": self.unraisable})
        self.unraisable.clear()
        forget(self.space)
        self.answers.append(f'{told[:-1]},{self.scene.look(*self.names())}}}')

    # ------------------------------------------------------------ trials

    def try_out(self, step):
        """The exception that a statement raises in a copy of this process."""
        if not self.is_child():
            return self.child_error
        try:
            self.execute(step)
        except Exception as exception:  # pylint: disable=broad-except
            self.last_words(exception)
        self.last_words(None)

    def is_child(self):
        """Forks. In the parent: waits, and keeps what the child's exception was."""
        reading, self.writing = os.pipe()
        child = os.fork()
        if child == 0:
            return True
        os.close(self.writing)
        with os.fdopen(reading) as told:
            self.child_error = json.load(told)
        os.waitpid(child, 0)
        return False

    def last_words(self, exception):
        words = exception and [type(exception).__name__, str(exception)]
        os.write(self.writing, json.dumps(words).encode())
        os._exit(0)

    # ------------------------------------------------------------ functions entered by hand

    def offer_calls(self, calls):
        """Gives the namespace what the bodies of functions entered by hand call."""
        def end():
            raise frames.EndOfProgram
        self.space.update(
            _enter=calls.enter, _error=calls.note_error, _result=calls.note_result,
            _leaving=calls.leaving, _end=end, _look=calls.look, _is_child=self.is_child,
            _last_words=self.last_words, _look_after_trial=calls.look_after_trial,
            _entered=lambda: calls.entered(sys._getframe(1)))
        self.hidden.update(name for name in self.space if name.startswith("_"))

    def enter(self, step, at):
        """Runs a call whose function has, for this once, the statements up to its return."""
        self.execute({"mode": "statement",
                      "text": f"_enter({frames.callee_of(step['text'])}, {at})"})
        self.execute(step)


def answer(interpreter, program):
    if "function" in program:
        print(json.dumps(count(interpreter, program)), flush=True)
        return
    unsound = False
    try:
        interpreter.run(program["steps"])
    except frames.EndOfProgram:
        pass
    except Unsound:
        unsound = True
    print(f'{{"steps":[{",".join(interpreter.answers)}],"unsound":{json.dumps(unsound)}}}',
          flush=True)


def count(interpreter, program):
    """Runs a program as one function and answers what it counted."""
    for text in program["setup"]:
        interpreter.execute({"mode": "statement", "text": text})
    counting = Counting(program["function"], find_free_lists(), find_counters(), find_switch())
    try:
        steps = counting.run(interpreter.space, program["thresholds"], program["used"])
    except Exception as exception:  # pylint: disable=broad-except
        return {"error": f"{type(exception).__name__}: {exception}"}
    return {"steps": steps}


def main():
    gc.disable()
    interpreter = Interpreter()
    frames.callee_of("this(1)")  # Once, since it imports what it needs.
    gc.collect()
    gc.freeze()
    for text in json.loads(sys.stdin.readline()):
        interpreter.execute({"mode": "exec", "text": text})
    gc.collect()
    print(json.dumps({"keeps_short_arrays": KEEPS_SHORT_ARRAYS,
                      "clear_is_unsound": CLEAR_IS_UNSOUND}), flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            answer(interpreter, json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"crash": status}), flush=True)


main()
