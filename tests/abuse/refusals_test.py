"""Every limit that GET /v1/limits tells, and that something can be refused by, is provoked, and the
refusal names it and its value: in `args`, and in words."""
import os
import sys

from refusals import MOVING, NOT_PROVOKED, REFUSED, WORDS
from row import Mismatch, check_reply, must
from service import PATIENT, Server, World


def told_limits(world):
    return {row["name"]: row for row in world.ask("GET", "/v1/limits").json()["items"]}


def check_refusal(refused, world):
    limit = told_limits(world)[refused.limit]
    reply = refused.provoke(world)
    must(reply.status >= 400, f"{reply}")
    check_reply(reply, (reply.status,), limit["code"])
    problem = reply.json()
    args = problem["args"]
    must(args.get("limit") == refused.limit, f"args {args}; {problem['detail']}")
    must(refused.limit in MOVING or args.get("value") == limit["value"],
         f"value {args}, not {limit['value']}")
    words = WORDS.get(refused.limit, str(args["value"]))
    must(words in problem["detail"].replace(",", ""), f"detail: {problem['detail']}")


def check_table(limits):
    """Each limit with a code has its row, or a reason why not."""
    rows = [refused.limit for refused in REFUSED] + list(NOT_PROVOKED)
    due = {name for name, limit in limits.items() if limit["code"]}
    must(set(rows) == due and len(rows) == len(due),
         f"missing {due - set(rows)}, superfluous {set(rows) - due}")


def try_one(refused, world):
    try:
        check_refusal(refused, world)
    except (Mismatch, OSError, KeyError) as problem:
        print(f"FAILED {refused.limit}: {type(problem).__name__} {problem}", flush=True)
        return 1
    print(f"ok     {refused.limit}", flush=True)
    return 0


def main():
    program = os.environ["SANDHEAP_SERVER"]
    wanted = sys.argv[1:]
    failed = 0
    with Server(program, PATIENT) as server:
        world = World(server)
        if not wanted:
            check_table(told_limits(world))
        for refused in REFUSED:
            if not refused.options and (not wanted or refused.limit in wanted):
                failed += try_one(refused, world)
    for refused in REFUSED:
        if refused.options and (not wanted or refused.limit in wanted):
            with Server(program, [*PATIENT, *refused.options]) as server:
                failed += try_one(refused, World(server))
    for limit, reason in NOT_PROVOKED.items():
        print(f"-      {limit}: not provoked, {reason}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
