"""Rows 1 to 39 and 64: requests that are badly framed, ambiguous, too large, or sent elsewhere."""
from row import CLOSED, EITHER, KEPT, Case, Row, check_reply, must
from wire import Wire

HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
GET = b"GET /livez HTTP/1.1\r\n" + HOST
POST = b"POST /v1/sessions HTTP/1.1\r\n" + HOST + JSON
OBJECT = b"POST /v1/sessions/x/objects HTTP/1.1\r\n" + HOST + JSON
BARE = b"POST /v1/sessions HTTP/1.1\r\n" + HOST
OPERATIONS = b"POST /v1/sessions/x/ops HTTP/1.1\r\n" + HOST + JSON
EMPTY = b"POST /v1/sessions HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
END = b"\r\n"
LARGE = 300 * 1024


def get(target):
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + END


def length(text):
    return POST + b"Content-Length: " + text + b"\r\n\r\n{}"


def endless_chunks(world):
    """Chunk after chunk, until the server takes no more."""
    sent = 0
    with Wire(world.port) as wire:
        wire.send(OBJECT + CHUNKED)
        while sent < 64 << 20 and wire.send(b"10000\r\n" + b"x" * 65536 + b"\r\n"):
            sent += 65536
        must(sent < 64 << 20, "64 MiB were taken")
        must(wire.is_closed(), "the connection was kept")
    return "hung up on"


def large_body_is_refused_unsent(world):
    with Wire(world.port) as wire:
        wire.send(POST + b"Expect: 100-continue\r\nContent-Length: 31457280\r\n\r\n")
        reply = wire.read()
        check_reply(reply, (413,), "body-too-large")
        must(not reply.interim, "100 came first")
    return str(reply)


