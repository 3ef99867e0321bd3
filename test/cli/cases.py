# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of cases: what is said there, and how it is written back.

A file is read from top to bottom. A key and its value stand on one line, the
lines of a text follow its key:

    tree: stock-modes           the machine, of test/data/trees; until the next
    test: a claim               starts a case, named for what it claims
    with: PATH = VALUE          a line of a tree, on top of the machine's
    without: PATH               take this away from the machine
    env: NAME=VALUE             set for the commands of the case
    user: unprivileged          without root's right to read everything
    run: COMMAND LINE           given to the shell, daxctl and ndctl are ours
    status: 0
    stdout:
    | the first line
    | the second
    stderr:
    | …

What follows "run:" is what the command is expected to do; a case can run
several. Absent texts are expected to be empty, an absent status to be 0. Paths
may be written through links, as sys/bus/nd/devices/region0/size. In texts the
folder of the machine reads as SYSROOT.
"""

from dataclasses import dataclass, field


class BadCase(Exception):
    """A file of cases that can't be understood."""


@dataclass
class Run:
    command: str
    status: int = 0
    stdout: str = ''
    stderr: str = ''

    def lines(self):
        """As it stands in the file."""
        out = [f'run: {self.command}']
        if self.status:
            out.append(f'status: {self.status}')
        for key in ('stdout', 'stderr'):
            text = getattr(self, key)
            if text:
                out.append(f'{key}:')
                out += ['| ' + line if line else '|'
                        for line in text.removesuffix('\n').split('\n')]
                if not text.endswith('\n'):
                    out.append('| \\c')
        return out


@dataclass
class Case:
    claim: str
    tree: str
    changes: list = field(default_factory=list)
    env: dict = field(default_factory=dict)
    unprivileged: bool = False
    runs: list = field(default_factory=list)


class Reader:
    """Takes a file apart; what isn't expected behaviour is kept as it is."""

    def __init__(self, name):
        self.name = name
        self.cases = []
        self.parts = []  # lines as they are, and Runs between them
        self.tree = None
        with open(name, encoding='utf-8') as lines:
            self.left = lines.read().split('\n')
        self.number = 0
        while self.left:
            self.line(self.take())

    def take(self):
        self.number += 1
        return self.left.pop(0)

    def wrong(self, what):
        raise BadCase(f'{self.name}:{self.number}: {what}')

    def text(self):
        """The lines that follow with their mark; \\c: no newline at the end."""
        lines = []
        while self.left and self.left[0].startswith('|'):
            lines.append(self.take()[1:].removeprefix(' '))
        if lines and lines[-1] == '\\c':
            return '\n'.join(lines[:-1])
        return ''.join(line + '\n' for line in lines)

    def line(self, line):
        if not line or line.startswith('#'):
            self.parts.append(line)
            return
        key, colon, value = line.partition(':')
        handler = getattr(self, 'on_' + key, None)
        if not colon or not handler:
            self.wrong(f'unknown: "{line}"')
        if key in ('tree', 'test', 'with', 'without', 'env', 'user'):
            self.parts.append(line)
        if key not in ('tree', 'test') and not self.cases:
            self.wrong('no "test:" before this')
        handler(value.strip())

    def on_tree(self, value):
        self.tree = value

    def on_test(self, value):
        if not self.tree:
            self.wrong('no "tree:" before the first test')
        if any(case.claim == value for case in self.cases):
            self.wrong('a second test of that name')
        self.cases.append(Case(value, self.tree))

    def on_with(self, value):
        self.cases[-1].changes.append(('with', value))

    def on_without(self, value):
        self.cases[-1].changes.append(('without', value))

    def on_env(self, value):
        name, _, setting = value.partition('=')
        self.cases[-1].env[name] = setting

    def on_user(self, value):
        if value != 'unprivileged':
            self.wrong(f'unknown user "{value}"')
        self.cases[-1].unprivileged = True

    def on_run(self, value):
        run = Run(value)
        self.cases[-1].runs.append(run)
        self.parts.append(run)

    def last_run(self):
        if not self.cases[-1].runs:
            self.wrong('no "run:" before this')
        return self.cases[-1].runs[-1]

    def on_status(self, value):
        self.last_run().status = int(value)

    def on_stdout(self, _value):
        self.last_run().stdout = self.text()

    def on_stderr(self, _value):
        self.last_run().stderr = self.text()

    def write(self):
        """Put the runs, as they are now, back into the file."""
        out = []
        for part in self.parts:
            out += part.lines() if isinstance(part, Run) else [part]
        with open(self.name, 'w', encoding='utf-8') as file:
            file.write('\n'.join(out))
