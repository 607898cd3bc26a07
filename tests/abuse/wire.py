"""A connection that sends whatever bytes it is given, and replies taken apart."""
import json
import socket

PATIENCE = 60.0  # Seconds. Longer than any answer takes, so that no test depends on speed.


class Reply:
    """One answer. Status 0: the server hung up without one; None: it stayed silent."""

    def __init__(self, status, fields=None, body=b"", interim=()):
        self.status = status
        self.fields = fields or {}
        self.body = body
        self.interim = list(interim)  # Statuses of 1xx that came before.

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def code(self):
        """The code of a problem; None where the library below answered by itself."""
        found = self.json()
        return found.get("code") if isinstance(found, dict) else None

    def __str__(self):
        if not self.status:
            return "no answer"
        return f"{self.status} {self.code or ''}".rstrip()


class Wire:
    """A TCP connection to the server."""

    def __init__(self, port, receive_bytes=None):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        """False once the server takes no more."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def more(self):
        try:
            piece = self.socket.recv(65536)
        except ConnectionResetError:
            piece = b""
        self.received += piece
        return bool(piece)

    def _take(self, size):
        taken, self.received = self.received[:size], self.received[size:]
        return taken

    def _head(self):
        while b"\r\n\r\n" not in self.received:
            if not self.more():
                return None
        return self._take(self.received.index(b"\r\n\r\n") + 4)

    def read(self, has_body=True):
        """The next reply, after any of 1xx."""
        interim = []
        while True:
            try:
                head = self._head()
            except socket.timeout:
                return Reply(None)
            if head is None:
                return Reply(0)
            status, fields = parse_head(head)
            if status >= 200:
                break
            interim.append(status)
        wanted = int(fields.get("content-length", "0")) if has_body else 0
        while len(self.received) < wanted and self.more():
            pass
        return Reply(status, fields, self._take(wanted), interim)

    def is_closed(self, seconds=PATIENCE):
        """Whether the server hangs up; what it still sends is dropped."""
        self.socket.settimeout(seconds)
        try:
            while self.more():
                self.received = b""
        except socket.timeout:
            return False
        finally:
            self.socket.settimeout(PATIENCE)
        return True

    def ask(self, method, path, body=None):
        """An ordinary request and its reply."""
        self.send(request(method, path, body))
        return self.read(method != "HEAD")


def parse_head(head):
    lines = head.decode("latin-1").split("\r\n")
    fields = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip()
    return int(lines[0].split()[1]), fields


def request(method, path, body=None):
    """The bytes of a well-formed request; `body` is bytes, or becomes JSON."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
    if body is None:
        return (head + "\r\n").encode()
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def ask(port, method, path, body=None):
    """A request on a connection of its own."""
    with Wire(port) as wire:
        return wire.ask(method, path, body)
