#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Random command lines for `list`, read by ours and by Debian's ndctl.

The exit status must be the same, and so must the sentence that explains a
mistake. The words are random but the same in each run.

usage: habits.py OUR-NDCTL
"""
import os
import random
import sys

import common

THEIRS = '/usr/bin/ndctl'
LINES = 300
# Without those whose values are judged after the line has been read.
NAMES = ('bus region dimm namespace buses dimms firmware health regions '
         'namespaces device-dax capabilities idle configured media-errors '
         'human verbose').split()
LETTERS = 'brdnBDFHRNXCicMuvzhe'
SPECIAL = ('x', '--', '-', 'all', '--list-opts', '--help-all', '', '--no-',
           '--no')


def long_option(choose):
    name = choose.choice(NAMES)
    name = name[:choose.randint(1, len(name))]
    prefix = 'no-' if choose.random() < 0.25 else ''
    value = choose.choice(('=', '=x', '=all')) if choose.random() < 0.2 else ''
    return f'--{prefix}{name}{value}'


def word(choose):
    kind = choose.random()
    if kind < 0.55:
        return long_option(choose)
    if kind < 0.85:
        return '-' + ''.join(choose.choices(LETTERS, k=choose.randint(1, 4)))
    if kind < 0.9:
        name = choose.choice(NAMES)
        # A mode would be judged, see above.
        return '-' + name[:choose.randint(2, 6)] if name[0] != 'm' else '-m='
    return choose.choice(SPECIAL)


def command_lines():
    choose = random.Random(85)
    while True:
        words = [word(choose) for _ in range(choose.randint(1, 4))]
        # That would show a manual page.
        if words[0] != '--help' and not any(w.startswith('-m') for w in words):
            yield words


def outcome(program, words):
    """The exit status, and the sentence about the mistake if there is one."""
    environment = {name: value for name, value in os.environ.items()
                   if name != 'DAXCTL_SYSROOT'}
    result = common.run(program, 'list', *words, env=environment)
    first = result.stderr.strip().split('\n')[0]
    # Theirs repeats the value there, or doesn't know the short form.
    if result.returncode != 129 or 'usage:' in first or \
            any('=' in w for w in words):
        first = ''
    return result.returncode, first


checks = common.Checks()
CLAIM = f'{LINES} command lines are read as by {THEIRS}'
ours = os.path.abspath(sys.argv[1])
if os.path.exists(THEIRS) and \
        os.path.realpath(THEIRS) != os.path.realpath(ours) and \
        'daxctl' not in os.path.realpath(THEIRS):
    wrong = []
    for line, _ in zip(command_lines(), range(LINES)):
        want, got = outcome(THEIRS, line), outcome(ours, line)
        if want != got:
            wrong.append(f'{line}: {got}, ndctl: {want}')
    checks.check(CLAIM, wrong, 'see util/options.c')
else:
    checks.skip(CLAIM, f'{THEIRS} is not installed')
checks.finish()
