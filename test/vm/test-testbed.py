#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The runner's own claims, with a guest that only says what it is told to."""

import contextlib
import dataclasses
import importlib.util
import io
import pathlib
import re
import signal
import socket
import sys
import tempfile
import time
import unittest
import unittest.mock
from importlib.machinery import SourceFileLoader

sys.dont_write_bytecode = True
VM_DIR = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(VM_DIR))

from testbed import guest, header, klog, plan, report, session  # noqa: E402


def load_script(path):
    loader = SourceFileLoader(path.name, str(path))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(path.name, loader)
    )
    loader.exec_module(module)
    return module


tally = load_script(VM_DIR.parent / "tally")
vm_run = load_script(VM_DIR / "run")


class Headers(unittest.TestCase):
    def read(self, text, known=("claim", "setups")):
        with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
            file.write(text)
            file.flush()
            return header.read(file.name, set(known))

    def test_a_header_is_read_behind_shebang_and_licence(self):
        keys = self.read("#!/bin/bash\n# SPDX-License-Identifier: X\n# claim: a b\n")
        self.assertEqual(keys, {"claim": ["a b"]})

    def test_a_header_may_be_repeated(self):
        keys = self.read("# claim: one\n# claim: two\n")
        self.assertEqual(keys["claim"], ["one", "two"])

    def test_comments_after_the_first_code_are_no_headers(self):
        self.assertEqual(self.read("# claim: a\n\n# setups: b\n"), {"claim": ["a"]})

    def test_a_mistyped_header_is_an_error_that_names_it(self):
        with self.assertRaisesRegex(header.HeaderError, "'setup', known are: claim"):
            self.read("# setup: stock\n")


def case(name, **changes):
    fields = {
        "name": name,
        "path": pathlib.Path("/cases") / name,
        "claim": "it works",
        "setups": ("stock",),
        "kernels": plan.KERNELS,
        "userspace": "",
        "fresh": "devices",
        "quiet": False,
        "timeout": 10,
        "expects_kernel": (),
    }
    return plan.Case(**{**fields, **changes})


