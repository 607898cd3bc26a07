"""Finds the real CPythons that the profiles imitate."""
import glob
import os
import re
import shutil
import subprocess
from typing import NamedTuple

VERSIONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
# The release that a profile means, where the others of its version answer otherwise.
MEANT = {"3.12": "3.12.1", "3.13": "3.13.0", "3.14": "3.14.7", "3.15": "3.15.0rc1"}


class Python(NamedTuple):
    """An interpreter on this machine."""
    version: str   # As in VERSIONS.
    release: str   # As it tells it itself: 3.12.1.
    program: str

    @property
    def profile(self):
        return f"cpython-{self.version}"


def ask(program):
    """The Python that a program is; None if it is none that has a profile."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.match(r"Python ((\d+\.\d+)\.\S+)\n", told.stdout)
    if told.returncode != 0 or not found or found[2] not in VERSIONS:
        return None
    return Python(found[2], found[1], program)


def candidates(version):
    """Where a Python of a version may be: the distribution's first."""
    name = f"python{version}"
    yield from filter(None, [f"/usr/bin/{name}", shutil.which(name)])
    yield from sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/*/bin/{name}")))


def find(version):
    """The Python of a version, as near as can be to the release that the profile means; or None.

    The one that SANDHEAP_PYTHON names is taken whatever its release.
    """
    named = os.environ.get("SANDHEAP_PYTHON")
    asked = [ask(each) for each in ([named] if named else [])]
    if named and asked == [None]:
        raise SystemExit(f"SANDHEAP_PYTHON names {named}, which is no CPython "
                         f"{VERSIONS[0]} to {VERSIONS[-1]}.")
    if not asked or asked[0].version != version:
        asked = [ask(each) for each in candidates(version)]
    there = [each for each in asked if each and each.version == version]
    meant = [each for each in there if each.release == MEANT.get(version, each.release)]
    return next(iter(meant + there), None)


def find_all(versions, say=print):
    """The Pythons of these versions that are here; tells in one line which are not."""
    found = [find(version) for version in versions]
    missing = [version for version, each in zip(versions, found) if each is None]
    if missing:
        say(f"not found, and left out: CPython {', '.join(missing)}")
    return [each for each in found if each]


def find_one(version="3.11"):
    """The Python of a version; the run ends without it."""
    found = find(version)
    if found is None:
        raise SystemExit(f"This needs a real CPython {version}: install the package "
                         f"python{version}, or name one in SANDHEAP_PYTHON.")
    return found
