# SPDX-License-Identifier: GPL-2.0-or-later
"""Cases and set-ups as their headers describe them, and who boots when."""

import dataclasses
import pathlib
import re

from testbed import header

KERNELS = ("stable", "newest")
EMULATORS = ("newest", "newest-only", "host")
USERSPACES = ("host", "testing")
FRESH = ("devices", "boot", "none")
VM_DIR = pathlib.Path(__file__).resolve().parent.parent

CASE_KEYS = {
    "claim",
    "setups",
    "kernels",
    "userspace",
    "fresh",
    "quiet",
    "timeout",
    "expects-kernel",
}
SETUP_KEYS = {
    "memory",
    "nvdimms",
    "nvdimm-size",
    "label-size",
    "append",
    "modules",
    "kernels",
    "userspace",
    "cpu",
    "emulator",
    "machine",
    "device",
    "daemon",
    "maker",
}


def one_of(path, key, value, allowed):
    if value not in allowed:
        raise header.HeaderError(
            f"{path}: {key}: '{value}' is none of: {' '.join(allowed)}"
        )
    return value


def kernel_names(path, keys):
    words = " ".join(keys.get("kernels", ["all"])).split()
    if words == ["all"]:
        return KERNELS
    return tuple(one_of(path, "kernels", word, KERNELS) for word in words)


@dataclasses.dataclass(frozen=True)
class Setup:
    """A guest's hardware: what QEMU and the kernel's command line get."""

    name: str
    path: pathlib.Path
    memory: str
    nvdimms: int
    nvdimm_size: int
    label_size: int
    append: str
    modules: str
    kernels: tuple
    userspace: str
    cpu: str
    emulator: str
    machine: str
    devices: tuple
    daemons: tuple = ()
    maker: str = ""


def load_setup(path):
    keys = header.read(path, SETUP_KEYS)

    def get(key, default):
        return keys.get(key, [default])[-1]

    return Setup(
        name=path.name,
        path=path,
        memory=get("memory", "4G"),
        nvdimms=int(get("nvdimms", "0")),
        nvdimm_size=int(get("nvdimm-size", "0")),
        label_size=int(get("label-size", "0")),
        append=" ".join(keys.get("append", [])),
        modules=one_of(path, "modules", get("modules", "stock"), ("stock", "nfit_test")),
        kernels=kernel_names(path, keys),
        userspace=get("userspace", ""),
        # one level of page tables less to walk for who interprets the guest
        cpu=get("cpu", "max,la57=off"),
        emulator=one_of(path, "emulator", get("emulator", "newest"), EMULATORS),
        machine=get("machine", "q35,nvdimm=on"),
        devices=tuple(" ".join(keys.get("device", [])).split()),
        daemons=tuple(tuple(line.split()) for line in keys.get("daemon", [])),
        maker=get("maker", ""),
    )


def load_setups(folder=VM_DIR / "setups"):
    paths = sorted(folder.iterdir())
    return {p.name: load_setup(p) for p in paths if p.name != "common"}


@dataclasses.dataclass(frozen=True)
class Case:
    """One file of test/vm/cases."""

    name: str
    path: pathlib.Path
    claim: str
    setups: tuple
    kernels: tuple
    userspace: str
    fresh: str
    quiet: bool
    timeout: int
    expects_kernel: tuple


def load_case(path, setups):
    keys = header.read(path, CASE_KEYS)
    for key in ("claim", "setups"):
        if key not in keys:
            raise header.HeaderError(f"{path}: has no '# {key}: ...' line")
    names = " ".join(keys["setups"]).split()
    return Case(
        name=path.stem,
        path=path,
        claim=" ".join(keys["claim"]),
        setups=tuple(one_of(path, "setups", name, sorted(setups)) for name in names),
        kernels=kernel_names(path, keys),
        userspace=one_of(
            path, "userspace", keys.get("userspace", [""])[-1], ("",) + USERSPACES
        ),
        fresh=one_of(path, "fresh", keys.get("fresh", ["devices"])[-1], FRESH),
        quiet=one_of(path, "quiet", keys.get("quiet", ["no"])[-1], ("no", "yes"))
        == "yes",
        timeout=int(keys.get("timeout", ["600"])[-1]),
        expects_kernel=tuple(re.compile(r) for r in keys.get("expects-kernel", [])),
    )


def load_cases(setups, folder=None):
    folder = folder or VM_DIR / "cases"
    paths = sorted(folder.glob("*.sh"), key=lambda path: path.stem)
    return [load_case(path, setups) for path in paths]


@dataclasses.dataclass
class Boot:
    """One guest and the cases that it is to run."""

    kernel: str
    setup: Setup
    userspace: str
    cases: list

    @property
    def name(self):
        return f"{self.kernel}/{self.setup.name}"

    @property
    def quiet(self):
        """Its cases are about time: nothing else is to run beside it."""
        return self.cases[0].quiet


def userspace_of(kernel, setup, case):
    """Only the newest kernel has a second userspace, and prefers it."""
    if kernel == "stable":
        return "host"
    return case.userspace or setup.userspace or "testing"


def boots(cases, setups, kernels, only_setup=None):
    """Group cases so that as many as possible share a boot."""
    shared = {}
    alone = []
    for kernel in kernels:
        for case in cases:
            for setup in (setups[name] for name in case.setups):
                if kernel not in case.kernels or kernel not in setup.kernels:
                    continue
                if only_setup and setup.name != only_setup:
                    continue
                userspace = userspace_of(kernel, setup, case)
                if case.fresh == "boot":
                    alone.append(Boot(kernel, setup, userspace, [case]))
                    continue
                key = (kernel, setup.name, userspace, case.quiet)
                boot = shared.setdefault(key, Boot(kernel, setup, userspace, []))
                boot.cases.append(case)
    return sorted(
        list(shared.values()) + alone,
        key=lambda boot: (KERNELS.index(boot.kernel), boot.setup.name),
    )