class Plans(unittest.TestCase):
    setups = plan.load_setups()

    def boots(self, *cases, **options):
        kernels = options.pop("kernels", plan.KERNELS)
        return plan.boots(cases, self.setups, kernels, **options)

    def test_cases_of_one_setup_share_a_boot(self):
        (boot,) = self.boots(case("a"), case("b"), kernels=["stable"])
        self.assertEqual([c.name for c in boot.cases], ["a", "b"])

    def test_each_kernel_boots_for_itself(self):
        names = [boot.name for boot in self.boots(case("a"))]
        self.assertEqual(names, ["stable/stock", "newest/stock"])

    def test_a_case_that_wants_it_boots_alone(self):
        boots = self.boots(case("a"), case("b", fresh="boot"), kernels=["stable"])
        self.assertEqual([len(boot.cases) for boot in boots], [1, 1])

    def test_cxl_is_for_the_newest_kernel_only(self):
        boots = self.boots(case("a", setups=("cxl",)))
        self.assertEqual([boot.kernel for boot in boots], ["newest"])

    def test_userspaces_do_not_share_a_boot(self):
        boots = self.boots(case("a"), case("b", userspace="host"), kernels=["newest"])
        self.assertEqual({boot.userspace for boot in boots}, {"host", "testing"})

    def test_stable_has_the_userspace_of_the_machine(self):
        (boot,) = self.boots(case("a", userspace="testing"), kernels=["stable"])
        self.assertEqual(boot.userspace, "host")

    def test_a_case_about_time_shares_no_boot_with_others(self):
        boots = self.boots(case("a"), case("b", quiet=True), kernels=["stable"])
        self.assertEqual([boot.quiet for boot in boots], [False, True])

    def test_nothing_runs_beside_a_case_about_time(self):
        running, beside = [], {}

        class Session:
            def __init__(self, name, quiet):
                self.name = name
                self.boot = unittest.mock.Mock(quiet=quiet)

            def run(self):
                running.append(self.name)
                time.sleep(0.05)
                beside[self.name] = len(running)
                running.remove(self.name)

        names = (("q1", True), ("a", False), ("q2", True), ("b", False))
        vm_run.run_sessions([Session(*name) for name in names], 2)
        self.assertEqual((beside["q1"], beside["q2"]), (1, 1))
        self.assertEqual(sorted(beside), ["a", "b", "q1", "q2"])

    def test_one_setup_can_be_chosen(self):
        both = case("a", setups=("stock", "e820"))
        names = [b.name for b in self.boots(both, only_setup="e820")]
        self.assertEqual(names, ["stable/e820", "newest/e820"])

    def test_every_case_of_ours_can_be_read(self):
        self.assertTrue(plan.load_cases(self.setups))

    def test_a_case_without_claim_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.sh"
            path.write_text("# setups: stock\n")
            with self.assertRaisesRegex(header.HeaderError, "no '# claim"):
                plan.load_case(path, self.setups)

    def test_an_unknown_setup_is_refused_by_name(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.sh"
            path.write_text("# claim: a\n# setups: stok\n")
            with self.assertRaisesRegex(header.HeaderError, "'stok' is none of"):
                plan.load_case(path, self.setups)


def made_up_guest(test, **hardware):
    """A guest that is never started; it ends with the test."""
    folder = tempfile.TemporaryDirectory()
    test.addCleanup(folder.cleanup)
    kernel = unittest.mock.Mock()
    kernel.folder = pathlib.Path(folder.name) / "kernel"
    setup = dataclasses.replace(Plans.setups["stock"], **hardware)
    job = guest.Job("plan", {"VM_BUILD": "/the/build"})
    vm = guest.Guest(kernel, setup, "host", job)
    test.addCleanup(vm.close)
    return vm


class Daemons(unittest.TestCase):
    # one that ends only once somebody has come
    ANSWERS = (
        "import socket; socket.socket(fileno=0).accept();"
        "open('{work}/answered', 'w').close()"
    )

    def guest_of(self, *daemon):
        return made_up_guest(self, daemons=(daemon,))

    def test_a_daemon_answers_on_its_socket_in_the_guests_folder(self):
        vm = self.guest_of("fs.sock", sys.executable, "-c", self.ANSWERS)
        vm.start_daemons()
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(vm.work / "fs.sock"))
        vm.daemons[0].wait(10)
        self.assertTrue((vm.work / "answered").exists())

    def test_a_daemon_ends_with_its_guest(self):
        vm = self.guest_of("fs.sock", "sleep", "1000")
        vm.start_daemons()
        vm.close()
        self.assertEqual(vm.daemons[0].returncode, -signal.SIGKILL)
        self.assertFalse(vm.work.exists())

    def test_words_for_the_emulator_know_the_folder_too(self):
        vm = self.guest_of("fs.sock", "true")
        self.assertEqual(vm.in_work(["path={work}/x"]), [f"path={vm.work}/x"])
        self.assertEqual(vm.in_work(["{build}/daemon"]), ["/the/build/daemon"])


class Makers(unittest.TestCase):
    def guest_made_by(self, script, words=""):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        maker = pathlib.Path(folder.name) / "maker"
        maker.write_text(f"#!/bin/sh\n{script}\n")
        maker.chmod(0o755)
        return made_up_guest(self, maker=f"{maker}{words}")

    def test_what_a_maker_leaves_is_booted_from(self):
        vm = self.guest_made_by('echo "$1 $VM_BUILD" >"$2/initrd"')
        vm.make()
        self.assertEqual(
            vm.initrd().read_text(), f"{vm.kernel.folder} /the/build\n"
        )

    def test_words_behind_a_maker_come_first(self):
        vm = self.guest_made_by('echo "$1 $2" >"$4/initrd"', " --labels all")
        vm.make()
        self.assertEqual(vm.initrd().read_text(), "--labels all\n")

    def test_a_maker_that_fails_tells_why(self):
        vm = self.guest_made_by("echo no room; exit 1")
        with self.assertRaisesRegex(SystemExit, "failed: no room"):
            vm.make()


