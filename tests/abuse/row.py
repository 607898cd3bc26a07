"""What a row of the table of abuse is, and how one is played.

A row has cases. A case is bytes with the answer they must get, or a function that plays something
longer: it takes the World, raises Mismatch when something is not as it must be, and returns what
came.
"""
from typing import Callable, NamedTuple, Sequence, Tuple, Union

from wire import Wire

KEPT, CLOSED, EITHER = "kept", "closed", "kept or closed"


class Mismatch(Exception):
    """What came is not what must come."""


class Case(NamedTuple):
    sent: Union[bytes, Callable]  # A function of the world makes the bytes.
    status: Tuple[int, ...]
    fate: str = KEPT
    code: str = ""  # Of the problem; "": any, or a body of the library's own.


class Row(NamedTuple):
    number: int
    words: str
    expected: str
    cases: Sequence[Union[Case, Callable]]
    options: Sequence[str] = ()     # Of a server of its own; none: the one that rows share.
    is_slow: bool = False           # Takes more than a few seconds.


def must(holds, words):
    if not holds:
        raise Mismatch(words)


def check_reply(reply, status, code=""):
    """What is true of every answer, and of this one."""
    must(reply.status in status, f"{reply} where {' or '.join(map(str, status))} was due")
    must(not code or reply.code == code, f"code {reply.code} where {code} was due")
    foreign = [name for name in reply.fields if name.startswith("access-control-")]
    must(not foreign, f"a CORS field: {foreign}")
    if reply.status >= 400 and "content-type" in reply.fields:
        kind = reply.fields["content-type"]
        must(kind == "application/problem+json", f"a problem of type {kind}")
    must(reply.status != 503 or "retry-after" in reply.fields, "503 without Retry-After")


def play_case(case, world):
    sent = case.sent(world) if callable(case.sent) else case.sent
    with Wire(world.port) as wire:
        wire.send(sent)
        reply = wire.read()
        check_reply(reply, case.status, case.code)
        if case.fate == CLOSED:
            must(wire.is_closed(), f"{reply}, but the connection was kept")
        elif case.fate == KEPT:
            check_reply(wire.ask("GET", "/livez"), (200,))
        fate = "" if case.fate == EITHER or reply.status == 0 else f", {case.fate}"
    return f"{reply}{fate}"


def play_row(row, world):
    """What came, each distinct thing once; Mismatch tells which case it was."""
    came = []
    for index, case in enumerate(row.cases):
        try:
            what = case(world) if callable(case) else play_case(case, world)
        except Mismatch as problem:
            raise Mismatch(f"case {index + 1}: {problem}") from problem
        if what not in came:
            came.append(what)
    return "; ".join(came)

