#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The library's promise: header = version script = what is exported.

usage: symbols.py LIBRARY
"""
import os
import re
import sys

import common

HEADERS = ('lib/libdaxctl.h', 'lib/libdaxctl-nd.h',
           'lib/libdaxctl-block.h', 'lib/libdaxctl-dimm.h',
           'lib/libdaxctl-plan.h', 'lib/libdaxctl-policy.h',
           'lib/libdaxctl-sizing.h', 'lib/libdaxctl-window.h', 'lib/libdaxctl-compat.h',
           'lib/libdaxctl-config.h')
SCRIPT = 'lib/libdaxctl.sym'

checks = common.Checks()


def declared():
    """Functions that the headers declare; macros are none."""
    found = []
    for header in HEADERS:
        code = common.without_comments(common.read(header), strings=False)
        code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', '', code, flags=re.M)
        found += re.findall(r'\b(daxctl_\w+)\s*\((?!\*)', code)
    return found


def documented():
    """name -> the text of its comment, which begins with "name() - "."""
    found = {}
    for header in HEADERS:
        for comment in re.findall(r'/\*\*(.*?)\*/', common.read(header), re.S):
            name = re.match(r'[\s*]*(\w+)\(\) - \S', comment)
            if name:
                found[name.group(1)] = comment
    return found


def scripted():
    """(symbol, node) for each line of the version script."""
    code = common.without_comments(common.read(SCRIPT))
    for node, body in re.findall(r'(\w+)\s*\{(.*?)\}', code, re.S):
        body = body.split('local:')[0]
        for symbol in re.findall(r'^\s*(\w+);', body, re.M):
            yield symbol, node


def exported(library):
    out = common.run('nm', '-D', '--defined-only', library).stdout
    for line in out.splitlines():
        kind, symbol = line.split()[1:3]
        if kind != 'A':
            name, _, node = symbol.partition('@@')
            yield name, node


header = declared()
script = list(scripted())
nodes = dict(script)
exports = dict(exported(os.path.abspath(sys.argv[1])))
comments = documented()

checks.check('each function of the header is in the version script',
             sorted(set(header) - set(nodes)),
             f'add it to the newest node of {SCRIPT}')
checks.check('each symbol of the version script is in the header',
             sorted(set(nodes) - set(header)), 'declare it, or drop it')
checks.check('no symbol is named twice',
             sorted({name for name in header if header.count(name) > 1} |
                    {name for name, _ in script
                     if [n for n, _ in script].count(name) > 1}),
             'drop one of the two')
checks.check('the library exports what the version script names',
             [f'{name} is not exported' for name in sorted(set(nodes) -
                                                           set(exports))] +
             [f'{name} is exported' for name in sorted(set(exports) -
                                                       set(nodes))],
             'define it with DAXCTL_EXPORT, or make it static')
checks.check('each symbol has the version of its node',
             [f'{name}: {exports[name]}, not {node}' for name, node in script
              if name in exports and exports[name] != node],
             f'see the order of the nodes in {SCRIPT}')
checks.check('what is ours is in a node of our own',
             [f'{name} in {node}' for name, node in script
              if name.startswith('daxctl_nd_') and '_EXT_' not in node],
             'move it to the newest LIBDAXCTL_EXT node')
checks.check('each function is documented in the header',
             sorted(set(header) - set(comments)),
             'put "/** name() - what it does" and "Return:" before it')
checks.check('each comment documents a function that exists',
             sorted(set(comments) - set(header)), 'name it right, or drop it')
checks.finish()
