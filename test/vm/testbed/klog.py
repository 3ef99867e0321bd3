# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading the guest's kernel log for trouble, and telling whose it is."""

import re

TROUBLE = re.compile(
    r"WARNING: |\bBUG: |kernel BUG at|\bOops\b|general protection fault"
    r"|Kernel panic|INFO: task .* blocked for more than|soft lockup"
    r"|detected stall|self-detected stall|possible circular locking"
    r"|possible recursive locking|inconsistent lock state"
    r"|suspicious RCU usage|UBSAN: |KASAN: |use-after-free"
)
# After these nothing the kernel does says anything about the next case.
FATAL = re.compile(
    r"\bBUG: |kernel BUG at|\bOops\b|general protection fault|Kernel panic"
    r"|soft lockup|blocked for more than"
)
# A machine under load, not the code under test, makes an emulated clock
# jump; the kernel says so in these words.
HARMLESS = re.compile(r"clocksource: .*(TSC|tsc)|hrtimer: interrupt took")
MARK = re.compile(r"\bvm: (begin|end|ready|reset)(?: (\S+))?")


class Watch:
    """Follows the console; trouble is kept by the case it belongs to."""

    def __init__(self):
        self.owner = None
        self.fatal = False
        self.found = {}

    def line(self, text, expected=()):
        mark = MARK.search(text)
        if mark:
            self.owner = mark.group(2) if mark.group(1) == "begin" else None
            return
        if not TROUBLE.search(text) or HARMLESS.search(text):
            return
        if any(regex.search(text) for regex in expected):
            return
        self.fatal = self.fatal or bool(FATAL.search(text))
        self.found.setdefault(self.owner, []).append(text.strip())

    def take(self, owner):
        return self.found.pop(owner, [])
