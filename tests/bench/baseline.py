"""What CPython takes for what the programs of this folder measure: `baseline.py NAME SIZE` prints a
number and its unit, as they do."""
import gc
import sys
import time


def random_numbers(state=1):
    """The same numbers as in collector_bench.c."""
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        yield state >> 33


def collect(garbage):
    begin = time.process_time()
    collected = gc.collect()
    seconds = time.process_time() - begin
    assert garbage <= collected <= garbage + 100, collected
    return seconds, "s"


def live(size):
    numbers = random_numbers()
    lists = []
    for _ in range(size):
        lists.append([])
    for item in lists:
        item.append(lists[next(numbers) % size])
        item.append(lists[next(numbers) % size])
    return collect(0)


def garbage(size):
    for _ in range(size):
        item = []
        item.append(item)
    del item
    return collect(size)


def per_turn(size, empty, full):
    """Nanoseconds of a turn, without those of the empty loop."""
    full(size // 10)
    moments = [time.process_time()]
    for run in (empty, full):
        run(size)
        moments.append(time.process_time())
    return ((moments[2] - moments[1]) - (moments[1] - moments[0])) / size * 1e9, "ns"


def function(size):
    def empty(turns):
        for _ in range(turns):
            pass

    def full(turns):
        for _ in range(turns):
            x = []
            y = x
            del x
            del y

    return per_turn(size, empty, full)


def module(size):
    """Names of the module, as those of a session at the prompt."""
    def run(body):
        code = compile(f"for _ in range(turns):\n {body}", "<module>", "exec")
        return lambda turns: exec(code, {"turns": turns})

    return per_turn(size, run("pass"), run("x = []; y = x; del x; del y"))


MEASUREMENTS = {"live": live, "garbage": garbage, "function": function, "module": module}


def main(name, size):
    gc.disable()
    value, unit = MEASUREMENTS[name](int(size))
    print(f"{value:.6g} {unit}")


main(*sys.argv[1:])
