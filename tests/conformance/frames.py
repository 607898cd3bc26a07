"""Functions entered by hand: the statements up to the return become the function's body.

Part of oracle.py. The function has this body only for the one call; names, cells and the order in
which locals go are then those of a real frame.
"""
import ast
import types

from layouts import LAYOUT
from probe import object_at, word

FRAME_OF_FRAME_OBJECT = 24
INDENT = "    "


class EndOfProgram(BaseException):
    """The program ends while functions are running."""


def end_of_call(steps, at):
    """The index after the return that belongs to the call at an index."""
    depth = 0
    for index in range(at, len(steps)):
        depth += {"enter": 1, "leave": -1}.get(steps[index]["mode"], 0)
        if depth == 0:
            return index + 1
    return len(steps)


def callee_of(call_text):
    """What is called by a call statement, as text."""
    statement = ast.parse(call_text).body[0]
    return ast.unparse(statement.value.func)


def body_code(function, steps, at):
    """The code for one call of a function: the statements after step `at`, with looks between."""
    plain = function.__code__
    params = ", ".join(plain.co_varnames[:plain.co_argcount])
    lines = [f"def _body({params}):", f"{INDENT}_entered()", f"{INDENT}_look()"]
    if plain.co_freevars:
        lines.append(f"{INDENT}if 0: {', '.join(plain.co_freevars)}")
        lines += nonlocal_lines(plain, steps[at + 1:end_of_call(steps, at)])
    # What the call wants in cells is in cells, whether a function captures it here or not.
    lines += [f"{INDENT}if 0: {name} = {name}; lambda: {name}" for name in steps[at]["cells"]]
    lines += [INDENT + line for line in body_lines(steps, at)]
    captured = "".join(f"{INDENT}{name} = None\n" for name in plain.co_freevars)
    text = "def outside():\n" + captured + "".join(f"{INDENT}{line}\n" for line in lines)
    code = compile(text, "<frame>", "exec", optimize=2)
    return code_named(code_named(code, "outside"), "_body")


def nonlocal_lines(plain, steps):
    """A captured name that is bound here belongs to the function outside."""
    bound = {name for step in steps for name in plain.co_freevars
             if step["text"].startswith((f"{name} = ", f"del {name}"))}
    return [f"{INDENT}nonlocal {', '.join(sorted(bound))}"] if bound else []


def code_named(code, name):
    return next(each for each in code.co_consts
                if type(each) is types.CodeType and each.co_name == name)


def body_lines(steps, at):
    index, end = at + 1, end_of_call(steps, at)
    while index < end:
        step = steps[index]
        if step["mode"] == "leave":
            yield from ("_leaving()", step["text"])
            return
        text, after = step["text"].removeprefix("return "), index + 1
        if step["mode"] == "trial":
            yield from trial_lines(text)
            index = after
            continue
        if step["mode"] == "enter":
            after = end_of_call(steps, index)
            text = f"_enter({callee_of(text)}, {index})\n{text}"
        elif step["mode"] == "result":
            text = f"_result({text})"
        yield "try:"
        yield from (INDENT + line for line in text.splitlines())
        yield from ("except Exception as _exception: _error(_exception)", "_look()")
        index = after
    yield "_end()"


def trial_lines(text):
    yield from ("if _is_child():", INDENT + "try:")
    yield from (2 * INDENT + line for line in text.splitlines())
    yield from (INDENT + "except Exception as _exception: _last_words(_exception)",
                INDENT + "_last_words(None)", "_look_after_trial()")


def locals_of(frame):
    """The names that a running frame binds, the address of what each has, and whether it borrows.

    For a name in a cell that is the cell, which is there from the beginning. A variable may borrow
    what its caller, or its caller's code, holds as long as the call runs.
    """
    code = frame.f_code
    names = [*code.co_varnames,
             *(name for name in code.co_cellvars if name not in code.co_varnames),
             *code.co_freevars]
    first = word(id(frame) + FRAME_OF_FRAME_OBJECT) + LAYOUT.first_local
    for index, name in enumerate(names):
        held = word(first + 8 * index)
        address = held & ~LAYOUT.local_tags
        if address and not name.startswith("_"):
            yield name, address, bool(held & LAYOUT.borrows)


def function_at(callee):
    """The function that a call of `callee` enters."""
    return callee.__func__ if type(callee) is types.MethodType else callee


class Calls:
    """What the bodies made here call: the functions that are entered, and their looks."""

    def __init__(self, interpreter, steps):
        self.interpreter, self.steps = interpreter, steps
        self.plain_codes = []
        self.error = self.result = None

    def enter(self, callee, at):
        """Gives the function that will be called next its body."""
        function = function_at(callee)
        code = body_code(function, self.steps, at)
        self.interpreter.scene.constants.watch(code)
        self.plain_codes.append((id(function), function.__code__))
        function.__code__ = code

    def entered(self, frame):
        """The call has begun: its function has its own code again."""
        address, plain = self.plain_codes.pop()
        object_at(address).__code__ = plain
        self.interpreter.hand_frames.append(frame)

    def leaving(self):
        self.interpreter.hand_frames.pop()

    def note_error(self, exception):
        self.error = [type(exception).__name__, str(exception)]

    def note_result(self, result):
        self.result = result

    def look_after_trial(self):
        self.interpreter.look(self.interpreter.child_error)

    def look(self):
        self.interpreter.look(self.error, self.result)
        self.error = self.result = None
