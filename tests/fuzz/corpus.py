"""The inputs that are kept of a fuzz target, as one text file and as libFuzzer's folder of files.

usage: corpus.py unpack FILE FOLDER     one file for each line
       corpus.py pack FOLDER FILE       one line for each file, the shortest first

A line is an input: `\\\\` is a backslash, `\\x0a` a byte that is no printable ASCII.
"""

import hashlib
import pathlib
import re
import sys


def escape(data):
    return "".join(
        "\\\\" if byte == 0x5C else chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"
        for byte in data
    )


def unescape(line):
    text = re.sub(
        r"\\(?:\\|x([0-9a-f]{2}))",
        lambda match: chr(int(match[1], 16)) if match[1] else "\\",
        line,
    )
    return text.encode("latin-1")


def unpack(file, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for line in file.read_text("ascii").splitlines():
        data = unescape(line)
        (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)  # libFuzzer's names.


def pack(folder, file):
    inputs = {path.read_bytes() for path in folder.iterdir()}
    lines = [escape(data) for data in sorted(inputs, key=lambda data: (len(data), data))]
    file.write_text("".join(line + "\n" for line in lines), "ascii")


def main():
    commands = {"unpack": unpack, "pack": pack}
    if len(sys.argv) != 4 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))


if __name__ == "__main__":
    main()
