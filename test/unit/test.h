/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test.h - the smallest frame a unit test needs
 *
 * A test says in its name what it claims: TEST(size_of_a_seed_is_zero) { ... }
 * Checks print both sides and end the test, not the program. main() prints
 * TAP; with arguments only tests whose name contains one of them run.
 */
#ifndef TEST_UNIT_TEST_H
#define TEST_UNIT_TEST_H

#include <stdbool.h>
#include <stdint.h>

struct test {
	const char *name;
	void (*run)(void);
	struct test *next;
};

void test_add(struct test *test);
_Noreturn void test_fail(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void test_int(const char *file, int line, const char *what, int64_t is,
	      int64_t want);
void test_u64(const char *file, int line, const char *what, uint64_t is,
	      uint64_t want);
void test_str(const char *file, int line, const char *what, const char *is,
	      const char *want);
void test_mem(const char *file, int line, const char *what, const void *is,
	      const void *want, unsigned long len);

/*
 * A directory that lives as long as the test; files are made in it by
 * test_file("sys/bus/nd/x/size", "4096\n"), parents included.
 */
const char *test_dir(void);
void test_file(const char *path, const char *content);
void test_link(const char *path, const char *target);

#define TEST(claim)                                                \
	static void claim(void);                                   \
	static struct test test_##claim = { #claim, claim, NULL }; \
	__attribute__((constructor)) static void add_##claim(void) \
	{                                                          \
		test_add(&test_##claim);                           \
	}                                                          \
	static void claim(void)

#define OK(expr)	   test_int(__FILE__, __LINE__, #expr, (expr), 0)
#define EQ(expr, want)	   test_int(__FILE__, __LINE__, #expr, (expr), want)
#define EQ_U64(expr, want) test_u64(__FILE__, __LINE__, #expr, (expr), want)
#define EQ_STR(expr, want) test_str(__FILE__, __LINE__, #expr, (expr), want)
#define EQ_MEM(expr, want, len) \
	test_mem(__FILE__, __LINE__, #expr, (expr), want, len)
#define IS(expr)                                                    \
	do {                                                        \
		if (!(expr))                                        \
			test_fail(__FILE__, __LINE__, "%s", #expr); \
	} while (0)

#endif
