"""`server_requests.py ours|plain rate|processor KIND SERVER PLAIN SECONDS`: how many requests a
second a server answers to wrk, which sends the same to ours and to the plain one; or the processor
time that the server takes for each, in microseconds.

The plain server answers a constant of the size that an answer of ours has, which is asked of ours
first. Several connections share several sessions, and few wait for each other.
"""
import contextlib
import http.client
import json
import os
import re
import subprocess
import sys

SESSIONS = 64
CONNECTIONS = 32
THREADS = 2
ASSIGN = {"op": "assign", "name": "a", "value": []}
BLOCK = [ASSIGN, {"op": "assign", "name": "b", "value": {"ref": "a"}},
         {"op": "append", "target": "a", "value": {"ref": "b"}}, {"op": "del", "name": "b"}]

# What is sent: the path behind the session's, and the body.
KINDS = {
    "one": ("/ops", ASSIGN),
    "one-without-events": ("/ops?events=none", ASSIGN),
    "list": ("/ops?events=none", {"ops": BLOCK * 250}),
}


@contextlib.contextmanager
def running(*command):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            break
    try:
        yield int(found.group(1)), process.pid
    finally:
        process.terminate()
        process.communicate()


def make_paths(port, kind):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    paths = []
    for _ in range(SESSIONS):
        connection.request("POST", "/v1/sessions")
        paths.append(json.load(connection.getresponse())["url"] + KINDS[kind][0])
    connection.close()
    return paths


def answer_size(port, path, body):
    """The second answer, since the first has nothing to let go of."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(2):
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        assert response.status == 200, text
    connection.close()
    return len(text)


def processor_seconds(process):
    """Of the program and of the system for it."""
    with open(f"/proc/{process}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def measure(server, paths, body, seconds):
    """Requests a second, and microseconds of the processor for a request."""
    port, process = server
    before = processor_seconds(process)
    found = rate(port, paths, body, seconds)
    spent = processor_seconds(process) - before
    return found, spent / (found * float(seconds)) * 1e6


def rate(port, paths, body, seconds):
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s",
               "-s", "tests/bench/requests.lua", f"http://127.0.0.1:{port}"]
    environment = dict(os.environ, BENCH_PATHS=" ".join(paths), BENCH_BODY=body)
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "Non-2xx" not in told.stdout and "Socket errors" not in told.stdout, told.stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", told.stdout).group(1))


def main(which, what, kind, server, plain, seconds):
    body = json.dumps(KINDS[kind][1], separators=(",", ":"))
    with running(server, "--port", "0") as ours:
        paths = make_paths(ours[0], kind)
        size = answer_size(ours[0], paths[0], body)
        if which == "ours":
            found, spent = measure(ours, paths, body, seconds)
    if which == "plain":
        with running(plain, str(size)) as other:
            found, spent = measure(other, paths, body, seconds)
    if kind == "list":
        found *= len(KINDS[kind][1]["ops"])
    print(f"{found:.6g} /s" if what == "rate" else f"{spent:.6g} us")


main(*sys.argv[1:])
