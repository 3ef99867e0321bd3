/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * count.c - how many system calls a command makes, and its memory
 *
 * usage: count FD TRACEPOINT COMMAND [ARGUMENT...]
 *
 * Runs COMMAND and writes "CALLS KIBIBYTES STATUS" to the descriptor FD.
 * TRACEPOINT is the number of raw_syscalls:sys_enter: the kernel counts there,
 * children included, and the command isn't slowed down; 0 tells the memory
 * only. The execve() that starts the command doesn't count. This is a program
 * of its own, and small, because a child's peak of memory begins with its
 * parent's.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	TROUBLE = 125
};

static int open_counter(pid_t pid, uint64_t tracepoint)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = tracepoint,
		.disabled = 1,
		.enable_on_exec = 1,
		.inherit = 1,
	};

	return syscall(SYS_perf_event_open, &attr, pid, -1, -1,
		       PERF_FLAG_FD_CLOEXEC);
}

/* The child starts the command when a byte comes through the gate. */
static pid_t start(char **command, int result, int *gate)
{
	int ends[2];
	pid_t pid;
	char byte;

	if (pipe(ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		if (read(ends[0], &byte, 1) != 1)
			_exit(TROUBLE);
		close(ends[0]);
		close(result);
		execvp(command[0], command);
		_exit(127);
	}
	close(ends[0]);
	*gate = ends[1];
	return pid;
}

static int report(pid_t pid, int counter, int result)
{
	struct rusage usage;
	uint64_t calls = 0;
	int status;

	if (wait4(pid, &status, 0, &usage) < 0 ||
	    (counter >= 0 &&
	     read(counter, &calls, sizeof(calls)) != sizeof(calls))) {
		perror("count");
		return TROUBLE;
	}
	status = WIFEXITED(status) ? WEXITSTATUS(status)
				   : 128 + WTERMSIG(status);
	dprintf(result, "%ju %ld %d\n", (uintmax_t)calls, usage.ru_maxrss,
		status);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t tracepoint;
	int result, gate, counter;
	pid_t pid;

	if (argc < 4) {
		fputs("usage: count FD TRACEPOINT COMMAND [ARGUMENT...]\n",
		      stderr);
		return TROUBLE;
	}
	result = atoi(argv[1]);
	pid = start(argv + 3, result, &gate);
	if (pid < 0) {
		perror("count: fork");
		return TROUBLE;
	}
	tracepoint = strtoull(argv[2], NULL, 10);
	counter = tracepoint ? open_counter(pid, tracepoint) : -1;
	if (tracepoint && counter < 0) {
		perror("count: perf_event_open");
		return TROUBLE;
	}
	if (write(gate, "", 1) != 1) {
		perror("count");
		return TROUBLE;
	}
	return report(pid, counter, result);
}
