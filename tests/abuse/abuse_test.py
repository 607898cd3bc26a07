"""The rows of the table of abuse that take no more than a few seconds."""
import sys

import abuse

if __name__ == "__main__":
    sys.argv[1:] = ["--quick"]
    abuse.main()
