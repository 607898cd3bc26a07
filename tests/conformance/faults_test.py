#!/usr/bin/env python3
"""Every fault of the list can still be planted: its text stands in the sources exactly once."""
import sys

from fault_list import FAULTS
from faults import DoesNotApply, planted

LEAST = 20


def main():
    failed = 0
    for fault in FAULTS:
        try:
            planted(fault)
        except (DoesNotApply, OSError) as problem:
            failed += 1
            print(f"FAILED: {problem}")
    if len({fault.name for fault in FAULTS}) < max(LEAST, len(FAULTS)):
        failed += 1
        print(f"FAILED: fewer than {LEAST} faults, or two of one name")
    print(f"{len(FAULTS) - failed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
