# Uses a good part of the standard library, which is in the executable.
import os
import sys

import collections, csv, decimal, email.message, fractions, html.parser, json, logging.handlers
import pathlib, pkgutil, pprint, statistics, string, tomllib, unittest, urllib.parse, xml.dom.minidom, zipfile

library = os.path.dirname(os.__file__)
print(library, sys.prefix, json.__file__)
ours = [module for name, module in sys.modules.items() if name != "__main__" and getattr(module, "__file__", None)]
print(all(module.__file__.startswith("/home/lib/") for module in ours), len(ours) > 100)

print(json.dumps({"name": "ü", "list": [1, 2.5, None]}), tomllib.loads("a = [1, 2]"))
print(statistics.median([3, 1, 2]), fractions.Fraction(3, 9), decimal.Decimal(2).sqrt())
print(xml.dom.minidom.parseString("<a><b c='d'/></a>").documentElement.toxml())
print(urllib.parse.urlsplit("http://user@host:80/path?query#fragment").port)

# The folder itself: what is listed, what each file is, and parts of them.
count = size = 0
for folder, folders, names in os.walk(library):
    for name in names:
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            content = file.read()
            file.seek(len(content) // 2)
            assert file.read(1000) == content[len(content) // 2:][:1000]
        assert os.stat(path).st_size == len(content)
        count, size = count + 1, size + len(content)
print(count, size)
print(sorted(os.listdir("/home")), sorted(entry.name for entry in os.scandir("/home/lib") if entry.is_dir()))
print(len(list(pkgutil.iter_modules([library]))), pathlib.Path(library, "../../lib").resolve())

# Nothing else is there, and nothing can be changed.
for path in ["/", "/etc/passwd", "/home/../etc/passwd", "/home/lib/missing"]:
    print(path, os.path.exists(path))
for change in [lambda: open("/home/new", "w"), lambda: os.remove(os.__file__), lambda: os.rename("/home/lib", "/home/other")]:
    try:
        change()
    except OSError:
        print("refused")
