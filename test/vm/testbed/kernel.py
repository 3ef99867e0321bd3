# SPDX-License-Identifier: GPL-2.0-or-later
"""The prepared kernels in the user's cache, made where they are missing."""

import contextlib
import dataclasses
import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

from testbed import guest, plan

UNAVAILABLE = 77


class Unavailable(Exception):
    """This kernel can't be had here and now; says why."""


def cache_dir():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "daxctl"


@contextlib.contextmanager
def only_one():
    """One guest at a time: two would make each other look hung."""
    folder = cache_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("---- waiting for another guest to end", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        # no guest runs now: what one left behind was killed with its runner
        for left in folder.glob(f"{guest.WORK_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@dataclasses.dataclass(frozen=True)
class Kernel:
    folder: pathlib.Path
    modules: pathlib.Path
    version: str

    @property
    def image(self):
        return self.folder / "vmlinuz"

    @property
    def initrd(self):
        return self.folder / "initrd"

    @property
    def tree(self):
        return self.folder / "tree"


def prepare(name, modules):
    """Make kernel name unless the cache has it, and say where it is."""
    script = plan.VM_DIR / "prepare" / name
    done = subprocess.run(
        [script, modules],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if name == "newest" else None,
        text=True,
        check=False,
    )
    told = (done.stderr or "").strip()
    if told:
        print(told, file=sys.stderr, flush=True)
    if done.returncode == UNAVAILABLE:
        raise Unavailable(told.splitlines()[-1] if told else "no reason given")
    if done.returncode != 0:
        raise SystemExit(f"test/vm/prepare/{name} failed: see above")
    folder = pathlib.Path(done.stdout.strip().splitlines()[-1])
    base = folder / "nfit_test" if modules == "nfit_test" else folder
    return Kernel(
        folder=folder,
        modules=base / "lib" / "modules",
        version=folder.name.split("-", 1)[1],
    )
