# SPDX-License-Identifier: GPL-2.0-or-later
"""Results, printed as they come, and their sum."""

import sys
import threading
import time

WORDS = {"ok": "ok  ", "not": "FAIL", "skip": "skip"}


class Report:
    def __init__(self):
        self.count = {"ok": 0, "not": 0, "skip": 0}
        self.failed = []
        self.seconds = {}
        # several guests report at once
        self.lock = threading.Lock()
        self.start = time.monotonic()

    def result(self, verdict, where, text):
        line = f"{where} {text}"
        with self.lock:
            self.count[verdict] += 1
            if verdict == "not":
                self.failed.append(line)
            print(f"{WORDS[verdict]} {line}", flush=True)

    def note(self, text):
        seconds = int(time.monotonic() - self.start)
        with self.lock:
            print(f"---- [{seconds:4d} s] {text}", flush=True)

    def took(self, name, seconds):
        with self.lock:
            self.seconds[name] = seconds

    def show(self, title, lines):
        """The last part of a log, set off from the results."""
        with self.lock:
            print(f"     {title}:")
            for line in lines:
                print(f"     | {line}")
            sys.stdout.flush()

    def show_slowest(self, number=8):
        """Where the time went; a run must stay short enough to be waited for."""
        slow = sorted(self.seconds.items(), key=lambda item: -item[1])[:number]
        names = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in slow)
        if names:
            self.note(f"slowest: {names}")

    def finish(self, sums_file=None):
        """Print the sum, or leave it to a caller who adds it to others."""
        sums = (self.count["ok"], self.count["not"], self.count["skip"])
        self.show_slowest()
        if self.failed and not sums_file:
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
