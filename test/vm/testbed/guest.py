# SPDX-License-Identifier: GPL-2.0-or-later
"""One QEMU: its command line, its two serial lines, its end."""

import dataclasses
import os
import pathlib
import selectors
import shutil
import signal
import socket
import subprocess
import tempfile
import time

WORK_PREFIX = "guest."
LIB = "usr/lib/x86_64-linux-gnu"
# Slowness is no fault of a guest that has no KVM and shares its machine.
PATIENCE = "rcupdate.rcu_cpu_stall_timeout=120"


@dataclasses.dataclass
class Job:
    """What a guest is asked to do, besides being the set-up it is."""

    what: str
    environment: dict
    plan: str = ""
    script: pathlib.Path = None
    args: tuple = ()
    out: pathlib.Path = None
    images: pathlib.Path = None
    logs: pathlib.Path = None
    shares: bool = False
    extra_qemu: tuple = ()


def accelerator(job):
    """How the guest's processors are run, in QEMU's words.

    Beside another guest they share one of ours. With one each, more processors
    are busy than there are, and what one guest's spin for is often not running:
    two guests then take three times as long as one.
    """
    threads = "single" if job.shares else "multi"
    return os.environ.get("VM_ACCEL", f"tcg,thread={threads}")


def quote(text):
    return "'" + str(text).replace("'", "'\\''") + "'"


def emulator(kernel, setup):
    """The newest kernel's QEMU through its loader, for the first kernel too.

    Newer ones interpret twice as fast. Run by its own loader it sees this
    system's files. Where there is none, or the set-up asks for it, this
    system's QEMU does.
    """
    tree = kernel.folder.parent / "newest" / "tree"
    if setup.emulator == "host" or not tree.exists():
        return ["qemu-system-x86_64"], {}
    command = [
        tree / "lib64/ld-linux-x86-64.so.2",
        "--library-path",
        f"{tree / LIB}:{tree / 'lib/x86_64-linux-gnu'}",
        tree / "usr/bin/qemu-system-x86_64",
    ]
    for folder in ("seabios", "qemu"):
        command += ["-L", tree / "usr/share" / folder]
    command += ["-L", tree / "usr/lib/ipxe/qemu"]
    return command, {"QEMU_MODULE_DIR": str(tree / LIB / "qemu")}


running = set()


def close_all():
    for vm in list(running):
        vm.close()


