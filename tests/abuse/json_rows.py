"""Rows 40 to 48: bodies that are not the JSON they should be. None changes the session."""
from row import Row, check_reply, must
from wire import Wire, request

DIGITS = b"1" * 10000
VALUE = b'{"op": "assign", "name": "a", "value": %s}'


def refused(bodies, code=""):
    """A case for all of the bodies: each is refused, on one connection, and nothing has changed."""

    def play(world):
        path = world.session()
        before = world.state(path)
        came = []
        with Wire(world.port) as wire:
            for body in bodies:
                wire.send(request("POST", f"{path}/ops", body))
                reply = wire.read()
                try:
                    check_reply(reply, (400,), code)
                except Exception as problem:
                    raise type(problem)(f"{body[:40]!r}: {problem}") from problem
                if str(reply) not in came:
                    came.append(str(reply))
        must(world.state(path) == before, "the session has changed")
        return "; ".join(came)

    return play


def values(*texts):
    return [VALUE % text for text in texts]


ROWS = [
    Row(40, "cut off, trailing text, two documents, NaN, 0x10, ...", "400 bad-json",
        [refused([b'{"a":', b"{} x", b"{}{}", b"{'a':1}",
                  *values(b"[1,]", b"NaN", b"0x10", b"Infinity", b"+1", b".5"),
                  b"nul", b'{"a" 1}', b'"'], "bad-json")]),
    Row(41, "a key twice", "400 bad-json",
        [refused([b'{"op": "collect", "op": "collect"}'], "bad-json")]),
    Row(42, "an array at the top", "400 bad-request",
        [refused([b'[{"op": "collect"}]', b"[]", b"1", b"null"], "bad-request")]),
    Row(43, "a raw control byte, a raw NUL in a string", "400 bad-json",
        [refused(values(b'"a\x01b"', b'"a\0b"', b'"a\nb"') + [b"\0{}"], "bad-json")]),
    Row(44, "bytes that are no UTF-8, overlong, lone surrogates", "400 bad-json",
        [refused(values(b'"\xff"', b'"\xc0\xaf"', b'"\xe0\x80\xaf"', b'"\xed\xa0\x80"',
                        b'"\xf4\x90\x80\x80"',
                        b'"\xe2\x82"',
                        b'"\\ud800"', b'"\\udc00\\ud800"'), "bad-json")]),
    Row(45, "10,000 times [ or {\"a\":", "400",
        [refused([b"[" * 10000, b'{"a":' * 10000, *values(b"[" * 10000 + b"]" * 10000)])]),
    Row(46, "1,000 members in one object", "400 too-many-items",
        [refused([b"{" + b",".join(b'"k%d":1' % i for i in range(1000)) + b"}"],
                 "too-many-items")]),
    Row(47, "BOM, 01, 1., 1e999, 10,000 digits, \\u0000", "400",
        [refused([b"\xef\xbb\xbf" + VALUE % b"1",
                  *values(b"01", b"1.", b"1e999", DIGITS, b'"\\u0000"')])]),
    Row(48, "an array of 131,072 elements", "400 too-many-items",
        [refused([*values(b"[" + b"1," * 120000 + b"1]"),
                  b'{"ops": [' + b"1," * 131071 + b"1]}"], "too-many-items")]),
]
