"""A Python command as a component that says hello."""

from wit_world import exports


class Run(exports.Run):
    def run(self) -> None:
        print("hello, world")
