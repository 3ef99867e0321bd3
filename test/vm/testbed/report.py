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

    def finish(self):
        if self.failed:
            print("failed:")
            for line in self.failed:
                print(f"  {line}")
        print(
            f"{self.count['ok']} passed, {self.count['not']} failed,"
            f" {self.count['skip']} skipped"
        )
        sys.stdout.flush()
        return 1 if self.failed else 0
