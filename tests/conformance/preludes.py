"""Beginnings of programs: what operations chosen one by one would seldom come to."""


def telling_classes():
    return [{"op": "class", "name": name,
             "finalizer": [{"op": "append", "target": "log", "value": f"zq_{name}"}]}
            for name in ("Cq1", "Cq2")]


def watched_cycle(definitions):
    """A cycle with a finalizer and a callback."""
    callback = definitions.callback()
    return [
        callback,
        {"op": "class", "name": "Cq1", "finalizer": definitions.finalizer("Cq1")},
        {"op": "assign", "name": "v2", "value": {"new": "Cq1"}},
        {"op": "set_attr", "target": "v2", "attr": "at_a", "value": {"ref": "v2"}},
        {"op": "assign", "name": "v3", "value": {"weakref": "v2", "callback": callback["name"]}}]


def watched_deaths():
    """Two callbacks of one object, two finalizers in one list: whose turn comes first."""
    watched = {"weakref": "v2", "callback": "watch"}
    return telling_classes() + [
        {"op": "function", "name": "watch", "params": ["pa"],
         "body": [{"op": "append", "target": "log", "value": {"ref": "pa"}}]},
        {"op": "assign", "name": "v2", "value": {"new": "Cq1"}},
        {"op": "assign", "name": "v3", "value": watched},
        {"op": "assign", "name": "v4", "value": watched},
        {"op": "del", "name": "v2"},
        {"op": "assign", "name": "v5", "value": [{"new": "Cq1"}, {"new": "Cq2"}]},
        {"op": "clear", "target": "v5"}]


def watched_return():
    """A function that returns with two objects in its variables: which goes first."""
    return telling_classes() + [
        {"op": "function", "name": "fn0", "params": [],
         "body": [{"op": "assign", "name": "lo0", "value": {"new": "Cq1"}},
                  {"op": "assign", "name": "lo1", "value": {"new": "Cq2"}}]},
        {"op": "call", "function": "fn0"}]


def seen_garbage():
    """Garbage whose finalizer asks a weakref without a callback whether it lives."""
    return [
        {"op": "class", "name": "Cq3",
         "finalizer": [{"op": "deref", "target": "seen", "name": "lo0"},
                       {"op": "append", "target": "log", "value": {"ref": "lo0"}}]},
        {"op": "assign", "name": "v2", "value": {"new": "Cq3"}},
        {"op": "set_attr", "target": "v2", "attr": "at_a", "value": {"ref": "v2"}},
        {"op": "assign", "name": "seen", "value": {"weakref": "v2"}},
        {"op": "del", "name": "v2"},
        {"op": "collect"}]
