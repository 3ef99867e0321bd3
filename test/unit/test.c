/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test.c - runs the tests that the files linked with it define, prints TAP
 */
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

static struct test *first, **last = &first;
static jmp_buf out_of_test;
static char dir[64];

void test_add(struct test *test)
{
	*last = test;
	last = &test->next;
}

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	printf("# %s:%d: ", file, line);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	longjmp(out_of_test, 1);
}

void test_int(const char *file, int line, const char *what, int64_t is,
	      int64_t want)
{
	if (is != want)
		test_fail(file, line, "%s is %" PRId64 " (%s), want %" PRId64,
			  what, is, is < 0 ? strerror(-(int)is) : "-", want);
}

void test_u64(const char *file, int line, const char *what, uint64_t is,
	      uint64_t want)
{
	if (is != want)
		test_fail(file, line, "%s is %#" PRIx64 ", want %#" PRIx64,
			  what, is, want);
}

void test_str(const char *file, int line, const char *what, const char *is,
	      const char *want)
{
	if (!is || !want ? is != want : strcmp(is, want))
		test_fail(file, line, "%s is '%s', want '%s'", what,
			  is ? is : "(null)", want ? want : "(null)");
}

void test_mem(const char *file, int line, const char *what, const void *is,
	      const void *want, unsigned long len)
{
	const unsigned char *a = is, *b = want;

	for (unsigned long i = 0; i < len; i++)
		if (a[i] != b[i])
			test_fail(file, line, "%s: byte %lu is %02x, want %02x",
				  what, i, a[i], b[i]);
}

const char *test_dir(void)
{
	if (!*dir) {
		strcpy(dir, "/tmp/daxctl-test-XXXXXX");
		if (!mkdtemp(dir)) {
			perror(dir);
			exit(1);
		}
	}
	return dir;
}

/* The full path below the test's directory, its parents made. */
static void prepare(char *full, size_t size, const char *path)
{
	snprintf(full, size, "%s/%s", test_dir(), path);
	for (char *p = full + strlen(dir) + 1; *p; p++)
		if (*p == '/') {
			*p = '\0';
			mkdir(full, 0755);
			*p = '/';
		}
}

void test_file(const char *path, const char *content)
{
	char full[512];
	FILE *f;

	prepare(full, sizeof(full), path);
	f = fopen(full, "w");
	if (!f)
		test_fail(__FILE__, __LINE__, "%s: %s", full, strerror(errno));
	fputs(content, f);
	fclose(f);
}

void test_link(const char *path, const char *target)
{
	char full[512];

	prepare(full, sizeof(full), path);
	if (symlink(target, full))
		test_fail(__FILE__, __LINE__, "%s: %s", full, strerror(errno));
}

static int delete_one(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static bool wanted(const struct test *test, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (strstr(test->name, *names))
			return true;
	return false;
}

static bool passes(const struct test *test)
{
	bool ok = !setjmp(out_of_test);

	if (ok)
		test->run();
	if (*dir) {
		nftw(dir, delete_one, 16, FTW_DEPTH | FTW_PHYS);
		*dir = '\0';
	}
	return ok;
}

int main(int argc, char **argv)
{
	int count = 0, failed = 0;

	(void)argc;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (const struct test *test = first; test; test = test->next) {
		if (!wanted(test, argv + 1))
			continue;
		count++;
		if (passes(test)) {
			printf("ok %d %s\n", count, test->name);
		} else {
			printf("not ok %d %s\n", count, test->name);
			failed++;
		}
	}
	printf("1..%d\n", count);
	return failed != 0;
}
