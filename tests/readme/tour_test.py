#!/usr/bin/env python3
"""Replays the curl tour of README.md against a real server and compares every answer.

Run at the root of the sources; the server's binary is $SANDHEAP_SERVER. In the README a line that
begins with "$ " is a command, the lines up to the next are its answer, "..." is anything.
"""
import os
import re
import subprocess
import sys

ADDRESS_IN_README = "http://127.0.0.1:8080"
MARK = "--- end of answer ---"


def read_tour(path):
    """The commands of all console blocks, each with its expected answer."""
    with open(path, encoding="utf-8") as file:
        blocks = re.findall(r"```console\n(.*?)```", file.read(), re.S)
    steps = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
    return [(command, "\n".join(answer)) for command, answer in steps]


def start_server():
    server = subprocess.Popen([os.environ["SANDHEAP_SERVER"], "--port", "0"],
                              stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found:
            return server, found.group(0)
    sys.exit("the server did not say where it listens")


def run_commands(commands, address):
    """One shell for all, since the tour sets variables; returns each command's output."""
    script = "".join(f"{command}\necho; echo '{MARK}'\n" for command in commands)
    done = subprocess.run(["bash"], input=script.replace(ADDRESS_IN_README, address),
                          capture_output=True, text=True, timeout=60, check=False)
    if done.stderr:
        print(done.stderr)
    return [answer.strip() for answer in done.stdout.split(MARK)]


def matches(expected, answer):
    pattern = ".*?".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, answer, re.S) is not None


def main():
    steps = read_tour("README.md")
    if len(steps) < 10:
        sys.exit("the README has no tour")
    server, address = start_server()
    try:
        answers = run_commands([command for command, _ in steps], address)
    finally:
        server.terminate()
        status = server.wait(timeout=20)
    failed = 0
    for (command, expected), answer in zip(steps, answers):
        if not matches(expected, answer):
            failed += 1
            print(f"FAILED: {command}\n  expected {expected}\n  answered {answer}")
    if status != 0:
        sys.exit(f"the server ended with status {status}")
    print(f"{len(steps) - failed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
