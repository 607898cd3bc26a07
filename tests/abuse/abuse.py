"""Plays the table of abuse against the server, while another client works, and prints a line for
each row: its number, what was sent, what must come, what came.

SANDHEAP_SERVER is the server, SANDHEAP_STARVED_SERVER the one whose malloc() can be made to fail.
"""
import argparse
import os
import sys

import connection_rows
import http_rows
import json_rows
import memory_rows
import session_rows
import slow_rows
from row import Mismatch, play_row
from service import PATIENT, Bystander, Server, World

ROWS = sorted(http_rows.ROWS + json_rows.ROWS + session_rows.ROWS + slow_rows.ROWS +
              connection_rows.ROWS + memory_rows.ROWS, key=lambda row: row.number)


class Report:
    """The table as it is printed, and the two sums under it."""

    def __init__(self):
        self.failed = 0
        self.served = 0

    def row(self, row, came, is_fine):
        self.failed += not is_fine
        verdict = "ok" if is_fine else "FAILED"
        print(f"{row.number:>3}  {verdict:<6}  {row.words}\n"
              f"             due: {row.expected}\n             came: {came}", flush=True)

    def end(self, count):
        print(f"\n{count} rows, {self.failed} failed; meanwhile {self.served} requests of other "
              "clients were answered, each as it should be.", flush=True)


def try_row(row, world, report):
    try:
        report.row(row, play_row(row, world), True)
    except (Mismatch, OSError) as problem:
        report.row(row, f"{type(problem).__name__}: {problem}", False)


def play_on_one_server(rows, options, report):
    """The rows against one server, beside another client of it."""
    try:
        with Server(os.environ["SANDHEAP_SERVER"], options) as server:
            bystander = Bystander(server.port)
            bystander.begin()
            world = World(server, os.environ.get("SANDHEAP_STARVED_SERVER"))
            for row in rows:
                try_row(row, world, report)
            report.served += bystander.stop()
    except Mismatch as problem:
        report.failed += 1
        print(f"     FAILED  after row {rows[-1].number}: {problem}", flush=True)


def play(rows):
    """Rows of the same options share a server. Returns how many failed."""
    report = Report()
    shared = [row for row in rows if not row.options]
    if shared:
        play_on_one_server(shared, PATIENT, report)
    for row in rows:
        if row.options:
            play_on_one_server([row], row.options, report)
    report.end(len(rows))
    return report.failed


def arguments():
    parser = argparse.ArgumentParser(prog="./dev abuse")
    parser.add_argument("--row", type=int, action="append", metavar="NUMBER")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def main():
    wishes = arguments()
    rows = [row for row in ROWS if (not wishes.row or row.number in wishes.row) and
            not (wishes.quick and row.is_slow)]
    if not rows:
        sys.exit("abuse: there is no such row; --list lists them")
    if wishes.list:
        for row in rows:
            print(f"{row.number:>3}  {row.words}")
        return
    sys.exit(1 if play(rows) else 0)


if __name__ == "__main__":
    main()
