# SPDX-License-Identifier: GPL-2.0-or-later
"""The "# key: value" lines at the top of a case or a set-up."""

import re

LINE = re.compile(r"^# ([a-z-]+): (.+)$")


class HeaderError(Exception):
    """A header that can't be understood; says where and why."""


def read(path, known):
    """Return {key: [values]} of the leading comment of path.

    Only the first block of comment lines counts. A key not in known is an
    error: a mistyped one would otherwise be ignored in silence.
    """
    keys = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                break
            match = LINE.match(line)
            if not match:
                continue
            key, value = match.groups()
            if key not in known:
                raise HeaderError(
                    f"{path}: unknown header '{key}', known are: "
                    + " ".join(sorted(known))
                )
            keys.setdefault(key, []).append(value.strip())
    return keys
