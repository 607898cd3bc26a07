"""Runs libFuzzer's targets over what was kept of them and over new inputs; see ./dev fuzz --help.

The fuzzers are in the folder SANDHEAP_FUZZ; what they find and try is kept in build/fuzz.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import corpus

HERE = pathlib.Path(__file__).parent
WORK = pathlib.Path("build/fuzz")
FUZZERS = pathlib.Path(os.environ.get("SANDHEAP_FUZZ", WORK / "tests/fuzz"))
FINDINGS = WORK / "findings"

# What libFuzzer is told of each target. Operations are slow, so they are kept short.
OPTIONS = {
    "scanner": ["-max_len=4096"],
    "references": ["-max_len=1024"],
    "operations": ["-max_len=320", "-entropic=0"],
}
ENVIRONMENT = {"ASAN_OPTIONS": "malloc_context_size=2:quarantine_size_mb=4:max_malloc_fill_size=64"}
PROGRESS_SECONDS = 10


def kept(target):
    return HERE / "corpus" / f"{target}.txt"


def inputs(target):
    """The folder of inputs that libFuzzer reads and adds to, the kept ones in it."""
    folder = WORK / "inputs" / target
    folder.mkdir(parents=True, exist_ok=True)
    if kept(target).exists():
        corpus.unpack(kept(target), folder)
    return folder


class Leg:
    """One process of a target."""

    def __init__(self, target, number, arguments):
        self.log = WORK / f"{target}-{number}.log"
        self.command = [str(FUZZERS / f"{target}_fuzzer"), *OPTIONS[target], *arguments]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **ENVIRONMENT}
            )

    def runs(self):
        done = re.findall(r"^Done (\d+) runs|^#(\d+)", self.log.read_text(errors="replace"), re.M)
        return max((int(a or b) for a, b in done), default=0)

    def report(self):
        """What a person has to know when it ended with a finding."""
        text = self.log.read_text(errors="replace")
        files = re.findall(r"Test unit written to (\S+)", text)
        start = re.search(r"^DOES NOT HOLD|^==\d+==ERROR|runtime error", text, re.M)
        excerpt = text[start.start() if start else -2000 :][:2000]
        again = [f"again with: {self.command[0]} {file}" for file in files]
        return "\n".join([excerpt, f"the whole of it: {self.log}", *again])


def watch(target, legs, started):
    """Waits for the legs and says from time to time how far they are."""
    told = time.monotonic()
    while any(leg.process.poll() is None for leg in legs):
        time.sleep(0.2)
        if time.monotonic() - told >= PROGRESS_SECONDS:
            told = time.monotonic()
            runs = sum(leg.runs() for leg in legs)
            print(f"{target}: {runs} runs, {runs / (told - started):.0f} a second", flush=True)


def fuzz(target, wish):
    """Returns how many legs ended with a finding."""
    folder = inputs(target)
    FINDINGS.mkdir(parents=True, exist_ok=True)
    arguments = [f"-runs={-(-wish.runs // wish.jobs)}", "-reload=30"]
    arguments += [f"-artifact_prefix={FINDINGS}/{target}-"]
    arguments += [f"-max_total_time={wish.seconds}"] if wish.seconds else []
    started = time.monotonic()
    legs = [Leg(target, number, [*arguments, str(folder)]) for number in range(wish.jobs)]
    try:
        watch(target, legs, started)
    finally:
        for leg in legs:
            leg.process.kill()
    failed = [leg for leg in legs if leg.process.returncode != 0]
    for leg in failed:
        print(leg.report())
    runs, seconds = sum(leg.runs() for leg in legs), time.monotonic() - started
    count = len(list(folder.iterdir()))
    print(
        f"{target}: {runs} runs in {seconds:.0f} s, {runs / seconds:.0f} a second; "
        f"{len(failed)} findings; {count} inputs in {folder}",
        flush=True,
    )
    return len(failed)


def minimise(target):
    """Keeps the fewest inputs that reach what all of them together reach."""
    folder, fewest = inputs(target), WORK / "fewest" / target
    shutil.rmtree(fewest, ignore_errors=True)
    fewest.mkdir(parents=True)
    leg = Leg(target, "merge", ["-merge=1", "-use_counters=0", str(fewest), str(folder)])
    if leg.process.wait() != 0:
        print(leg.report())
        return 1
    corpus.pack(fewest, kept(target))
    print(f"{target}: {len(list(fewest.iterdir()))} inputs kept in {kept(target)}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", default=[])
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--plain", action="store_true")  # ./dev has chosen the build by it.
    parser.add_argument("--minimise", action="store_true")
    wish = parser.parse_args()
    unknown = set(wish.targets) - set(OPTIONS)
    if unknown:
        parser.error(f"there is no target {', '.join(unknown)}; there are {', '.join(OPTIONS)}")
    if wish.runs < 1 or wish.jobs < 1 or wish.seconds < 0:
        parser.error("--runs and --jobs take 1 or more, --seconds 0 or more")
    step = minimise if wish.minimise else lambda target: fuzz(target, wish)
    sys.exit(1 if sum(step(target) for target in wish.targets or OPTIONS) else 0)


main()
