# SPDX-License-Identifier: GPL-2.0-or-later
"""Results as the Test Anything Protocol has them."""

import difflib


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def result(self, name, problems):
        """One case: it failed if there are problems, lines of text."""
        self.count += 1
        self.failed += bool(problems)
        name = name.replace('#', '\\#')
        print(f'{"not " if problems else ""}ok {self.count} - {name}')
        for line in problems:
            self.note(line)

    def note(self, text):
        print('# ' + text)

    def end(self):
        """The exit status."""
        print(f'1..{self.count}', flush=True)
        return 1 if self.failed else 0


def differences(what, want, have):
    """How @have differs from @want, as lines; none if it doesn't."""
    if want == have:
        return []
    return [f'{what}:'] + list(difflib.unified_diff(
        want.splitlines(), have.splitlines(), 'wanted', 'got',
        lineterm=''))
