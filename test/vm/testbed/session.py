# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the cases of one boot, booting again where a guest is spent."""

import time

from testbed import guest, klog

BOOT_SECONDS = 300
# A case's own time limit is kept inside the guest; beyond it and this the
# guest itself must be stuck.
GRACE_SECONDS = 90
TAIL = 40


class Session:
    def __init__(self, boot, kernel, report, environment, logs, **job):
        self.boot = boot
        self.kernel = kernel
        self.report = report
        self.environment = environment
        self.logs = logs
        self.job = job
        self.waiting = list(boot.cases)
        self.current = None
        self.failures = 0
        self.began = 0

    def run(self):
        """Run all cases; a guest that doesn't come up gets one more try."""
        failed_boots = 0
        while self.waiting and failed_boots < 2:
            before = len(self.waiting)
            if not self.one_guest():
                failed_boots += 1
                self.report.note(f"{self.boot.name}: the guest did not come up")
            elif len(self.waiting) == before:
                # a guest that comes up but runs nothing must not loop for ever
                case = self.waiting.pop(0)
                self.result("not", case.name, "was not run by the guest")
            else:
                failed_boots = 0
        for case in self.waiting:
            self.result("not", case.name, "the guest did not come up")

    def result(self, verdict, name, text):
        self.report.result(verdict, f"{self.boot.name} {name}:", text)

    def plan(self):
        return "".join(
            f"{case.name} {case.timeout} {case.fresh} {case.path}\n"
            for case in self.waiting
        )

    def one_guest(self):
        """Boot and go on until the guest ends. False: it never got ready."""
        job = guest.Job(
            what="plan",
            environment=self.environment,
            plan=self.plan(),
            logs=self.logs / self.boot.name,
            **self.job,
        )
        self.report.note(
            f"{self.boot.name}: booting {self.kernel.version},"
            f" {self.boot.userspace} userspace, {len(self.waiting)} cases"
        )
        ready = False
        self.current = None
        watch = klog.Watch()
        with guest.Guest(self.kernel, self.boot.setup, self.boot.userspace, job) as vm:
            vm.allow(BOOT_SECONDS)
            for stream, line in vm.lines():
                if stream == "console":
                    watch.line(line, self.expected())
                elif stream == "messages" and line.startswith("@ "):
                    verb, _, text = line[2:].partition(" ")
                    ready = ready or verb == "ready"
                    if not self.message(vm, watch, verb, text):
                        break
                elif stream in ("gone", "late"):
                    self.guest_lost(vm, stream, ready)
                    break
            self.kernel_trouble(vm, watch, None)
        return ready

    def expected(self):
        return self.current.expects_kernel if self.current else ()

    def message(self, vm, watch, verb, text):
        """Handle one message; False: this guest is done with."""
        if verb == "failed":
            self.report.show(text, vm.log_of("setup")[-TAIL:])
            return False
        if verb == "again":
            self.report.note(f"{self.boot.name}: devices can't be reset, booting")
            return False
        if verb == "begin":
            self.begin(vm, text)
        elif verb in ("ok", "not", "skip"):
            self.failures += verb == "not"
            self.result(verb, self.current.name, text)
        elif verb == "end":
            self.end(vm, watch, int(text.split()[1]))
            return not watch.fatal
        return verb != "done"

    def begin(self, vm, name):
        self.current = next(case for case in self.waiting if case.name == name)
        self.failures = 0
        self.began = time.monotonic()
        vm.allow(self.current.timeout + GRACE_SECONDS)

    def end(self, vm, watch, status):
        case = self.current
        if status in (124, 137):
            self.failures += 1
            self.result("not", case.name, f"ran longer than {case.timeout} s")
        elif status != 0 and self.failures == 0:
            self.failures += 1
            self.result("not", case.name, f"ended with status {status}")
        if self.failures:
            self.report.show(f"log of {case.name}", vm.log_of(case.name)[-TAIL:])
        self.kernel_trouble(vm, watch, case.name)
        self.report.took(f"{self.boot.name} {case.name}", time.monotonic() - self.began)
        self.waiting.remove(case)
        self.current = None
        # what comes before the next case is the reset of the devices
        vm.allow(GRACE_SECONDS * 2)

    def kernel_trouble(self, vm, watch, owner):
        found = watch.take(owner)
        if not found:
            return
        name = owner or "between cases"
        self.result("not", name, f"the kernel's log has: {found[0]}")
        at = max(i for i, line in enumerate(vm.console) if found[0] in line)
        self.report.show("kernel log", vm.console[max(0, at - 5) : at + TAIL])

    def guest_lost(self, vm, how, ready):
        """The guest died or hung: on the case that was running, if any."""
        word = "went away" if how == "gone" else "hung"
        if not self.current:
            if ready:
                self.result("not", "between cases", f"the guest {word}")
            self.report.show("guest's console", vm.console[-TAIL:])
            return
        case = self.current
        self.result("not", case.name, f"the guest {word}")
        self.report.show(f"log of {case.name}", vm.log_of(case.name)[-TAIL:])
        self.report.show("guest's console", vm.console[-TAIL:])
        self.waiting.remove(case)
        self.current = None
