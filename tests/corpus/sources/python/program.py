"""A Python command as a component: arguments, environment, standard streams, files and errors."""

import hashlib
import json
import os
import re
import sys

from wit_world import exports


class Run(exports.Run):
    def run(self) -> None:
        print("arguments", sys.argv[1:], "greeting", os.environ.get("GREETING"), "secret", os.environ.get("SECRET"))
        text = sys.stdin.read()
        words = re.findall(r"\w+", text)
        print("input", len(text), "characters", len(words), "words", hashlib.sha256(text.encode()).hexdigest()[:16])
        os.makedirs("work/deep/er")
        for number in range(20):
            with open(f"work/{number:02}.txt", "w") as file:
                file.write(f"{number} squared is {number * number}\n" * 100)
        print("folder", sorted(os.listdir("work")))
        os.rename("work/07.txt", "work/deep/seven.txt")
        os.remove("work/08.txt")
        with open("work/deep/seven.txt", "r+b") as file:
            file.seek(-20, os.SEEK_END)
            print("end", file.read())
            file.truncate(100)
        print("size", os.stat("work/deep/seven.txt").st_size)
        with open("work/data.json", "w") as file:
            json.dump({"words": sorted(set(words))[:10], "pi": 3.14159, "big": 2**100}, file, indent=1)
        print("data", json.load(open("work/data.json"))["big"])
        for name in ["nowhere.txt", "../escaped", "work/deep/er"]:
            try:
                open(name).close()
            except OSError as error:
                print("refused", name, type(error).__name__)
        walked = [(folder, sorted(folders), len(files)) for folder, folders, files in os.walk("work")]
        print("walked", sorted(walked))
        print("to standard error", file=sys.stderr)
        sys.exit(3)
