"""`server_sessions.py SERVER COUNT`: makes so many sessions over HTTP and prints the bytes of memory
that the server has taken from the system for each."""
import http.client
import re
import subprocess
import sys


def resident_bytes(process):
    """With the tables in which the system keeps where the pages are."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        kib = re.findall(r"^(?:VmRSS|VmPTE):\s*(\d+) kB", status.read(), re.M)
    return sum(map(int, kib)) * 1024


def start(program):
    process = subprocess.Popen([program, "--port", "0", "--max-sessions", "10000",
                                "--max-sessions-per-address", "10000"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            return process, http.client.HTTPConnection("127.0.0.1", int(found.group(1)))
    raise RuntimeError("the server did not say where it listens")


def create(connection):
    connection.request("POST", "/v1/sessions")
    response = connection.getresponse()
    response.read()
    assert response.status == 201, response.status


def main(program, count):
    process, connection = start(program)
    create(connection)
    before = resident_bytes(process)
    for _ in range(int(count) - 1):
        create(connection)
    each = (resident_bytes(process) - before) / max(1, int(count) - 1)
    connection.close()
    process.terminate()
    assert process.wait(timeout=60) == 0
    print(f"{each:.6g} B")


main(*sys.argv[1:])
