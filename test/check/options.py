#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Each option is the same in the help, the manual page and the completion.

usage: options.py DAXCTL NDCTL
"""
import os
import re
import shlex
import shutil
import sys
import tempfile

import common

PAGES = 'Documentation'
# What the frame offers; their pages are daxctl.1 and ndctl.1.
WITHOUT_PAGE = ('version', 'help')
FORMATS = {'json', 'table', 'tree'}

checks = common.Checks()
programs = {os.path.basename(path): os.path.abspath(path)
            for path in sys.argv[1:]}
environment = {**os.environ, 'DAXCTL_SYSROOT': ''}


def commands(tool):
    return common.run(programs[tool], '--list-cmds').stdout.split()


def helped(tool, command):
    """long name -> (letter, value) as the help of a command shows them."""
    result = common.run(programs[tool], command, '-h', env=environment)
    found = {}
    for line in (result.stderr + result.stdout).split('\n'):
        option = re.match(r' {4}(?:-(\S), |    )--([\w-]+)(?: <(.*?)>)?', line)
        if option:
            letter, name, value = option.groups()
            found[name] = (letter, value)
    return found


def listed(tool, command):
    words = common.run(programs[tool], command, '--list-opts').stdout.split()
    return [word.lstrip('-') for word in words]


def kept():
    """(tool, command) -> name -> (letter, has a value) as ndctl has them."""
    for line in common.read('test/data/ndctl-options').split('\n'):
        if not line or line.startswith('#'):
            continue
        tool, command, *options = line.split()
        found = {}
        for option in options:
            letter, name = option.split(':')
            found[name.rstrip('=')] = (letter or None, name.endswith('='))
        yield tool, command, found


def check_kept():
    """An option that is lost or changed breaks old scripts, and so does a
    new one whose name is the short form of an old one."""
    lost, clash = [], []
    for tool, command, old in kept():
        if command not in commands(tool):
            continue
        new = helped(tool, command)
        for name, (letter, value) in old.items():
            if name not in new:
                lost.append(f'{tool} {command}: --{name} is missing')
            elif (new[name][0], bool(new[name][1])) != (letter, value):
                lost.append(f'{tool} {command}: --{name} is not what it was')
        clash += [f'{tool} {command}: --{name} was short for --{longer}'
                  for name in set(new) - set(old) for longer in old
                  if longer.startswith(name)]
    checks.check('each option of ndctl is still there', lost,
                 'see test/data/ndctl-options')
    checks.check('no new option was the short form of an old one', clash,
                 'choose another name')


def page_text(path, seen=()):
    """A page with what it includes."""
    text = common.read(path)

    def include(match):
        target = os.path.normpath(os.path.join(os.path.dirname(path),
                                               match.group(1)))
        if target in seen or not os.path.exists(
                os.path.join(common.ROOT, target)):
            return ''
        return page_text(target, (*seen, path))
    return re.sub(r'^include::(.+?)\[.*?\]$', include, text, flags=re.M)


def paged(path):
    """long name -> letter of the options that a page has an entry for.

    An entry is "-b, --bus=<bus>::" or one line "-b::" before "--bus=::".
    """
    found = {}
    letter = None
    for line in page_text(path).split('\n'):
        entry = re.match(r'[`_*+]*(-.*)::\s*$', line)
        if not entry:
            letter = None if line.strip() else letter
            continue
        names = re.findall(r'(?<![\w-])--([a-z][\w-]*)', entry.group(1))
        short = re.search(r'(?<![\w-])-(\w)(?![\w-])', entry.group(1))
        letter = short.group(1) if short else letter
        for name in names:
            found[name] = letter
        if names:
            letter = None
    return found


def page_of(tool, command):
    path = f'{PAGES}/{tool}-{command}.1.adoc'
    return path if os.path.exists(os.path.join(common.ROOT, path)) else None


def check_pages(tool):
    missing, wrong = [], []
    for command in commands(tool):
        if command in WITHOUT_PAGE:
            continue
        page = page_of(tool, command)
        if not page:
            missing.append(f'{PAGES}/{tool}-{command}.1.adoc')
            continue
        here, there = helped(tool, command), paged(page)
        for name in sorted(set(here) | set(there)):
            if name not in there:
                wrong.append(f'{page}: --{name} is not explained')
            elif name not in here:
                # "--no-x" of an option x may be explained by itself
                if name.removeprefix('no-') not in here:
                    wrong.append(f'{page}: there is no --{name}')
            elif here[name][0] != there[name]:
                wrong.append(f'{page}: --{name} is -{here[name][0]}, '
                             f'not -{there[name]}')
    checks.check(f'each command of {tool} has a manual page', missing,
                 'write it, or make it a page that includes the other '
                 "program's")
    checks.check(f'the pages of {tool} explain the options there are', wrong,
                 'an entry "-x, --name=<value>::" in OPTIONS')


def check_lists(tool):
    wrong = []
    for command in commands(tool):
        names, options = listed(tool, command), helped(tool, command)
        if sorted(names) != sorted(options):
            wrong.append(f'{command}: {sorted(set(names) ^ set(options))}')
        letters = [letter for letter, _ in options.values() if letter]
        wrong += [f'{command}: -{letter} twice' for letter in set(letters)
                  if letters.count(letter) > 1]
        wrong += [f'{command}: --{name} twice' for name in set(names)
                  if names.count(name) > 1]
    checks.check(f'help and --list-opts of {tool} name the same options',
                 wrong, 'see the options array in daxctl/cmd/')


def complete(tool, words, sysroot=''):
    """What bash offers for the last of words, a line each."""
    script = (f'PATH={os.path.dirname(programs[tool])}:$PATH; '
              'source contrib/completion/daxctl; COMP_WORDS=("$@"); '
              'COMP_CWORD=$(($# - 1)); _daxctl "$1"; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    return common.run('bash', '-c', script, 'bash', tool,
                      *words, env={**os.environ, 'DAXCTL_SYSROOT': sysroot}
                      ).stdout.splitlines()


def check_foreign_words(tool):
    """A tag is the host's, a provider the firmware's."""
    wrong = []
    with tempfile.TemporaryDirectory() as root:
        trap = f'$(touch {root}/trap) *'
        for path in ('sys/bus/nd/devices/ndbus0/provider',
                     'sys/fs/virtiofs/0/tag'):
            os.makedirs(os.path.dirname(f'{root}/{path}'))
            with open(f'{root}/{path}', 'w', encoding='utf-8') as file:
                print(trap, file=file)
        for words in (['list', '-b', ''], ['windows', '']):
            if words[0] == 'windows' and tool == 'ndctl':
                continue
            offered = complete(tool, words, root)
            if not any(shlex.split(word) == [trap] for word in offered):
                wrong.append(f'{words}: {trap} is not offered as one word')
        if os.path.exists(f'{root}/trap'):
            wrong.append('the command in a name was run')
    checks.check(f'bash runs nothing that is in a name, for {tool}', wrong,
                 'see _daxctl_reply in contrib/completion/daxctl')


def check_completion(tool):
    wrong = []
    offered = complete(tool, [''])
    wrong += [f'{command} is not offered' for command in commands(tool)
              if command not in offered]
    for command in commands(tool):
        options = helped(tool, command)
        offered = complete(tool, [command, '--'])
        wrong += [f'{command}: --{name} is not offered' for name in options
                  if f'--{name}' not in offered]
        if 'format' in options and \
                set(complete(tool, [command, '--format', ''])) != FORMATS:
            wrong.append(f'{command}: --format offers no formats')
        mode = options.get('mode')
        if mode and mode[0] and complete(tool, [command, '--mode', '']) != \
                complete(tool, [command, f'-{mode[0]}', '']):
            wrong.append(f'{command}: -{mode[0]} is not completed as --mode')
    checks.check(f'bash completes commands and options of {tool}', wrong,
                 'see contrib/completion/daxctl')


# A mark ends only before what is no letter, and "_" is one: *--size=*_size_
# begins bold that never ends. Twice the mark may end anywhere.
HALF_MARKS = re.compile(r'(?<![\w*])\*[^*\s]([^*]*[^*\s])?\*\w|'
                        r'(?<![\w`])`[^`\s]([^`]*[^`\s])?`\w|'
                        r'.include::')


def check_marks():
    wrong = []
    for name in common.all_files():
        if not (name.startswith(PAGES) and name.endswith('.adoc')):
            continue
        listing = False
        for number, line in enumerate(common.read(name).split('\n'), 1):
            listing ^= line == '----'
            found = None if listing else HALF_MARKS.search(line)
            if found:
                wrong.append(f'{name}:{number}: {found.group()}')
    checks.check('no page shows its own markup', wrong,
                 'write **--size=**_size_ and ``/dev/``_name_')


check_kept()
check_marks()
for program in sorted(programs):
    check_lists(program)
    check_pages(program)
    if shutil.which('bash'):
        check_completion(program)
        check_foreign_words(program)
    else:
        checks.skip(f'bash completes commands of {program}', 'no bash')
checks.finish()
