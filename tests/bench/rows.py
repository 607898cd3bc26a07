"""The table of what ./dev bench measures.

A command prints one line: a number and the row's unit. In a command stand {bench} for the folder of
our programs, {python} for the distribution's CPython, {server} for the server, {size} for the row's
size. Ours and its baseline are measured in turns, so that what else the machine does hits both.
"""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Aim:
    """A bound of the median of ratios, ours by baseline, where there is a baseline; else of ours."""
    at_most: float = None
    at_least: float = None

    def is_met(self, value):
        return value <= self.at_most if self.at_least is None else value >= self.at_least

    def text(self):
        sign, bound = ("≤", self.at_most) if self.at_least is None else ("≥", self.at_least)
        return f"{sign} {bound:,}"


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    what: str
    ours: str
    unit: str
    size: int
    smoke: int            # A size at which it is only seen that everything works.
    baseline: str = None
    aim: Aim = None
    rounds: int = 7
    growth: tuple = ()    # Sizes of a log-log line; of what the number grows with.
    per_item: bool = False  # The number is that of one item already: growth is of number * size.


COLLECTOR = "{bench}/collector_bench"
NAMES = "{bench}/names_bench"
SESSIONS = "{bench}/sessions_bench"
CPYTHON = "{python} -I -S tests/bench/baseline.py"
REQUESTS = "{bench}/requests_bench"
HTTP = ("python3 tests/bench/server_requests.py {which} {what} {kind} "
        "{{server}} {{bench}}/plain_server {{size}}")
SIZES = (1000, 10_000, 100_000, 1_000_000)



def over_http(name, what, kind, aim=None, measure="rate"):
    """Its size is how many seconds each side is asked."""
    ours, plain = (HTTP.format(which=which, what=measure, kind=kind) for which in ("ours", "plain"))
    return Row(name, what, ours, {"rate": "/s", "processor": "us"}[measure], 3, 1,
               baseline=plain, aim=aim, rounds=5)


ROWS = (
    Row("collect-live", "full collection of 1,000,000 live lists of two random references",
        f"{COLLECTOR} live {{size}}", "s", 1_000_000, 100,
        baseline=f"{CPYTHON} live {{size}}", aim=Aim(at_most=0.33), growth=SIZES),
    Row("collect-garbage", "full collection of 1,000,000 lists that hold only themselves",
        f"{COLLECTOR} garbage {{size}}", "s", 1_000_000, 100,
        baseline=f"{CPYTHON} garbage {{size}}", aim=Aim(at_most=0.25), growth=SIZES),
    Row("collect-live-in-session", "the same live lists, with a session's index of ids",
        f"{COLLECTOR} live-in-session {{size}}", "s", 1_000_000, 100,
        baseline=f"{CPYTHON} live {{size}}"),
    Row("collect-garbage-in-session", "the same garbage, with a session's index of ids and deaths",
        f"{COLLECTOR} garbage-in-session {{size}}", "s", 1_000_000, 100,
        baseline=f"{CPYTHON} garbage {{size}}"),
    Row("names", "x = []; y = x; del x; del y: names of the module, no observer",
        f"{NAMES} module {{size}}", "ns", 3_000_000, 100,
        baseline=f"{CPYTHON} module {{size}}", aim=Aim(at_most=0.33)),
    Row("names-in-function", "the same with locals of a function, no observer",
        f"{NAMES} function {{size}}", "ns", 3_000_000, 100,
        baseline=f"{CPYTHON} function {{size}}"),
    Row("names-in-session", "the same with names of the module and a session's index",
        f"{NAMES} session {{size}}", "ns", 3_000_000, 100,
        baseline=f"{CPYTHON} module {{size}}"),
    Row("names-observed-deaths", "the same with an observer of deaths alone",
        f"{NAMES} observed-deaths {{size}}", "ns", 3_000_000, 100,
        baseline=f"{CPYTHON} module {{size}}"),
    Row("names-observed", "the same with an observer of every event",
        f"{NAMES} observed {{size}}", "ns", 1_000_000, 100,
        baseline=f"{CPYTHON} module {{size}}"),
    over_http("http-one", "requests of one operation, with events, and a plain server's answers "
              "of the same size", "one", aim=Aim(at_least=0.8)),
    over_http("http-one-processor", "processor time of both servers for one of these requests",
              "one", measure="processor"),
    over_http("http-one-without-events", "the same without events", "one-without-events"),
    over_http("http-list", "operations in lists of 1,000 without events, and a plain server's "
              "answers of the same size", "list"),
    Row("list", "processor time of an operation in lists of 1,000 without events (2,000: 500,000/s)",
        f"{REQUESTS} list {{size}}", "ns", 1000, 4, rounds=5, aim=Aim(at_most=2000),
        growth=(10, 100, 1000), per_item=True),
    Row("one", "processor time of a request of one operation, with events, on 1,000 objects",
        f"{REQUESTS} one {{size}}", "ns", 1000, 10, rounds=5, growth=(100, 1000, 10_000, 99_000)),
    Row("refused", "processor time of a request that is refused after its first operation",
        f"{REQUESTS} refused {{size}}", "ns", 1000, 10, rounds=5,
        growth=(100, 1000, 10_000, 99_000)),
    Row("graph", "processor time of the graph of 100,000 objects",
        f"{REQUESTS} graph {{size}}", "ms", 99_900, 10, rounds=5, aim=Aim(at_most=50),
        growth=(1000, 10_000, 99_900)),
    Row("memory-heap", "memory of a fresh heap with index, of 1,000",
        f"{SESSIONS} heaps {{size}}", "B", 1000, 5, rounds=3),
    Row("memory-session", "memory of a fresh session, of 1,000 in a process",
        f"{SESSIONS} sessions {{size}}", "B", 1000, 5, rounds=3, aim=Aim(at_most=65536)),
    Row("memory-used-session", "memory of a session after four operations, of 1,000 in a process",
        f"{SESSIONS} used-sessions {{size}}", "B", 1000, 5, rounds=3),
    Row("memory-server-session", "memory of a fresh session, of 10,000 in a server",
        "python3 tests/bench/server_sessions.py {server} {size}", "B", 10_000, 5, rounds=1,
        aim=Aim(at_most=65536), growth=(10, 100, 1000, 10_000), per_item=True),
)