def small_body_is_asked_for(world):
    with Wire(world.port) as wire:
        wire.send(POST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        wire.send(b"{}")
        reply = wire.read()
        check_reply(reply, (201,))
        must(reply.interim == [100], "100 did not come first")
    return "100, then 201"


def path_lists_its_methods(world):
    reply = world.ask("DELETE", "/v1/sessions")
    check_reply(reply, (405,), "method-not-allowed")
    allow = reply.fields.get("allow", "")
    must("POST" in allow, f"Allow: {allow}")
    return f"{reply}, Allow: {allow}"


ROWS = [
    Row(1, "HTTP/1.1 without Host", "400 closed",
        [Case(b"GET /livez HTTP/1.1\r\n\r\n", (400,), CLOSED, "bad-request")]),
    Row(2, "two Host fields", "400 closed",
        [Case(GET + HOST + END, (400,), CLOSED, "bad-request")]),
    Row(3, "Content-Length and Transfer-Encoding", "400 closed",
        [Case(POST + b"Content-Length: 2\r\n" + CHUNKED + b"0\r\n\r\n", (400,),
              CLOSED, "bad-request")]),
    Row(4, "two Content-Length that differ", "400 closed",
        [Case(POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", (400,),
              CLOSED, "bad-request")]),
    Row(5, "Content-Length: `1, 5`, -1, abc", "400 closed",
        [Case(length(text), (400,), CLOSED) for text in (b"1, 5", b"-1", b"abc")]),
    Row(6, "Content-Length: 10^30", "413 closed", [Case(length(b"1" + b"0" * 30), (413,), CLOSED)]),
    Row(7, "Content-Length: 10^12", "413 closed, unread",
        [Case(length(b"1" + b"0" * 12), (413,), CLOSED, "body-too-large")]),
    Row(8, "300 KiB with a length", "413 kept",
        [Case(OBJECT + b"Content-Length: %d\r\n\r\n" % LARGE + b"x" * LARGE, (413,),
              KEPT, "body-too-large")]),
    Row(9, "300 KiB chunked", "413 kept",
        [Case(OBJECT + CHUNKED + b"%x\r\n" % LARGE + b"x" * LARGE + b"\r\n0\r\n\r\n", (413,), KEPT,
              "body-too-large")]),
    Row(10, "chunks without end", "closed, no answer", [endless_chunks]),
    Row(11, "5 MiB at once", "413 closed",
        [Case(OBJECT + b"Content-Length: 5242880\r\n\r\n" + b"x" * 5242880, (413,),
              CLOSED, "body-too-large")]),
    Row(12, "Expect: 100-continue, 30 MiB", "413 without 100", [large_body_is_refused_unsent]),
    Row(13, "Expect: 100-continue, small", "100, then 201", [small_body_is_asked_for]),
    Row(14, "Expect: tea", "417",
        [Case(POST + b"Expect: tea\r\nContent-Length: 2\r\n\r\n{}", (417,),
              CLOSED, "expectation-failed")]),
    Row(15, "POST without length and coding", "411",
        [Case(POST + END, (411,), CLOSED, "length-required")]),
    Row(16, "Content-Length: 0 where a body is needed", "400 kept",
        [Case(OPERATIONS + b"Content-Length: 0\r\n\r\n", (400,), KEPT,
              "bad-json")]),
    Row(17, "codings `gzip, chunked`, identity", "501 closed",
        [Case(POST + b"Transfer-Encoding: " + coding + b"\r\n\r\n0\r\n\r\n", (501,),
              CLOSED, "transfer-coding-unknown")
         for coding in (b"gzip, chunked", b"identity", b"xchunked")]),
    Row(18, "two codings; a coding in HTTP/1.0", "400 closed",
        [Case(POST + b"Transfer-Encoding: chunked\r\n" + CHUNKED + b"0\r\n\r\n", (400,),
              CLOSED, "bad-request"),
         Case(POST.replace(b"1.1", b"1.0", 1) + CHUNKED + b"0\r\n\r\n", (400,),
               CLOSED, "bad-request")]),
    Row(19, "chunk size zz", "400 closed", [Case(POST + CHUNKED + b"zz\r\n", (400,), CLOSED)]),
    Row(20, "chunk size of 17 f", "413 closed",
        [Case(POST + CHUNKED + b"f" * 17 + b"\r\n", (413,), CLOSED)]),
    Row(21, "white space before a colon", "400 closed",
        [Case(GET + b"X-A : 1\r\n\r\n", (400,), CLOSED, "bad-request")]),
    Row(22, "a header line without colon", "400 closed",
        [Case(GET + b"X-A\r\n\r\n", (400,), CLOSED)]),
    Row(23, "control byte, bare CR in a value", "400 closed",
        [Case(GET + b"X-A: a" + byte + b"b\r\n\r\n", (400,),
              CLOSED, "bad-request") for byte in (b"\x01", b"\r", b"\x7f")]),
    Row(24, "a folded header line", "200 or 400",
        [Case(GET + b"X-A: 1\r\n 2\r\n\r\n", (200, 400), EITHER)]),
    Row(25, "NUL in a header value", "200 or 400",
        [Case(GET + b"X-A: a\0b\r\n\r\n", (200, 400), EITHER)]),
    Row(26, "raw NUL in the target", "200, 400 or 404",
        [Case(get(b"/livez\0x"), (200, 400, 404), EITHER)]),
    Row(27, "%00 in a path", "400", [Case(get(b"/livez%00"), (400,), CLOSED, "bad-request")]),
    Row(28, "/../, %2e%2e, //", "400",
        [Case(get(path), (400,),
              CLOSED, "bad-request") for path in (b"/../livez", b"/%2e%2e/livez", b"//livez")]),
    Row(29, "raw 0xff, a space in a path", "400",
        [Case(get(path), (400,), CLOSED) for path in (b"/liv\xffez", b"/liv ez")]),
    Row(30, "a target with scheme and host", "400",
        [Case(get(b"http://evil.example/livez"), (400,), CLOSED, "bad-request")]),
    Row(31, "OPTIONS *", "400",
        [Case(b"OPTIONS * HTTP/1.1\r\n" + HOST + END, (400,), CLOSED, "bad-request")]),
    Row(32, "CONNECT, TRACE, BREW", "405 with Allow on a path, else 501",
        [Case(method + b" /livez HTTP/1.1\r\n" + HOST + END, (405,), KEPT, "method-not-allowed")
         for method in (b"CONNECT", b"TRACE", b"BREW")] +
        [Case(b"CONNECT evil.example:80 HTTP/1.1\r\n" + HOST + END, (501,), CLOSED, "method-unknown"),
         Case(b"BREW /pot HTTP/1.1\r\n" + HOST + END, (501,), KEPT, "method-unknown")]),
    Row(33, "DELETE on a path that only takes POST", "405 with Allow", [path_lists_its_methods]),
    Row(34, "an unknown path", "404 kept", [Case(get(b"/v2/nothing"), (404,), KEPT, "not-found")]),
    Row(35, "a target of 3 KB, of 100 KB", "414",
        [Case(get(b"/" + b"a" * 3000), (414,), CLOSED, "uri-too-long"),
         Case(get(b"/" + b"a" * 100000), (414,), CLOSED)]),
    Row(36, "100 fields, 3,000 fields, one of 40 KB", "431",
        [Case(GET + b"".join(b"X-%d: 1\r\n" % i for i in range(100)) + END, (431,),
              CLOSED, "headers-too-large"),
         Case(GET + b"".join(b"X-%d: 1\r\n" % i for i in range(3000)) + END, (431,), CLOSED),
         Case(GET + b"X-A: " + b"a" * 40000 + b"\r\n\r\n", (431,), CLOSED)]),
    Row(37, "text/plain, no Content-Type, gzip", "415 kept",
        [Case(BARE + fields + b"Content-Length: 2\r\n\r\n{}", (415,), KEPT,
              "unsupported-media-type")
         for fields in (b"Content-Type: text/plain\r\n", b"",
                        JSON + b"Content-Encoding: gzip\r\n")]),
    Row(38, "GET with a body", "400 closed",
        [Case(GET + b"Content-Length: 2\r\n\r\n{}", (400,), CLOSED, "bad-request")]),
    Row(39, "HTTP/0.9, HTTP/2.0, the preface of HTTP/2", "400, 505, 505",
        [Case(b"GET /livez\r\n\r\n", (400,), CLOSED),
         Case(b"GET /livez HTTP/2.0\r\n" + HOST + END, (505,), CLOSED),
         Case(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (505,), CLOSED)]),
    Row(64, "Host: evil.example on loopback; Origin: https://evil", "421; 403; no CORS field",
        [Case(b"GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n", (421,),
              CLOSED, "misdirected-request"),
         Case(EMPTY + b"Origin: https://evil\r\n\r\n", (403,), CLOSED, "foreign-origin"),
         Case(EMPTY + b"Origin: null\r\n\r\n", (403,), CLOSED, "foreign-origin")]),
]
