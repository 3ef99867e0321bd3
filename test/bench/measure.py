# SPDX-License-Identifier: GPL-2.0-or-later
"""measure.py - what a command costs on a synthetic machine

All figures are exact and repeat: system calls are counted by the kernel's
tracepoint (or, where perf_event_open() is not allowed, by strace), user
instructions by valgrind, in an empty environment without random addresses.
Time is not among them, but where something is promised in seconds: it says
more about the machine than about the program.
"""

import dataclasses
import os
import pathlib
import re
import subprocess
import tempfile

SHARED_OBJECT = re.compile(r"file=(\S*\.so[.0-9]*) \[0\];\s+generating link map")


class Failed(Exception):
    """A command that should have succeeded did not."""


@dataclasses.dataclass(frozen=True)
class Cost:
    calls: int
    kib: int


def enter_private_mounts(argv):
    """Start anew where mounts are seen by nobody else and end with us.

    And in a bare environment: meson's own would have all programs load the
    build folder's library, and fill what they allocate.
    """
    if os.environ.get("BENCH_MOUNTS") == "private":
        del os.environ["BENCH_MOUNTS"]
        return
    bare = {name: os.environ[name] for name in ("HOME", "PATH")
            if name in os.environ}
    os.execvpe("unshare", ["unshare", "--mount", "--propagation", "private",
                           "--", *argv], {**bare, "BENCH_MOUNTS": "private"})


def mount(*words):
    subprocess.run(["mount", *map(str, words)], check=True)


def run(command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False,
                          capture_output=True, text=True, **options)


class Scratch:
    """A folder in memory for trees; gone with the mounts of this process."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="bench."))
        mount("-t", "tmpfs", "-o", "mode=755,nr_inodes=0,size=90%", "bench",
              self.path)

    def remove(self):
        subprocess.run(["umount", "-l", self.path], check=True)
        self.path.rmdir()

    def tracepoint(self):
        """The number of raw_syscalls:sys_enter, None if not to be had."""
        folder = self.path / "tracefs"
        folder.mkdir()
        if run(["mount", "-t", "tracefs", "none", folder]).returncode:
            return None
        event = folder / "events/raw_syscalls/sys_enter/id"
        number = event.read_text().strip() if event.exists() else None
        subprocess.run(["umount", folder], check=True)
        return number


class Counter:
    """Counts with the tracepoint, or else with strace."""

    def __init__(self, scratch, program):
        self.program = program
        self.tracepoint = scratch.tracepoint()
        if self.tracepoint and not self.by_program(self.tracepoint, ["true"]):
            self.tracepoint = None
        self.how = "tracepoint" if self.tracepoint else "strace"

    def by_program(self, tracepoint, command):
        """Calls (none without a tracepoint), KiB of memory, exit status."""
        told, tell = os.pipe()
        try:
            run([self.program, str(tell), tracepoint, *command],
                pass_fds=[tell])
        finally:
            os.close(tell)
        with os.fdopen(told) as result:
            return [int(word) for word in result.read().split()]

    def by_strace(self, command):
        with tempfile.NamedTemporaryFile("r") as file:
            run(["strace", "-f", "-qq", "-c", "-o", file.name, "--", *command])
            total = re.search(r"(\d+)(?:\s+\d+)? total$", file.read(), re.M)
        _, kib, status = self.by_program("0", command)
        return [int(total[1]) - 1, kib, status] if total else []

    def cost(self, command):
        if self.tracepoint:
            found = self.by_program(self.tracepoint, command)
        else:
            found = self.by_strace(command)
        if not found or found[2]:
            raise Failed(f"{' '.join(command)}: {found or 'not counted'}")
        return Cost(found[0], found[1])


def instructions(command):
    """User instructions, those of the program loader included."""
    told = run(["env", "-i", "setarch", "-R", "valgrind", "--tool=callgrind",
                "--vgdb=no", "--callgrind-out-file=/dev/null", *command])
    total = re.search(r"Collected : (\d+)", told.stderr)
    if told.returncode or not total:
        raise Failed(f"{' '.join(command)}:\n{told.stderr[-400:]}")
    return int(total[1])


def seconds(command):
    """Seconds of processor time: what others take of it doesn't count."""
    before = os.times()
    told = run(command)
    after = os.times()
    if told.returncode:
        raise Failed(f"{' '.join(command)}:\n{told.stderr[-400:]}")
    return (after.children_user - before.children_user +
            after.children_system - before.children_system)


def libraries(command):
    """Base names of the shared objects that a command loads."""
    told = run(command, env={**os.environ, "LD_DEBUG": "files"})
    return {os.path.basename(path) for path in SHARED_OBJECT.findall(told.stderr)}


class Installation:
    """The build as it would be installed: its library where Debian's is.

    From the build folder it would pay for the loader's search along the path
    to the library, which no user does.
    """

    def __init__(self, build, folder):
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild",
                        "--quiet", "--tags", "runtime", "--destdir", folder],
                       check=True, stdout=subprocess.DEVNULL)
        self.programs = folder / "usr/bin"
        self.library = next(folder.glob("usr/lib/**/libdaxctl.so.1")).resolve()

    def __enter__(self):
        told = run(["ldd", self.programs / "daxctl"])
        self.place = re.search(r"libdaxctl\.so\.1 => (\S+)", told.stdout)[1]
        mount("--bind", self.library, self.place)

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.place], check=True)


class Machine:
    """A tree in the place of the running system's /sys and /dev."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        mount("--bind", f"{self.folder}/sys", "/sys")
        mount("--bind", f"{self.folder}/dev", "/dev")
        return self

    def __exit__(self, *_):
        for path in ("/dev", "/sys"):
            subprocess.run(["umount", "-l", path], check=True)
