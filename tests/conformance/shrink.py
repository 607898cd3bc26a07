"""Makes a program that shows a difference as short as it can be."""


def shrink(operations, still_differs, tries=400):
    """The shortest list found for which `still_differs(list)` holds, and values made simpler.

    Leaves out ever smaller runs of operations, then single ones again until none can go, then
    replaces parts of values by simpler ones.
    """
    budget = Budget(still_differs, tries)
    length = max(len(operations) // 2, 1)
    while length:
        shorter = without_runs(operations, length, budget)
        length = length if length == 1 and len(shorter) < len(operations) else length // 2
        operations = shorter
    for at in range(len(operations)):
        operations = with_simpler_values(operations, at, budget)
    return operations


class Budget:
    """Asks no more questions than it has."""

    def __init__(self, still_differs, tries):
        self.still_differs, self.tries = still_differs, tries

    def ask(self, operations):
        self.tries -= 1
        return self.tries >= 0 and bool(operations) and self.still_differs(operations)


def without_runs(operations, length, budget):
    at = 0
    while at < len(operations):
        shorter = operations[:at] + operations[at + length:]
        if budget.ask(shorter):
            operations = shorter
        else:
            at += length
    return operations


def with_simpler_values(operations, at, budget):
    for simpler in simpler_operations(operations[at]):
        candidate = operations[:at] + [simpler] + operations[at + 1:]
        if budget.ask(candidate):
            return with_simpler_values(candidate, at, budget)
    return operations


def simpler_operations(operation):
    """Each operation in which one list or object of the original has one member fewer."""
    for path in containers_in(operation):
        if path and path[-1] in ("cells", "params"):
            continue
        container = reached(operation, path)
        members = range(len(container)) if isinstance(container, list) else \
            [key for key in container if key in OPTIONAL]
        for member in members:
            yield without(operation, path, member)


OPTIONAL = {"defaults", "attrs", "methods", "finalizer", "slots", "bases", "into", "callback",
            "generation"}


def containers_in(value, path=()):
    if isinstance(value, (list, dict)):
        yield path
        members = enumerate(value) if isinstance(value, list) else value.items()
        for key, inner in members:
            yield from containers_in(inner, path + (key,))


def reached(value, path):
    for key in path:
        value = value[key]
    return value


def without(value, path, member):
    """A copy of a JSON value in which the container at a path lacks one member."""
    if path:
        copy = list(value) if isinstance(value, list) else dict(value)
        copy[path[0]] = without(value[path[0]], path[1:], member)
        return copy
    if isinstance(value, list):
        return value[:member] + value[member + 1:]
    return {key: inner for key, inner in value.items() if key != member}
