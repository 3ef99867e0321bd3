# SPDX-License-Identifier: GPL-2.0-or-later
"""Results, printed as they come, and their sum."""

import sys
import time

WORDS = {"ok": "ok  ", "not": "FAIL", "skip": "skip"}


class Report:
    def __init__(self):
        self.count = {"ok": 0, "not": 0, "skip": 0}
        self.failed = []
        self.start = time.monotonic()

    def result(self, verdict, where, text):
        self.count[verdict] += 1
        line = f"{where} {text}"
        if verdict == "not":
            self.failed.append(line)
        print(f"{WORDS[verdict]} {line}", flush=True)

    def note(self, text):
        seconds = int(time.monotonic() - self.start)
        print(f"---- [{seconds:4d} s] {text}", flush=True)

    def show(self, title, lines):
        """The last part of a log, set off from the results."""
        print(f"     {title}:", flush=True)
        for line in lines:
            print(f"     | {line}", flush=True)

    def finish(self, sums_file=None):
        """Print the sum, or leave it to a caller who adds it to others."""
        sums = (self.count["ok"], self.count["not"], self.count["skip"])
        if self.failed:
            print("failed:")
            for line in self.failed:
                print(f"  {line}")
        if sums_file:
            with open(sums_file, "a", encoding="ascii") as file:
                file.write("{} {} {}\n".format(*sums))
        else:
            print("{} passed, {} failed, {} skipped".format(*sums))
        sys.stdout.flush()
        return 1 if self.failed else 0
