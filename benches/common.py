"""What the benchmarks share: finding the tools, building, and measuring commands in turns."""

import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

BENCHES = pathlib.Path(__file__).resolve().parent
ROOT = BENCHES.parent
OUT = ROOT / "target/benches"
CORPUS = ROOT / "target/corpus"


def zig():
    return tool("ZIG", CORPUS / "tools/python/ziglang/zig", "scripts/corpus install zig")


def wasi2native():
    return tool("WASI2NATIVE", ROOT / "target/release/wasi2native", "cargo build --release")


def wasmtime():
    """The peer to compare with; a measurement without it is still one."""
    return os.environ.get("WASMTIME") or shutil.which("wasmtime")


def tool(variable, default, remedy):
    path = os.environ.get(variable) or str(default)
    if not os.access(path, os.X_OK):
        sys.exit(f"no {path}: run `{remedy}` or set ${variable}")
    return os.path.abspath(path)


def build(command):
    """Runs a command that must succeed."""
    OUT.mkdir(parents=True, exist_ok=True)
    command = [str(word) for word in command]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=OUT)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stdout}")


def compile_native(source, output, *options):
    build([zig(), "cc", "-O2", "-target", "x86_64-linux-musl", "-static", "-s", source, "-o", output, *options])


def compile_wasm(source, output, *options):
    build([zig(), "cc", "-O2", "-target", "wasm32-wasi", "-Wl,--strip-debug", source, "-o", output, *options])


class Run:
    """One run of a command: its output, CPU seconds (user and system), wall seconds and peak memory in MB."""

    def __init__(self, command):
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=OUT)
        self.output, errors = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{errors.decode(errors='replace')}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024


def in_turns(commands, rounds):
    """Runs each command once per round, so that a disturbance hits all alike; gives a list of runs per command's name."""
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(Run(command))
    return runs


def median_ratio(runs, name, base, measure=lambda run: run.cpu):
    """The median over the rounds of one command's measure divided by another's in the same round."""
    return statistics.median(measure(a) / measure(b) for a, b in zip(runs[name], runs[base]))


def geomean(values):
    return math.exp(statistics.fmean(map(math.log, values)))
