#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A program built for Debian's libdaxctl.so.1 runs on ours.

usage: abi.py LIBRARY

libdaxctl.symbols is what upstream exports. abidiff compares with the libraries
of Debian's packages as well: that of the release this runs on, and that of
testing once the guests' tree of it was made. The packages have no debug
information, so types are compared by the compiler.
"""
import glob
import os
import re
import shutil
import sys

import common

SYMBOLS = 'test/check/libdaxctl.symbols'
SIGNATURES = 'test/check/signatures.c'
LIBRARY = os.path.abspath(sys.argv[1])
CACHE = os.environ.get('XDG_CACHE_HOME', os.path.expanduser('~/.cache'))
OURS = 'LIBDAXCTL_EXT_'

checks = common.Checks()


def symbols(library):
    out = common.run('nm', '-D', '--defined-only', library).stdout
    return {line.split()[2] for line in out.splitlines()
            if '@@LIBDAXCTL_' in line}


def compare(release, pattern):
    claim = f"nothing of {release}'s libdaxctl.so.1 is missing or changed"
    found = [path for path in glob.glob(pattern)
             if not any(OURS in name for name in symbols(path))]
    if not found:
        checks.skip(claim, f'no such library at {pattern}')
    elif not shutil.which('abidiff'):
        checks.skip(claim, 'no abidiff: install abigail-tools')
    else:
        done = common.run('abidiff', '--no-added-syms', found[0], LIBRARY)
        checks.check(claim, [line for line in done.stdout.splitlines() if line]
                     if done.returncode else [],
                     'put back what is missing; add, never change')


def compile_as(language, compilers, *options):
    claim = f'programs compile with the header as {" ".join((language, *options))}'
    compiler = next(filter(shutil.which, compilers), None)
    if not compiler:
        checks.skip(claim, f'none of {" ".join(compilers)} here')
        return
    done = common.run(compiler, '-x', language, '-fsyntax-only', '-Wall',
                      '-Wextra', '-Werror', *options, '-Ilib', SIGNATURES)
    checks.check(claim, done.stderr.splitlines(), 'declare it as upstream does')


theirs = {line for line in common.read(SYMBOLS).splitlines()
          if line.startswith('daxctl_')}
exported = {name.replace('@@', '@') for name in symbols(LIBRARY)
            if OURS not in name}
checks.check(f'all {len(theirs)} symbols of upstream are exported in their nodes',
             sorted(theirs - exported), 'see lib/libdaxctl.sym')
checks.check("nothing else is in upstream's nodes", sorted(exported - theirs),
             f'put it into the newest {OURS}')
checks.check('the signatures of all of them are compared',
             sorted({name.partition('@')[0] for name in theirs} -
                    set(re.findall(r'\b(daxctl_\w+),\s*\(',
                                   common.read(SIGNATURES)))),
             f'add a line to {SIGNATURES}')
compare('this release', '/usr/lib/*/libdaxctl.so.1')
if os.path.exists(f'{CACHE}/daxctl/newest/tree'):
    compare('testing', f'{CACHE}/daxctl/newest/tree/usr/lib/*/libdaxctl.so.1')
else:
    common.note(f"testing's is compared by {SYMBOLS} alone: no tree of it yet")
for uuid in ((), ('-DHAVE_UUID',)):
    compile_as('c', ('cc', 'gcc', 'clang'), *uuid)
    compile_as('c++', ('c++', 'g++', 'clang++'), *uuid)
checks.finish()
