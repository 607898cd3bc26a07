#!/usr/bin/env python3
"""A fixed few hundred programs of ./dev conformance: no difference between the service and CPython.

300 with CPython 3.11, and 100 with each other one that is here and whose profile is proven.
"""
import sys

import conformance
import pythons

PROVEN = ["3.11", "3.12"]  # The others are mended one after the other.


def main():
    status = 0
    for python in pythons.find_all(PROVEN):
        programs = 300 if python.version == "3.11" else 100
        status |= conformance.main(["--programs", str(programs), "--python", python.version])
    return status


sys.exit(main())
