"""Reads dialogues; tests/api/dialogue.h says what they look like.

A dialogue about "cpython-*" is told once for each profile of a CPython.
"""
import re
from typing import NamedTuple

EVERY_CPYTHON = '"cpython-*"'


class Turn(NamedTuple):
    """A request and the answer expected. `python` is the text of one that is refused, and so gets
    none: it stands in a comment before it, after ">>> "."""
    request: str
    expected: str
    python: str | None


def lines_of(path):
    return re.sub(r"\n +", " ", path.read_text(encoding="utf-8")).splitlines()


def minor(profile):
    return int(profile.rpartition(".")[2])


def turns_of(lines, profile):
    """The turns in a profile; each later version's answer stands below the one before."""
    turns, python = [], None
    for line in lines:
        answer = re.match(r"<(?:3\.(\d+))? ", line)
        if line.startswith("# >>> "):
            python = line[6:]
        elif line.startswith("> "):
            turns.append(Turn(line[2:].replace(EVERY_CPYTHON, f'"{profile}"'), "{}", python))
            python = None
        elif answer and int(answer[1] or 0) <= minor(profile):
            turns[-1] = turns[-1]._replace(expected=line[answer.end():])
    return turns


def is_about_every_cpython(path):
    return EVERY_CPYTHON in path.read_text(encoding="utf-8")


def requests_of(path, profile=None):
    """What a dialogue asks; one about every CPython in this profile."""
    return [line[2:].replace(EVERY_CPYTHON, f'"{profile}"') for line in lines_of(path)
            if line.startswith("> ")]
