"""Makes test data that is the same on every machine: `generate.py big` (50 MB to standard output) or `generate.py tree`."""

import hashlib
import pathlib
import sys


def numbers(seed):
    """A generator of 32-bit numbers that does not depend on Python's version."""
    counter = 0
    while True:
        block = hashlib.sha512(f"{seed}/{counter}".encode()).digest()
        counter += 1
        for i in range(0, len(block), 4):
            yield int.from_bytes(block[i : i + 4], "little")


def big():
    """50 MB: paragraphs that repeat in changing order, records with counters, and one part in eight of noise."""
    random = numbers("big")
    words = ["".join(chr(97 + next(random) % 26) for _ in range(2 + next(random) % 9)) for _ in range(3000)]
    paragraphs = [" ".join(words[next(random) % 3000 >> next(random) % 8] for _ in range(60)) + "\n" for _ in range(2000)]
    size, block = 0, 0
    while size < 50_000_000:
        kind = block % 8
        if kind < 5:
            part = "".join(paragraphs[next(random) % 2000] for _ in range(100)).encode()
        elif kind < 7:
            part = "".join(f"{block:08x},{next(random) % 1000},{i},{words[i % 3000]}\n" for i in range(1000)).encode()
        else:
            part = b"".join(next(random).to_bytes(4, "little") for _ in range(8000))
        part = part[: 50_000_000 - size]
        sys.stdout.buffer.write(part)
        size += len(part)
        block += 1


def tree():
    """A folder of source-like files, with ignored, hidden, binary and deeply nested ones."""
    random = numbers("tree")
    names = ["alpha", "beta", "gamma", "delta", "omega"]
    root = pathlib.Path("tree")
    for i in range(400):
        folder = root / f"package{i % 5}" / f"module{i % 11}"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"fn function{next(random) % 50}_{names[next(random) % 5]}(argument: u32) {{}}" for _ in range(40)]
        lines[next(random) % 40] = "// a Needle in the hay" if i % 7 == 0 else "// hay"
        if i % 133:
            lines = [line.replace("_alpha", "_beta").replace("_omega", "_beta") for line in lines]
        (folder / f"file{i}.{['rs', 'c', 'txt'][i % 3]}").write_text("\n".join(lines) + "\n")
    (root / ".ignore").write_text("ignored/\n*.log\n")
    (root / ".hidden").write_text("begin\n\n  end needle\n")
    (root / "ignored").mkdir()
    (root / "ignored" / "file.rs").write_text("needle fn ignored_alpha()\nbegin end\n")
    (root / "trace.log").write_text("needle\n")
    (root / "binary").write_bytes(bytes(range(256)) * 40 + b"needle\n")
    (root / "dates.txt").write_text("".join(f"{1990 + i}-0{i % 9 + 1}-{i + 10} happened\nnothing\n" for i in range(20)))
    (root / "long.txt").write_text("x" * 300_000 + "needle" + "y" * 300_000 + "\n")
    deep = root
    for i in range(30):
        deep = deep / f"d{i}"
    deep.mkdir(parents=True)
    (deep / "deep.c").write_text("int needle;\n")


{"big": big, "tree": tree}[sys.argv[1]]()
