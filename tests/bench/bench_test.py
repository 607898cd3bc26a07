"""Every row of ./dev bench can be measured: each command works in a small size and prints a number
and the row's unit. How fast, nothing here asks."""
import sys

import bench
from rows import ROWS


def main():
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names), "two rows of one name"
    for row in ROWS:
        measured = bench.Measured(row, row.smoke, 1)
        assert row.aim is None or row.aim.is_met(measured.median()) in (True, False)
        print(row.name, measured.median(), measured.baseline_median())


try:
    main()
except bench.Unmeasured as failure:
    sys.exit(str(failure))
