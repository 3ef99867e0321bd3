# SPDX-License-Identifier: GPL-2.0-or-later
"""A captured machine, unpacked for a while, and commands that look at it."""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.path.dirname(HERE), 'data')
sys.path.insert(0, DATA)
sys.dont_write_bytecode = True
import tree as trees  # noqa: E402  pylint: disable=wrong-import-position

# Root reads whatever it likes; without these two it reads what it may.
UNPRIVILEGED = ['setpriv', '--inh-caps=-all',
                '--bounding-set=-dac_override,-dac_read_search', '--']

# Hundreds of small files for each case: memory takes them faster than a disk.
MEMORY = '/dev/shm'


class Machine:
    """As a context: the folder of a machine, gone afterwards."""

    def __init__(self, tree, changes=()):
        self.folder = tempfile.mkdtemp(
            prefix='daxctl-cli-',
            dir=MEMORY if os.access(MEMORY, os.W_OK) else None)
        try:
            with open(os.path.join(DATA, 'trees', tree + '.tree'),
                      encoding='utf-8') as lines:
                trees.unpack(lines, self.folder)
            for kind, what in changes:
                self.change(kind, what)
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        shutil.rmtree(self.folder)

    def change(self, kind, what):
        if kind == 'with':
            trees.apply_line(self.folder, what)
            return
        at = trees.place(self.folder, what)
        if not os.path.lexists(at):
            raise trees.BadTree(f'nothing to take away at {what}')
        trees.remove(at)

    def run(self, command, programs, env=None, unprivileged=False):
        """(status, stdout, stderr), the folder's name hidden in the texts."""
        setting = {
            'PATH': programs + ':' + os.environ.get('PATH', '/usr/bin:/bin'),
            'LC_ALL': 'C.UTF-8',
            'DAXCTL_SYSROOT': self.folder,
            'SYSROOT': self.folder,
        }
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LD_LIBRARY_PATH'):
            if name in os.environ:
                setting[name] = os.environ[name]
        setting.update(env or {})
        drop = UNPRIVILEGED if unprivileged and os.geteuid() == 0 else []
        done = subprocess.run(drop + ['sh', '-c', command], env=setting,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=False)
        return (done.returncode, self.hide(done.stdout),
                self.hide(done.stderr))

    def hide(self, data):
        return data.decode('utf-8', 'backslashreplace') \
            .replace(self.folder, 'SYSROOT')


class Programs:
    """As a context: a folder with our program under its names."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix='daxctl-bin-')
        for name in ('daxctl', 'ndctl'):
            os.symlink(os.path.abspath(program),
                       os.path.join(self.folder, name))

    def __enter__(self):
        return self.folder

    def __exit__(self, *_exception):
        shutil.rmtree(self.folder)
