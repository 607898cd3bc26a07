"""What ./dev bench prints, and RESULTS.md, where a whole run is recorded."""
import datetime
import os
import pathlib
import platform
import re
import subprocess

FOLDER = pathlib.Path(__file__).parent
VERDICTS = {None: "", True: "met", False: "missed"}


def number(value):
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def bound(measured):
    return "" if measured.row.aim is None else measured.row.aim.text()


def spread(measured):
    ratios = measured.ratios()
    return f"{min(ratios):.2f} to {max(ratios):.2f}" if ratios else ""


def ratio(measured):
    return "" if measured.ratio() is None else f"{measured.ratio():.2f}"


# ---- on the terminal

LINE = "{:28} {:>12} {:>12} {:>7}  {:>14}  {:>8} {}"


def print_head():
    print(LINE.format("", "ours", "baseline", "ratio", "ratios", "aim", ""))


def print_row(measured):
    unit = measured.row.unit
    theirs = measured.baseline_median()
    print(LINE.format(measured.row.name, f"{number(measured.median())} {unit}",
                      f"{number(theirs)} {unit}" if theirs else "", ratio(measured),
                      spread(measured), bound(measured), VERDICTS[measured.is_met()]), flush=True)


def slopes(growth):
    theirs = growth.baseline_slope()
    return f"{growth.slope():.2f}", "" if theirs is None else f"{theirs:.2f}"


def print_growth(growth):
    ours, theirs = slopes(growth)
    beside = f", baseline {theirs}" if theirs else ""
    sizes = ", ".join(f"{size:,}: {number(value)}"
                      for size, value in growth.points(type(growth.measured[0]).median))
    print(f"{growth.row.name:28} grows with slope {ours}{beside} ({sizes} {growth.row.unit})",
          flush=True)


# ---- in RESULTS.md

def said_by(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def processor():
    cpu = pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii")
    name = re.search(r"model name\s*: (.*)", cpu)
    return f"{name.group(1) if name else platform.machine()}, {os.cpu_count()} processors"


def memory():
    total = re.search(r"MemTotal:\s*(\d+) kB",
                      pathlib.Path("/proc/meminfo").read_text(encoding="ascii"))
    return f"{int(total.group(1)) / 2**20:.0f} GiB"


def commit():
    changed = said_by("git", "status", "--porcelain", "--untracked-files=no", "--", ".",
                      ":!tests/bench/RESULTS.md")
    return said_by("git", "rev-parse", "--short=12", "HEAD") + (" and changes" if changed else "")


def cached(name):
    """What CMake was told of the build that is measured."""
    cache = pathlib.Path(os.environ["SANDHEAP_BENCH"]).parents[1] / "CMakeCache.txt"
    return re.search(rf"^{name}:\w+=(.*)$", cache.read_text(encoding="utf-8"), re.M).group(1)


def facts():
    compiler = said_by(cached("CMAKE_C_COMPILER"), "--version").splitlines()[0]
    python = said_by(os.environ.get("SANDHEAP_PYTHON", "/usr/bin/python3.11"), "--version")
    return (("machine", f"{processor()}, {memory()}, Linux {platform.release().split('-')[0]}"),
            ("date", datetime.date.today().isoformat()),
            ("commit", commit()),
            ("compiler", compiler),
            ("flags", f"`{cached('CMAKE_C_FLAGS')}`, linked as one (`-flto`), as preset `bench` says"),
            ("baseline", f"{python}, the distribution's"))


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def result_row(measured):
    theirs = measured.baseline_median()
    unit = measured.row.unit
    return [measured.row.name, measured.row.what, f"{number(measured.median())} {unit}",
            f"{number(theirs)} {unit}" if theirs else "", ratio(measured), spread(measured),
            bound(measured), VERDICTS[measured.is_met()]]


def growth_row(growth):
    ours, theirs = slopes(growth)
    sizes = "; ".join(f"{size:,}: {number(value)} {growth.row.unit}"
                      for size, value in growth.points(type(growth.measured[0]).median))
    return [growth.row.name, ours, theirs, sizes]


def record(results, growths):
    """The whole of RESULTS.md."""
    text = f"""# What `./dev bench` measured

Written by `./dev bench`; [README.md](README.md) says what the rows mean, and why an aim is missed.

{table(["", ""], facts())}

Ours and its baseline run in turns. The ratio is the median of the ratios of the turns.

{table(["name", "what", "ours", "baseline", "ratio", "ratios", "aim", ""],
       [result_row(each) for each in results])}

Growth: the slope of the line through the sizes, both in logarithms; 1 is linear.

{table(["name", "ours", "baseline", "sizes"], [growth_row(each) for each in growths])}
"""
    (FOLDER / "RESULTS.md").write_text(text, encoding="utf-8")
    print(f"recorded in {FOLDER.name}/RESULTS.md")