class Guest:
    """A running guest. Use as a context: it never outlives the block."""

    def __init__(self, kernel, setup, userspace, job):
        self.kernel = kernel
        self.setup = setup
        self.userspace = userspace
        self.job = job
        # beside the kernels, not in /tmp, which is memory on many machines
        self.work = pathlib.Path(
            tempfile.mkdtemp(prefix=WORK_PREFIX, dir=kernel.folder.parent)
        )
        self.process = None
        self.daemons = []
        self.console = []
        self.deadline = None
        running.add(self)

    def __enter__(self):
        try:
            self.write_job()
            self.make()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def write_job(self):
        folder = self.work / "job"
        (folder / "logs").mkdir(parents=True)
        (folder / "out").mkdir()
        tree = self.kernel.tree if self.userspace == "testing" else ""
        values = {
            "VM_SETUP": self.setup.name,
            "VM_WHAT": self.job.what,
            "VM_TREE": tree,
            "VM_MODULES": self.kernel.modules,
            **self.job.environment,
        }
        lines = [f"{key}={quote(value)}" for key, value in values.items()]
        lines.append("VM_ARGS=(" + " ".join(map(quote, self.job.args)) + ")")
        # the initramfs reads this with a shell that has no arrays
        (folder / "config").write_text("\n".join(lines[:-1]) + "\n")
        (folder / "args").write_text(lines[-1] + "\n")
        (folder / "plan").write_text(self.job.plan)
        if self.job.script:
            shutil.copy(self.job.script, folder / "script")

    def make(self):
        """Let the set-up's maker fill this guest's folder, if it has one."""
        if not self.setup.maker:
            return
        here = pathlib.Path(__file__).resolve().parent.parent
        maker, *words = self.setup.maker.split()
        values = {key: str(value) for key, value in self.job.environment.items()}
        done = subprocess.run(
            [here / "prepare" / maker, *words, self.kernel.folder, self.work],
            env={**os.environ, **values},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"prepare/{self.setup.maker} failed: {done.stdout}")

    def initrd(self):
        """The kernel's, with /init as it is now: archives can be joined.

        A set-up whose maker has left one boots from that.
        """
        whole = self.work / "initrd"
        if whole.exists():
            return whole
        shutil.copy(self.kernel.initrd, whole)
        with open(whole, "ab") as archive:
            # the kernel looks for an archive at multiples of four
            archive.write(bytes(-archive.tell() % 512))
            archive.flush()
            subprocess.run(
                ["cpio", "-o", "-H", "newc", "--quiet", "-R", "0:0"],
                cwd=pathlib.Path(__file__).resolve().parent.parent / "guest",
                input=b"init\n",
                stdout=archive,
                check=True,
            )
        return whole

    def nvdimms(self):
        folder = self.job.images or self.work / "images"
        folder.mkdir(parents=True, exist_ok=True)
        size = self.setup.nvdimm_size + self.setup.label_size
        for i in range(1, self.setup.nvdimms + 1):
            image = folder / f"nvdimm{i}"
            with open(image, "ab") as file:
                file.truncate(size)
            label = self.setup.label_size
            yield from (
                "-object",
                f"memory-backend-file,id=m{i},share=on,mem-path={image},size={size}",
                "-device",
                f"nvdimm,memdev=m{i},id=nv{i}"
                + (f",label-size={label}" if label else ""),
            )

    def shared_folder(self, tag, path, readonly):
        access = ",readonly=on" if readonly else ""
        return (
            "-fsdev",
            f"local,id={tag},path={path},security_model=none,"
            f"multidevs=remap{access}",
            "-device",
            f"virtio-9p-pci,fsdev={tag},mount_tag={tag},bus=pcie.0",
        )

    def in_work(self, words):
        """Words of a set-up, with the folders that {work} and {build} mean."""
        build = self.job.environment.get("VM_BUILD", "")
        folders = {"{work}": self.work, "{build}": build}
        for name, folder in folders.items():
            words = [word.replace(name, str(folder)) for word in words]
        return words

    def start_daemons(self):
        """Programs that are a part of the hardware, such as virtiofsd.

        A daemon finds, as its standard input, the socket that it is to listen
        on: QEMU can connect to it at once, nobody has to wait for it.
        """
        for name, *words in self.setup.daemons:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(self.work / name))
                listener.listen(1)
                with open(self.work / f"{name}.log", "wb") as log:
                    daemon = subprocess.Popen(
                        ["setpriv", "--pdeathsig", "KILL", *self.in_work(words)],
                        stdin=listener,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )
            self.daemons.append(daemon)

    def stop_daemons(self):
        for daemon in self.daemons:
            if daemon.poll() is None:
                os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()

    def command(self, console, messages):
        setup = self.setup
        qemu, environment = emulator(self.kernel, setup)
        level = "quiet" if self.job.what == "shell" else "loglevel=5"
        words = [
            *qemu,
            *("-nodefaults", "-no-user-config", "-display", "none"),
            *("-machine", setup.machine, "-cpu", setup.cpu, "-smp", "2"),
            *("-accel", accelerator(self.job)),
            *("-m", f"{setup.memory},slots=4,maxmem=32G", "-no-reboot"),
            *("-kernel", self.kernel.image, "-initrd", self.initrd()),
            "-append",
            f"console=ttyS0 {level} panic=-1 {PATIENCE} {setup.append}",
            *("-chardev", console, "-serial", "chardev:console"),
            *("-chardev", messages, "-serial", "chardev:messages"),
            *self.shared_folder("host", "/", True),
            *self.shared_folder("job", self.work / "job", False),
            *self.nvdimms(),
            *self.in_work(setup.devices),
            *self.job.extra_qemu,
        ]
        return [str(word) for word in words], {**os.environ, **environment}

    def start(self):
        self.start_daemons()
        if self.job.what == "shell":
            command, environment = self.command(
                "stdio,id=console,signal=off",
                f"file,id=messages,path={self.work / 'messages'}",
            )
            self.process = subprocess.Popen(command, env=environment)
            return
        address = str(self.work / "socket")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(1)
            listener.settimeout(30)
            command, environment = self.command(
                f"stdio,id=console,signal=off,logfile={self.work / 'job/console'}",
                f"socket,id=messages,path={address}",
            )
            # the emulator must not live on when we are killed
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                self.messages, _ = listener.accept()
            except TimeoutError:
                self.process.kill()
                told = self.process.stdout.read().decode(errors="replace")
                raise SystemExit(f"QEMU did not start: {told.strip()}") from None

    def allow(self, seconds):
        """From now on the guest may be silent about its end for so long."""
        self.deadline = time.monotonic() + seconds

    def lines(self):
        """Yield (stream, line) until the guest is gone or out of time.

        The streams are "console" and "messages"; the last item is
        ("gone", "") or ("late", "").
        """
        selector = selectors.DefaultSelector()
        selector.register(self.process.stdout, selectors.EVENT_READ, "console")
        selector.register(self.messages, selectors.EVENT_READ, "messages")
        rest = {"console": b"", "messages": b""}
        while selector.get_map():
            left = self.deadline - time.monotonic()
            ready = selector.select(left) if left > 0 else []
            if not ready and time.monotonic() >= self.deadline:
                yield "late", ""
                return
            for key, _ in ready:
                data = os.read(key.fd, 65536)
                if not data:
                    selector.unregister(key.fileobj)
                *whole, rest[key.data] = (rest[key.data] + data).split(b"\n")
                for line in whole:
                    text = line.decode(errors="replace").replace("\r", "")
                    if key.data == "console":
                        self.console.append(text)
                    yield key.data, text
        yield "gone", ""

    def log_of(self, name):
        path = self.work / "job" / "logs" / f"{name}.log"
        if not path.exists():
            return []
        return path.read_text(errors="replace").splitlines()

    def keep(self):
        """Copy what is wanted later out of the folder that goes away."""
        if self.job.out:
            shutil.copytree(
                self.work / "job" / "out", self.job.out, dirs_exist_ok=True
            )
        if self.job.logs and self.job.what == "plan":
            self.job.logs.mkdir(parents=True, exist_ok=True)
            shutil.copytree(
                self.work / "job" / "logs", self.job.logs, dirs_exist_ok=True
            )
            with open(self.job.logs / "console.log", "a", encoding="utf-8") as log:
                log.write("\n".join(self.console) + "\n")

    def close(self):
        running.discard(self)
        if self.process and self.process.poll() is None:
            if self.job.what == "shell":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.stop_daemons()
        try:
            self.keep()
        finally:
            shutil.rmtree(self.work, ignore_errors=True)
