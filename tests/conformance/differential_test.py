#!/usr/bin/env python3
"""A fixed 300 programs of ./dev conformance: no difference between the service and CPython 3.11."""
import sys

import conformance

sys.exit(conformance.main(["--programs", "300"]))
