#!/usr/bin/env python3
"""A fixed few hundred programs of ./dev conformance: no difference between the service and CPython.

300 with CPython 3.11, and 100 with each other one that is here.
"""
import sys

import conformance
import pythons


def main():
    status = 0
    for python in pythons.find_all(pythons.VERSIONS):
        programs = 300 if python.version == "3.11" else 100
        status |= conformance.main(["--programs", str(programs), "--python", python.version])
    return status


sys.exit(main())
