"""Rows 50, 53, 55 and 56: what is gone, cursors, lists of operations, quotas."""
from row import Row, check_reply, must

FORGED_CURSORS = ("abc", "-1", "0", "1.5", "99999999999999999999", "", "%00")
BAD_LIMITS = ("0", "-1", "1000000000", "abc", "", "1e3")


def change(world, path, operation, status=200, code=""):
    reply = world.ask("POST", f"{path}/ops", operation)
    check_reply(reply, (status,), code)
    return reply.json()


def assign(name, value):
    return {"op": "assign", "name": name, "value": value}


def read(world, path, status, code=""):
    reply = world.ask("GET", path)
    check_reply(reply, (status,), code)
    return reply


def ended_session(world):
    path = world.session()
    check_reply(world.ask("DELETE", path), (204,))
    reply = read(world, path, 410, "session-ended")
    check_reply(world.ask("DELETE", path), (410,), "session-ended")
    read(world, "/v1/sessions/" + "0" * 32, 404, "no-such-session")
    return f"{reply}; unknown: 404"


def freed_object(world):
    path = world.session()
    dead = change(world, path, assign("a", []))["result"]["object"]
    change(world, path, {"op": "del", "name": "a"})
    reply = read(world, f"{path}/objects/{dead}", 410, "object-freed")
    read(world, f"{path}/objects/{dead + 1}", 404, "no-such-object")
    return f"{reply}; unknown: 404"


def cursors(world):
    path = world.session()
    for cursor in FORGED_CURSORS:
        read(world, f"{path}/objects?cursor={cursor}", 400)
    return "forged: 400"


def foreign_cursor(world):
    """A cursor is a place in an order of numbers: elsewhere it is a place too, and shows nothing
    of the session it came from."""
    path, other = world.session(), world.session()
    change(world, path, {"ops": [assign(f"a{i}", []) for i in range(3)]})
    cursor = read(world, f"{path}/names?limit=1", 200).json()["next_cursor"]
    found = read(world, f"{other}/names?cursor={cursor}", 200).json()
    must(found["items"] == [] and found["next_cursor"] is None, f"found {found}")
    return "of another session: an empty page"


def limits(world):
    path = world.session()
    for limit in BAD_LIMITS:
        read(world, f"{path}/objects?limit={limit}", 400, "bad-query")
    return "limits: 400 bad-query"


def long_list(world):
    path = world.session()
    before = world.state(path)
    change(world, path, {"ops": [assign("a", 1)] * 1001}, 400, "too-many-items")
    must(world.state(path) == before, "something was done")
    return "1,001: 400 too-many-items"


def failing_list(world):
    path = world.session()
    before = world.state(path)
    operations = [assign(f"a{i}", []) for i in range(1000)]
    operations[500] = {"op": "del", "name": "nothing"}
    found = change(world, path, {"ops": operations}, 422, "exception")
    must(found["op_index"] == 500, f"op_index {found.get('op_index')}")
    must(world.state(path) == before, "something was done")
    return "422 op_index 500, nothing done"


def object_quota(world):
    path = world.session()
    change(world, path, assign("a", []))
    before = world.state(path)
    change(world, path, {"op": "repeat", "times": 101000, "ops": [
        {"op": "append", "target": "a", "value": []}]}, 422, "quota-objects")
    must(world.state(path) == before, "something was done")
    return "objects: 422 quota-objects"


def names_and_references(world):
    path = world.session()
    change(world, path, assign("n" * 5000, 1), 400, "bad-name")
    dead = change(world, path, assign("a", []))["result"]["object"]
    change(world, path, {"op": "append", "target": "a", "value": {"ref": "a"}})
    change(world, path, {"op": "clear", "target": "a"})
    change(world, path, {"op": "del", "name": "a"})
    change(world, path, assign("b", {"ref": f"@{dead}"}), 422, "bad-reference")
    twice = change(world, path, {"op": "del", "name": "a"}, 422, "exception")
    must(twice["exception"] == "NameError", f"exception {twice['exception']}")
    check_reply(world.ask("DELETE", f"{path}/names/a"), (404,), "no-such-name")
    return "name: 400; itself: 200; dead id: 422; del twice: 422, 404"


ROWS = [
    Row(50, "an ended session, a freed object", "410, unknown ones 404",
        [ended_session, freed_object]),
    Row(53, "cursor forged, of another session; limit 0, -1, 10^9, abc", "400; an empty page; 400",
        [cursors, foreign_cursor, limits]),
    Row(55, "1,001 operations; the 501st fails", "400; 422, nothing done",
        [long_list, failing_list]),
    Row(56, "too many objects, name of 5 KB, itself, dead id, del twice",
        "422; 400; 200; 422; 422, 404",
        [object_quota, names_and_references]),
]
