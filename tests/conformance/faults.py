"""Plants each fault of the list in a copy of the heap; tells whether random programs find it."""
import argparse
import os
import shutil
import subprocess
import sys
import time

from fault_list import FAULTS

PROGRAMS = 500                     # Within so many a fault must be found.
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "build", "faults")
SOURCES = ["CMakeLists.txt", "heap", "api", "server", "web"]


class DoesNotApply(Exception):
    """The sources have changed: the text of a fault is not there, or there more than once."""


def planted(fault, root=ROOT):
    """The text of a fault's file with the fault in it."""
    with open(os.path.join(root, fault.file), encoding="utf-8") as file:
        text = file.read()
    if text.count(fault.old) != 1:
        raise DoesNotApply(f"{fault.name}: {fault.file} has its text {text.count(fault.old)} "
                           "times, not once")
    return text.replace(fault.old, fault.new)


def command(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


class Copy:
    """A copy of the sources with a build of its own, in which one fault at a time is planted."""

    def __init__(self):
        self.sources = os.path.join(FOLDER, "sources")
        self.build = os.path.join(FOLDER, "build")
        shutil.rmtree(FOLDER, ignore_errors=True)  # Also objects with the last fault in them.
        os.makedirs(self.sources)
        for name in SOURCES:
            here, there = os.path.join(ROOT, name), os.path.join(self.sources, name)
            (shutil.copytree if os.path.isdir(here) else shutil.copy2)(here, there)
        cache = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        command("cmake", "-S", self.sources, "-B", self.build, "-G", "Ninja",
                "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_C_FLAGS=-O2", "-DBUILD_TESTING=OFF", *cache)

    def server_with(self, fault):
        """Builds the server with a fault in it; answers the program."""
        shutil.copytree(os.path.join(ROOT, "heap"), os.path.join(self.sources, "heap"),
                        dirs_exist_ok=True, copy_function=copy_if_different)
        if fault is not None:
            text = planted(fault, self.sources)
            with open(os.path.join(self.sources, fault.file), "w", encoding="utf-8") as file:
                file.write(text)
        command("cmake", "--build", self.build)
        return os.path.join(self.build, "server", "sandheap")


def copy_if_different(source, target):
    with open(source, "rb") as one:
        content = one.read()
    try:
        with open(target, "rb") as other:
            if other.read() == content:
                return
    except FileNotFoundError:
        pass
    with open(target, "wb") as other:
        other.write(content)


def chosen(names, version):
    """The faults of these names, of all without; with another Python than their own if one is
    given."""
    unknown = set(names) - {fault.name for fault in FAULTS}
    if unknown:
        raise SystemExit(f"there is no fault called {', '.join(sorted(unknown))}")
    return [fault._replace(python=version or fault.python) for fault in FAULTS
            if not names or fault.name in names]


def by_python(faults):
    """Behind each Python, `None` for what it shows without a fault, then the faults."""
    versions = sorted({fault.python for fault in faults})
    return [(version, [None, *(fault for fault in faults if fault.python == version)])
            for version in versions]


def main(options, find, run_programs):
    """Tries the faults; `find(version)` answers a Python or None, `run_programs(options, server,
    python)` a finished run."""
    faults = chosen(options.faults, (options.python or [None])[0])
    for fault in faults:
        planted(fault)
    options = argparse.Namespace(**{**vars(options), "programs": PROGRAMS, "brief": True})
    copy = Copy()
    tried = missed = 0
    for version, rows in by_python(faults):
        python = find(version)
        if python is None:
            print(f"There is no CPython {version}: {len(rows) - 1} faults are not tried")
            continue
        print(f"CPython {python.release}, profile {python.profile}", flush=True)
        for fault in rows:
            started = time.monotonic()
            run = run_programs(options, copy.server_with(fault), python)
            tried += fault is not None
            missed += bool(run.reports) == (fault is None)
            print(verdict(fault, run, time.monotonic() - started), flush=True)
    print(f"{tried} faults, {missed} surprises")
    return 1 if missed or not tried else 0


def verdict(fault, run, seconds):
    if fault is None:
        what = "differs without any fault" if run.reports else "no difference"
        return f"{'(none)':28} {what} in {run.done} programs, {seconds:.0f} s"
    if not run.reports:
        return f"{fault.name:28} NOT FOUND in {run.done} programs: {fault.sentence}"
    first = run.reports[0].splitlines()[0]
    return (f"{fault.name:28} found after {run.done} programs, {seconds:.0f} s: {fault.sentence}\n"
            f"{'':28} {first[:160]}")


if __name__ == "__main__":
    sys.exit("run it as ./dev conformance --faults")
