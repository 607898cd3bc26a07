#!/usr/bin/env python3
"""Holds the service to what real CPythons do, with random programs.

Usage: `./dev conformance --help`. The server's binary is $SANDHEAP_SERVER.
"""
import argparse
import json
import multiprocessing
import os
import queue
import sys
import time
import traceback

import counts
import faults
import program
import pythons
from generator import Generator
from service import ServerGone, Service, Session
from shrink import shrink
from table import Table

MOST_DIFFERENCES = 5      # Of each kind of program; then a run ends.
MOST_UNSOUND = 100    # One program in so many may end early.
LONG_RUN = 10_000     # From so many programs on, every cell of the table must be full.


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="./dev conformance", description=__doc__.splitlines()[0], epilog=(
            "A difference is shrunk to the shortest program that still shows it, and printed as "
            "operations and as Python. Ends with 1 if there was any."))
    parser.add_argument("--programs", type=int, default=1000, metavar="N",
                        help="how many programs to run (default %(default)s)")
    parser.add_argument("--length", type=int, default=60, metavar="N",
                        help="operations in a program (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0, metavar="N",
                        help="number of the first program (default %(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N",
                        help="how many run at once (default: one for each processor)")
    parser.add_argument("--python", choices=pythons.VERSIONS, action="append", metavar="VERSION",
                        help="hold the profile of this version to its CPython; can be given more "
                             "than once (default: every one that is found)")
    parser.add_argument("--only", choices=sorted(KINDS), help="programs of this kind only")
    parser.add_argument("--brief", action="store_true",
                        help="end at the first difference and do not shrink it")
    parser.add_argument("--faults", nargs="*", metavar="NAME",
                        help="plant each fault of the list, or those named, in a copy of the "
                             "heap instead, and tell whether 500 programs find it (with the "
                             "CPython that it says it needs, if no --python is given)")
    return parser.parse_args(arguments)


# ---------------------------------------------------------------- what a process does

class Bench:
    """A service and a CPython, ready to run one program after the other."""

    def __init__(self, server, python):
        self.service = Service(server)
        session = Session(self.service, python.profile, program.SETUP)
        self.oracle = program.Oracle(python, session.setup_texts)
        session.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.oracle.close()
        self.service.close()


def run_statements(bench, choose):
    return program.run(bench.service, bench.oracle, choose, check_graph=True)


def run_counts(bench, choose):
    return counts.run(bench.service, bench.oracle, choose)


KINDS = {"statements": (run_statements, Generator),
         "counts": (run_counts, counts.Generator)}


def kind_of(number, only):
    """One program in ten is of the kind `counts`."""
    return only or ("counts" if number % 10 == 9 else "statements")


def examine(bench, number, options):
    """Runs the program of this number; answers (its table, a report of its difference or None)."""
    run, generator = KINDS[kind_of(number, options.only)]
    table = Table()
    try:
        ran = run(bench, generator(number, options.length))
    except ServerGone as gone:
        return table, (f"program {number} (--seed {number} --programs 1): the server ended\n"
                       f"{gone}")
    table.add(ran)
    if ran.difference is None:
        return table, None
    if not options.brief:
        ran = shortest(bench, run, ran)
    return table, report(number, ran)


def shortest(bench, run, ran):
    aspect = ran.difference.aspect

    def again(operations):
        return run(bench, program.Replay(operations, ran.thresholds))

    def still_differs(operations):
        difference = again(operations).difference
        return difference is not None and difference.aspect == aspect

    shorter = again(shrink(ran.operations(), still_differs))
    return shorter if shorter.difference else ran


def report(number, ran):
    lines = [f"program {number}: {ran.difference}"]
    for step in ran.steps:
        lines += [f"  {json.dumps(step.operation, ensure_ascii=False)}",
                  *(f"      {line}" for line in str(step.text).splitlines())]
    return "\n".join(lines)


def work(numbers, options, server, python, results, enough):
    """The life of one process: its share of the programs, results told as they come."""
    remaining = list(numbers)
    try:
        while remaining and not enough.is_set():
            with Bench(server, python) as bench:  # Another one when its server has gone.
                while remaining and not enough.is_set() and bench.service.is_there():
                    number = remaining.pop(0)
                    results.put((number, *examine(bench, number, options)))
    except BaseException:  # pylint: disable=broad-except
        results.put((None, None, traceback.format_exc()))


# ---------------------------------------------------------------- the run as a whole

class Run:
    """All processes of a run, and what they have found so far."""

    def __init__(self, options, server, python):
        self.options = options
        self.table, self.reports, self.done = Table(), [], 0
        self.results = multiprocessing.Queue()
        self.enough = multiprocessing.Event()
        numbers = range(options.seed, options.seed + options.programs)
        self.processes = [
            multiprocessing.Process(target=work, args=(numbers[job::options.jobs], options,
                                                       server, python, self.results,
                                                       self.enough))
            for job in range(options.jobs)]

    def go(self, say):
        """Runs until all is done, or enough has been found."""
        started = told = time.monotonic()
        for process in self.processes:
            process.start()
        enough = 1 if self.options.brief else MOST_DIFFERENCES
        while self.done < self.options.programs and len(self.reports) < enough:
            self.take(self.results.get(timeout=600), say)
            if time.monotonic() - told > 10:
                told = time.monotonic()
                say(f"{self.done} of {self.options.programs} programs, "
                    f"{len(self.reports)} differences, {told - started:.0f} s")
        self.end()
        return time.monotonic() - started

    def take(self, result, say):
        number, table, found = result
        if number is None:
            self.end()
            raise SystemExit(found)
        self.done += 1
        self.table.merge(table)
        if found:
            self.reports.append(found)
            say(found)

    def end(self):
        """Lets each process come to the end of its program, and takes what they still tell."""
        self.enough.set()
        while any(process.is_alive() for process in self.processes):
            try:
                self.results.get(timeout=0.1)
            except queue.Empty:
                pass


def run_quietly(options, server, python):
    run = Run(options, server, python)
    run.go(lambda _: None)
    return run


def run_with(python, options):
    """A whole run with one CPython; answers whether all was well."""
    print(f"CPython {python.release}, profile {python.profile}", flush=True)
    run = Run(options, os.environ["SANDHEAP_SERVER"], python)
    seconds = run.go(lambda text: print(text, flush=True))
    if not options.brief:
        print("\n".join(run.table.rows()))
    print(f"CPython {python.release}: {run.done} programs, {run.table.totals['operations']} "
          f"operations, of which {run.table.totals['raised']} raised, in {seconds:.0f} s: "
          f"{len(run.reports)} differences", flush=True)
    if run.table.totals["unsound"]:
        print(f"{run.table.totals['unsound']} ended early, since the books of CPython itself did "
              "not balance any more")
    short = run.table.short(run.done) if run.done >= LONG_RUN else []
    for cell in short:
        print(f"too seldom: {cell}")
    return not run.reports and not short and \
        run.table.totals["unsound"] * MOST_UNSOUND <= run.done


def main(arguments):
    options = parse_arguments(arguments)
    if options.faults is not None:
        return faults.main(options, pythons.find, run_quietly)
    if "SANDHEAP_SERVER" not in os.environ:
        raise SystemExit("SANDHEAP_SERVER names no server; ./dev conformance builds one")
    found = [pythons.find_one(version) for version in options.python or ()] or \
        pythons.find_all(pythons.VERSIONS)
    if not found:
        raise SystemExit("There is no CPython that a profile imitates.")
    well = [run_with(python, options) for python in found]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
