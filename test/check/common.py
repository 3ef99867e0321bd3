# SPDX-License-Identifier: GPL-2.0-or-later
"""What the checks of the source share: the files, a look at C, and TAP."""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
MOST_LINES = 40
WITHOUT_SHELL = ('.c', '.h', '.py', '.json', '.md', '.adoc', '.build')


class Checks:
    """Prints TAP; each check lists what is wrong and says how to mend it."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, claim, problems, mend):
        self.count += 1
        problems = list(problems)
        print(f'{"not ok" if problems else "ok"} {self.count} {claim}')
        for problem in problems[:MOST_LINES]:
            print(f'# {problem}')
        if len(problems) > MOST_LINES:
            print(f'# and {len(problems) - MOST_LINES} more')
        if problems:
            print(f'# mend: {mend}')
            self.failed += 1

    def skip(self, claim, reason):
        self.count += 1
        print(f'ok {self.count} {claim} # SKIP {reason}')

    def finish(self):
        print(f'1..{self.count}')
        sys.exit(1 if self.failed else 0)


def note(text):
    print(f'# {text}')


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT,
                          check=False, **options)


def walk():
    """All files below ROOT, where there is no git to ask; no build folders."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f != '.git' and
                            not os.path.exists(f'{folder}/{f}/meson-info'))
        for name in sorted(names):
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def all_files():
    """Every file of the project, by its path from ROOT."""
    listed = run('git', 'ls-files', '-z', '--cached', '--others',
                 '--exclude-standard')
    names = listed.stdout.split('\0') if listed.returncode == 0 else walk()
    return [name for name in sorted(set(names))
            if os.path.isfile(os.path.join(ROOT, name)) and
            not os.path.islink(os.path.join(ROOT, name))]


def read(name):
    with open(os.path.join(ROOT, name), encoding='utf-8',
              errors='replace') as file:
        return file.read()


def is_product(name):
    """Code that is shipped, as opposed to tests."""
    return name.startswith(('lib/', 'daxctl/', 'util/'))


def c_files(names, suffixes=('.c', '.h')):
    return [name for name in names if name.endswith(suffixes)]


def is_script(name):
    if name.endswith(('.sh', '.bash')):
        return True
    first = read(name).split('\n', 1)[0]
    return bool(re.match(r'#!.*\b(ba|da)?sh\b', first) or
                '# shellcheck shell=' in read(name)[:300])


TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                   r"'(?:\\.|[^'\\\n])*'", re.S)


def without_comments(text, strings=True):
    """Comments blanked out, line breaks kept; strings too if not wanted."""
    def blank(match):
        token = match.group()
        if token[0] == '/':
            return re.sub(r'[^\n]', ' ', token)
        return token if strings else token[0] * 2
    return TOKEN.sub(blank, text)


def functions(names):
    """(lines, name, path, first line) of each function in C files."""
    out = run('ctags', '--languages=C', '--langmap=C:.c.h', '--kinds-C=f',
              '--fields=+ne', '--output-format=json', '-f', '-', '-L', '-',
              input='\n'.join(names)).stdout
    for line in out.splitlines():
        tag = json.loads(line)
        # What a macro makes, a test for instance, has no end for ctags.
        if tag.get('end'):
            yield (tag['end'] - tag['line'] + 1, tag['name'], tag['path'],
                   tag['line'])