class KernelLog(unittest.TestCase):
    def found(self, *lines, expected=()):
        watch = klog.Watch()
        for line in lines:
            watch.line(line, expected)
        return watch

    def test_what_kernels_say_in_trouble_is_trouble(self):
        for line in (
            "[ 1.0] WARNING: CPU: 0 PID: 12 at mm/memremap.c:100 f+0x1/0x2",
            "[ 1.0] WARNING: drivers/dax/bus.c:1 at f+0x1, CPU#0: sh/1",
            "[ 1.0] BUG: kernel NULL pointer dereference, address: 0",
            "[ 1.0] kernel BUG at fs/dax.c:1!",
            "[ 1.0] Oops: 0000 [#1] PREEMPT SMP",
            "[ 1.0] INFO: task mount:77 blocked for more than 120 seconds.",
            "[ 1.0] WARNING: possible circular locking dependency detected",
            "[ 1.0] watchdog: BUG: soft lockup - CPU#1 stuck for 22s!",
            "[ 1.0] Kernel panic - not syncing: sysrq triggered crash",
            "[ 1.0] rcu: INFO: rcu_preempt self-detected stall on CPU",
        ):
            self.assertTrue(self.found(line).found, line)

    def test_what_kernels_say_every_day_is_not(self):
        for line in (
            "[ 1.0] DEBUG: something",
            "[ 1.0] nd_pmem namespace0.0: unable to guarantee persistence",
            "[ 1.0] clocksource: timekeeping watchdog: Marking TSC as unstable",
        ):
            self.assertFalse(self.found(line).found, line)

    def test_trouble_belongs_to_the_case_that_runs(self):
        watch = self.found("vm: begin one", "BUG: x", "vm: end one", "BUG: y")
        self.assertEqual(watch.found, {"one": ["BUG: x"], None: ["BUG: y"]})

    def test_expected_trouble_is_none(self):
        expected = [re.compile("at mm/foo")]
        self.assertFalse(self.found("WARNING: at mm/foo", expected=expected).found)

    def test_after_an_oops_the_guest_is_spent_after_a_warning_not(self):
        self.assertTrue(self.found("Oops: 0000").fatal)
        self.assertFalse(self.found("WARNING: CPU: 0 PID: 1").fatal)


class FakeGuest:
    """Plays one script of lines; the class hands out the next to each boot."""

    scripts = []

    def __init__(self, _kernel, _setup, _userspace, job):
        self.plan = job.plan
        self.console = []
        self.script = FakeGuest.scripts.pop(0)
        self.allowed = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def allow(self, seconds):
        self.allowed.append(seconds)

    def lines(self):
        for stream, line in self.script:
            if stream == "console":
                self.console.append(line)
            yield stream, line
        yield "gone", ""

    def log_of(self, name):
        return [f"log of {name}"]


def said(*lines):
    return [("messages", f"@ {line}") for line in lines]


class Sessions(unittest.TestCase):
    def play(self, names, *scripts):
        """Run the cases against guests that say this, boot by boot."""
        FakeGuest.scripts = list(scripts)
        setup = plan.load_setups()["stock"]
        boot = plan.Boot("stable", setup, "host", [case(name) for name in names])
        results = report.Report()
        kernel = type("Kernel", (), {"version": "1"})
        real, guest.Guest = guest.Guest, FakeGuest
        try:
            with contextlib.redirect_stdout(io.StringIO()) as told:
                session.Session(boot, kernel, results, {}, pathlib.Path("/x")).run()
        finally:
            guest.Guest = real
        self.told = told.getvalue()
        return results.count["ok"], results.count["not"], results.count["skip"]

    def test_each_claim_of_a_case_counts(self):
        script = said(
            "ready", "begin a", "ok one", "not two", "skip three: x", "end a 0", "done"
        )
        self.assertEqual(self.play(["a"], script), (1, 1, 1))
        self.assertIn("log of a", self.told)

    def test_a_status_that_no_claim_explains_is_a_failure(self):
        script = said("ready", "begin a", "ok one", "end a 3", "done")
        self.assertEqual(self.play(["a"], script), (1, 1, 0))
        self.assertIn("ended with status 3", self.told)

    def test_a_case_out_of_time_is_a_failure(self):
        self.play(["a"], said("ready", "begin a", "ok one", "end a 124", "done"))
        self.assertIn("ran longer than 10 s", self.told)

    def test_a_guest_that_does_not_come_up_is_booted_once_more(self):
        good = said("ready", "begin a", "ok one", "end a 0", "done")
        self.assertEqual(self.play(["a"], [], good), (1, 0, 0))

    def test_after_two_failed_boots_all_cases_fail(self):
        self.assertEqual(self.play(["a", "b"], [], []), (0, 2, 0))

    def test_a_guest_that_dies_fails_its_case_and_the_rest_runs(self):
        first = said("ready", "begin a", "ok one")
        second = said("ready", "begin b", "ok two", "end b 0", "done")
        self.assertEqual(self.play(["a", "b"], first, second), (2, 1, 0))
        self.assertIn("a: the guest went away", self.told)

    def test_a_guest_that_hangs_is_given_up(self):
        script = said("ready", "begin a") + [("late", "")]
        self.assertEqual(self.play(["a"], script), (0, 1, 0))
        self.assertIn("the guest hung", self.told)

    def test_a_guest_that_runs_nothing_does_not_loop(self):
        idle = said("ready", "done")
        self.assertEqual(self.play(["a", "b"], idle, idle), (0, 2, 0))

    def test_a_guest_that_dies_between_cases_is_told(self):
        first = said("ready", "begin a", "ok one", "end a 0")
        second = said("ready", "begin b", "ok two", "end b 0", "done")
        self.assertEqual(self.play(["a", "b"], first, second), (2, 1, 0))

    def test_devices_that_can_not_be_reset_need_another_boot(self):
        first = said("ready", "begin a", "ok one", "end a 0", "again")
        second = said("ready", "begin b", "ok two", "end b 0", "done")
        self.assertEqual(self.play(["a", "b"], first, second), (2, 0, 0))

    def test_a_warning_of_the_kernel_fails_the_case(self):
        script = (
            said("ready", "begin a")
            + [("console", "vm: begin a"), ("console", "WARNING: CPU: 0")]
            + said("ok one", "end a 0", "done")
        )
        self.assertEqual(self.play(["a"], script), (1, 1, 0))
        self.assertIn("WARNING: CPU: 0", self.told)

    def test_a_warning_between_cases_fails_the_run(self):
        script = [("console", "WARNING: CPU: 0")] + said(
            "ready", "begin a", "ok one", "end a 0", "done"
        )
        self.assertEqual(self.play(["a"], script), (1, 1, 0))

    def test_after_an_oops_the_next_case_gets_another_boot(self):
        first = (
            said("ready", "begin a")
            + [("console", "vm: begin a"), ("console", "Oops: 0000 [#1]")]
            + said("ok one", "end a 0", "begin b", "ok never", "end b 0")
        )
        second = said("ready", "begin b", "ok two", "end b 0", "done")
        self.assertEqual(self.play(["a", "b"], first, second), (2, 1, 0))

    def test_a_case_that_the_plan_was_cut_before_is_not_lost(self):
        first = said("ready", "begin a", "ok one", "end a 0", "done")
        second = said("ready", "begin b", "ok two", "end b 0", "done")
        self.assertEqual(self.play(["a", "b"], first, second), (2, 0, 0))


