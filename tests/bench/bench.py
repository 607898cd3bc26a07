"""./dev bench: measures the rows of rows.py, ours and its baseline in turns, and prints medians.

SANDHEAP_BENCH is the folder of our programs, SANDHEAP_SERVER the server, SANDHEAP_PYTHON the CPython
that is measured. A whole run, without names, is recorded in RESULTS.md of this folder.
"""
import argparse
import math
import os
import statistics
import subprocess
import sys

import report
from rows import ROWS


class Unmeasured(Exception):
    """A command that failed or printed no line of the right form."""


def run(command, row, size):
    words = command.format(bench=os.environ["SANDHEAP_BENCH"],
                           server=os.environ["SANDHEAP_SERVER"],
                           python=os.environ.get("SANDHEAP_PYTHON", "/usr/bin/python3.11"),
                           size=size).split()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    parts = done.stdout.split()
    if done.returncode != 0 or len(parts) != 2 or parts[1] != row.unit:
        raise Unmeasured(f"{' '.join(words)} ended with {done.returncode} and printed:\n"
                         f"{done.stdout}{done.stderr}")
    return float(parts[0])


class Measured:
    """The numbers of one row in one size."""

    def __init__(self, row, size, rounds):
        self.row = row
        self.size = size
        self.ours = []
        self.theirs = []
        for _ in range(rounds):
            self.ours.append(run(row.ours, row, size))
            if row.baseline:
                self.theirs.append(run(row.baseline, row, size))

    def median(self):
        return statistics.median(self.ours)

    def baseline_median(self):
        return statistics.median(self.theirs) if self.theirs else None

    def ratios(self):
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs)]

    def ratio(self):
        return statistics.median(self.ratios()) if self.theirs else None

    def is_met(self):
        value = self.median() if self.ratio() is None else self.ratio()
        return None if self.row.aim is None else self.row.aim.is_met(value)


def slope(points):
    """Of the line through the points (size, number) that fits best, both in logarithms."""
    pairs = [(math.log(size), math.log(number)) for size, number in points]
    mean_x = statistics.fmean(x for x, _ in pairs)
    mean_y = statistics.fmean(y for _, y in pairs)
    return (sum((x - mean_x) * (y - mean_y) for x, y in pairs) /
            sum((x - mean_x) ** 2 for x, _ in pairs))


class Growth:
    """How the numbers of a row grow with its size."""

    def __init__(self, row, rounds):
        self.row = row
        self.measured = [Measured(row, size, rounds) for size in row.growth]

    def points(self, number):
        return [(each.size, number(each) * (each.size if self.row.per_item else 1))
                for each in self.measured]

    def slope(self):
        return slope(self.points(Measured.median))

    def baseline_slope(self):
        return slope(self.points(Measured.baseline_median)) if self.row.baseline else None


def chosen(names):
    known = {row.name: row for row in ROWS}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"bench: there is no '{unknown[0]}'; there are {' '.join(known)}")
    return [known[name] for name in names] if names else ROWS


def arguments():
    parser = argparse.ArgumentParser(prog="./dev bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--no-growth", action="store_true")
    return parser.parse_args()


def main():
    asked = arguments()
    rows = chosen(asked.names)
    if asked.list:
        for row in rows:
            print(f"  {row.name:28} {row.what}")
        return
    results, growths = [], []
    report.print_head()
    for row in rows:
        results.append(Measured(row, row.size, asked.rounds or row.rounds))
        report.print_row(results[-1])
    for row in [] if asked.no_growth else rows:
        if row.growth:
            growths.append(Growth(row, min(3, asked.rounds or row.rounds)))
            report.print_growth(growths[-1])
    if not asked.names:
        report.record(results, growths)


if __name__ == "__main__":
    try:
        main()
    except Unmeasured as failure:
        sys.exit(f"bench: {failure}")
