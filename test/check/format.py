#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The shape of the source: layout, licences, headers, scripts."""
import os
import re
import shutil

import common

LGPL, GPL = 'LGPL-2.1-or-later', 'GPL-2.0-or-later'
WITH_LICENCE = ('.c', '.h', '.sh', '.py', '.adoc', '.sym', '.rules',
                '.service', '.supp', '.awk')

checks = common.Checks()
names = common.all_files()
every_c = common.c_files(names)


def check_layout():
    claim = 'C files are laid out by clang-format'
    if not shutil.which('clang-format'):
        checks.skip(claim, 'clang-format is not installed')
        return
    result = common.run('clang-format', '--dry-run', '-Werror', *every_c)
    wrong = {}
    for name, line in re.findall(r'^(\S+):(\d+):\d+: error', result.stderr,
                                 re.M):
        wrong.setdefault(name, f'{name}:{line}')
    checks.check(claim, wrong.values(), 'clang-format -i FILE')


def licence(name):
    """The first line that can hold one; a script's is behind its #! line."""
    head = common.read(name).split('\n', 2)
    line = head[1] if head[0].startswith('#!') and len(head) > 1 else head[0]
    found = re.search(r'SPDX-License-Identifier: (\S+)', line)
    return found.group(1) if found else None


def in_library():
    """Files of util/ that are compiled into the library, and headers there."""
    build = common.read('util/meson.build')
    listed = re.search(r'util_sources = files\((.*?)\)', build, re.S)
    return {f'util/{stem}{suffix}'
            for stem in re.findall(r"'(\w+)\.c'", listed.group(1))
            for suffix in ('.c', '.h')}


def check_licences():
    library = in_library()
    missing, wrong = [], []
    for name in names:
        if name.startswith(('test/data/', 'LICENSES/')):
            continue
        base = os.path.basename(name)
        text = common.read(name)
        if not (name.endswith(WITH_LICENCE) or base == 'meson.build' or
                text.startswith('#!')) or not text:
            continue
        is_lib = (name.startswith('lib/') and name.endswith(('.c', '.h'))) \
            or name in library
        found = licence(name)
        if not found:
            missing.append(name)
        elif found != LGPL if is_lib else found not in (GPL, LGPL):
            wrong.append(f'{name}: {found}')
    checks.check('each file names its licence in its first line', missing,
                 'begin it with an SPDX-License-Identifier comment')
    checks.check(f'the library is {LGPL}, the rest {GPL}', wrong,
                 'change the identifier, or move the code')


def check_prose():
    wrong = []
    for name in every_c:
        base = os.path.basename(name)
        head = common.read(name).split('\n')[1:3]
        if len(head) < 2 or head[0] != '/*' or \
                not head[1].startswith(f' * {base} - '):
            wrong.append(name)
    checks.check('each C file says what it is for', wrong,
                 'follow the licence by a comment " * NAME.c - purpose"')


def check_blanks():
    wrong = []
    for name in names:
        if name.startswith(('test/data/', 'LICENSES/', 'test/cli/')):
            continue
        text = common.read(name)
        for number, line in enumerate(text.split('\n'), 1):
            if line != line.rstrip():
                wrong.append(f'{name}:{number}: blanks at the end')
        if text and not text.endswith('\n'):
            wrong.append(f'{name}: the last line has no end')
    checks.check('no line ends with blanks, and each has an end', wrong,
                 "sed -i 's/[[:blank:]]*$//' FILE")


def check_scripts():
    claim = 'shellcheck finds nothing in the scripts'
    scripts = [name for name in names if not name.startswith('test/data/') and
               not name.endswith(common.WITHOUT_SHELL) and
               common.is_script(name)]
    if not shutil.which('shellcheck'):
        checks.skip(claim, 'shellcheck is not installed')
        return
    result = common.run('shellcheck', '-x', '-f', 'gcc', *scripts)
    checks.check(f'{claim} ({len(scripts)})', result.stdout.splitlines(),
                 'see the SC number at shellcheck.net')


check_layout()
check_licences()
check_prose()
check_blanks()
check_scripts()
checks.finish()