class Tally(unittest.TestCase):
    def cases(self, stdout, result="OK", status=0):
        test = {"name": "daxctl:unit / t", "stdout": stdout, "result": result}
        return list(tally.cases_of({**test, "returncode": status}))

    def test_each_line_is_a_case(self):
        got = self.cases("ok 1 - one\nok 2 two\n1..2\n")
        self.assertEqual(got, [("ok", "t: one"), ("ok", "t: two")])

    def test_a_failed_line_is_a_failure_once(self):
        got = self.cases("ok 1 - one\nnot ok 2 - two\n1..2\n", "FAIL", 1)
        self.assertEqual(got, [("ok", "t: one"), ("not", "t: two")])

    def test_a_skipped_line_keeps_its_reason(self):
        self.assertEqual(
            self.cases("ok 1 - one # SKIP no root\n"), [("skip", "t: one no root")]
        )

    def test_a_crash_after_good_lines_is_a_failure(self):
        got = self.cases("ok 1 - one\n", "ERROR", -11)
        self.assertEqual(got[-1], ("not", "t: ERROR, status -11"))

    def test_fewer_cases_than_planned_are_a_failure(self):
        self.assertEqual(self.cases("1..2\nok 1 - one\n")[-1][0], "not")

    def test_a_program_without_such_lines_is_one_case(self):
        self.assertEqual(self.cases("hello\n"), [("ok", "t")])

    def test_a_plan_of_nothing_is_a_skip_with_its_reason(self):
        self.assertEqual(
            self.cases("1..0 # SKIP no tool\n", "SKIP"), [("skip", "t: no tool")]
        )


class Results(unittest.TextTestResult):
    """Each test as a line of TAP: its name is its claim."""

    number = 0

    def line(self, verdict, test, detail=""):
        Results.number += 1
        name = test.id().split(".test_")[-1]
        print(f"{verdict} {Results.number} - {name}")
        for text in detail.splitlines():
            print(f"# {text}")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line("not ok", test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line("not ok", test, self.errors[-1][1])


if __name__ == "__main__":
    runner = unittest.TextTestRunner(stream=io.StringIO(), resultclass=Results)
    outcome = runner.run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
    print(f"1..{Results.number}")
    sys.exit(not outcome.wasSuccessful())
