"""CPython on WASI: the standard library on a granted folder, with arguments, environment and standard input."""
import collections
import csv
import dataclasses
import datetime
import decimal
import functools
import hashlib
import io
import itertools
import json
import math
import os
import pathlib
import random
import re
import struct
import sys
import time
import traceback
import zlib

print(sys.platform, sys.version_info[:2], sys.argv[1:], os.environ.get("GREETING"))

text = (pathlib.Path(__file__).parent / "text.txt").read_text()
words = re.findall(r"[a-z']+", text.lower())
print(collections.Counter(words).most_common(5), len(set(words)))
print(re.sub(r"(?P<first>\w+) (\w+)", r"\2 \g<first>", "hello world"), re.split(r"[,;]\s*", "a, b;c"))

document = {"numbers": [1, 2.5, -3e-9, 10**30], "text": "häß€😀", "none": None, "nested": {"b": [True, False]}}
encoded = json.dumps(document, sort_keys=True, indent=1)
assert json.loads(encoded) == document
print(encoded)

for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256"):
    print(name, hashlib.new(name, text.encode() * 1000).hexdigest()[:32])

print(math.pi, math.gamma(5.5), math.fsum([0.1] * 10), math.isqrt(10**40), math.comb(50, 25), math.sin(1e22))
print(2**200, divmod(-7, 3), round(2.5), float("1e-320"), (0.1).hex(), decimal.Decimal(1) / 7)


@dataclasses.dataclass(order=True)
class Point:
    x: float
    y: float = 0.0

    def __abs__(self):
        return math.hypot(self.x, self.y)


print(sorted([Point(3, 4), Point(1), Point(1, -1)]), abs(Point(3, 4)))


# Recursion through C, as here, must stay shallow: this build has a small stack in its memory (see case_python_bare).
@functools.lru_cache(maxsize=None)
def binomial(n, k):
    return 1 if k in (0, n) else binomial(n - 1, k - 1) + binomial(n - 1, k)


print(binomial(12, 6), list(itertools.islice(itertools.accumulate(itertools.count(1)), 8)))

try:
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("chained") from error
except ValueError as error:
    print(type(error.__cause__).__name__, traceback.format_exception_only(error)[0].strip())


def deep(n):
    return deep(n + 1)


try:
    deep(0)
except RecursionError as error:
    print("recursion:", error)

generator = random.Random(7)
values = [generator.random() for _ in range(100_000)]
print(f"{sum(values):.6f} {sorted(values)[50_000]:.9f} {generator.randint(0, 10**9)}")
sieve = bytearray([1]) * 300_000
for n in range(2, 548):
    if sieve[n]:
        sieve[n * n :: n] = bytes(len(range(n * n, len(sieve), n)))
print("primes:", sum(sieve[2:]), struct.pack("<hIq", -2, 3, 4).hex())

folder = pathlib.Path("made")
folder.mkdir()
rows = [{"n": n, "square": n * n, "name": f"row {n}"} for n in range(500)]
with open(folder / "table.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
with open(folder / "table.csv", newline="") as file:
    print(sum(int(row["square"]) for row in csv.DictReader(file)))
packed = zlib.compress(text.encode() * 100, 9)
(folder / "packed.bin").write_bytes(packed)
print(zlib.decompress((folder / "packed.bin").read_bytes()) == text.encode() * 100)
with open(folder / "table.csv", "r+b") as file:
    file.seek(-10, os.SEEK_END)
    tail = file.read()
    file.truncate(100)
    print(tail, file.tell(), os.fstat(file.fileno()).st_size)
(folder / "inner").mkdir()
os.rename(folder / "packed.bin", folder / "inner" / "moved.bin")
print(sorted(str(path) for path in folder.rglob("*")), os.path.getsize(folder / "table.csv"))
for path in ("missing", "/etc/passwd"):
    try:
        open(path)
    except OSError as error:
        print(type(error).__name__)
start = time.monotonic()
time.sleep(0.02)
print(time.monotonic() - start >= 0.02, datetime.date(2024, 2, 29).isoformat(), time.time() > 1.6e9)
print("input:", io.StringIO(sys.stdin.read()).readlines())
sys.exit(9)
