/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-dm.c - what is asked of device-mapper, and what is made of its answers
 *
 * A device-mapper of our own notes the questions and gives the answers that a
 * test wants, right ones and others.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include "lib/block/dm.h"
#include "test.h"

/* All that was asked, the newest last. */
static struct question {
	unsigned long request;
	struct dm_ioctl head;
	struct dm_target_spec spec;
	char params[64];
} asked[8];
static unsigned int n_asked;
static int answer_rc;

/* What is in the answer behind its head, and how it describes itself. */
static char answer[2048];
static size_t answer_len;
static uint32_t answer_targets, answer_start, answer_size;
static unsigned int full_times;

static void note(unsigned long request, const struct dm_ioctl *head)
{
	struct question *question = &asked[n_asked++];

	IS(n_asked <= ARRAY_SIZE(asked));
	question->request = request;
	question->head = *head;
	if (request != DM_TABLE_LOAD)
		return;
	memcpy(&question->spec, head + 1, sizeof(question->spec));
	snprintf(question->params, sizeof(question->params), "%s",
		 (const char *)(head + 1) + sizeof(question->spec));
}

static void give(struct dm_ioctl *head)
{
	if (full_times && full_times--) {
		head->flags |= DM_BUFFER_FULL_FLAG;
		return;
	}
	head->version[0] = 4;
	head->version[1] = 48;
	IS(head->data_size >= sizeof(*head) + answer_len ||
	   head->data_size == sizeof(*head));
	if (head->data_size > sizeof(*head))
		memcpy(head + 1, answer, answer_len);
	head->target_count = answer_targets;
	head->data_start = answer_start ? answer_start : sizeof(*head);
	head->data_size = answer_size ? answer_size
				      : sizeof(*head) + answer_len;
	head->dev = makedev(254, 7);
	head->open_count = 3;
	strcpy(head->uuid, "part1-DAXCTL-x");
}

static int our_ioctl(struct dm *dm, unsigned long request, void *arg)
{
	(void)dm;
	note(request, arg);
	if (answer_rc)
		return answer_rc;
	give(arg);
	return 0;
}

static struct dm ours(void)
{
	n_asked = answer_len = answer_targets = answer_start = 0;
	answer_size = full_times = 0;
	answer_rc = 0;
	memset(asked, 0, sizeof(asked));
	return (struct dm){ .fd = -1, .ioctl = our_ioctl };
}

TEST(a_map_is_three_questions)
{
	struct dm dm = ours();
	const struct dm_target target = { .length = 800,
					  .type = "linear",
					  .params = "259:0 2048" };

	OK(dm_create(&dm, "pmem0p1", "part1-DAXCTL-abc"));
	OK(dm_load(&dm, "pmem0p1", false, &target));
	OK(dm_resume(&dm, "pmem0p1", false));
	EQ(n_asked, 3);
	EQ(asked[0].request, DM_DEV_CREATE);
	EQ_STR(asked[0].head.name, "pmem0p1");
	EQ_STR(asked[0].head.uuid, "part1-DAXCTL-abc");
	EQ(asked[1].request, DM_TABLE_LOAD);
	EQ(asked[1].head.target_count, 1);
	EQ_U64(asked[1].spec.length, 800);
	EQ_STR(asked[1].spec.target_type, "linear");
	EQ_STR(asked[1].params, "259:0 2048");
	EQ(asked[2].request, DM_DEV_SUSPEND);
	EQ(asked[2].head.flags & DM_SUSPEND_FLAG, 0);
}

TEST(udev_is_told_that_somebody_made_the_change)
{
	struct dm dm = ours();

	OK(dm_resume(&dm, "x", false));
	OK(dm_remove(&dm, "x", false));
	/* The flag alone: a cookie would be a semaphore that nobody made. */
	EQ(asked[0].head.event_nr, 0x400000);
	/* Nothing is linked then: rules would start a program in vain. */
	EQ(asked[1].head.event_nr, 0);
	EQ(asked[1].head.flags & DM_DEFERRED_REMOVE, 0);
}

TEST(the_map_of_a_disk_that_is_gone_is_neither_flushed_nor_frozen)
{
	struct dm dm = ours();

	OK(dm_resume(&dm, "x", true));
	OK(dm_remove(&dm, "x", true));
	EQ(asked[0].head.flags, DM_SKIP_LOCKFS_FLAG | DM_NOFLUSH_FLAG);
	EQ(asked[1].head.flags, DM_DEFERRED_REMOVE);
}

TEST(every_question_has_the_oldest_version)
{
	struct dm dm = ours();

	OK(dm_handshake(&dm));
	EQ(asked[0].request, DM_VERSION);
	EQ(asked[0].head.version[0], 4);
	EQ(asked[0].head.version[1], 0);
	EQ(asked[0].head.data_start, sizeof(struct dm_ioctl));
}

static int old_ioctl(struct dm *dm, unsigned long request, void *arg)
{
	struct dm_ioctl *head = arg;

	(void)dm;
	(void)request;
	head->version[0] = 3;
	return 0;
}

TEST(a_device_mapper_of_another_age_is_not_used)
{
	struct dm dm = { .fd = -1, .ioctl = old_ioctl };

	EQ(dm_handshake(&dm), -EOPNOTSUPP);
}

TEST(what_the_kernel_refuses_is_passed_on)
{
	struct dm dm = ours();

	answer_rc = -EBUSY;
	EQ(dm_create(&dm, "x", "y"), -EBUSY);
	EQ(dm_remove(&dm, "x", false), -EBUSY);
}

TEST(names_are_mangled_as_libdevmapper_does)
{
	char text[32];

	OK(dm_mangle("pmem0.1p3", text, sizeof(text)));
	EQ_STR(text, "pmem0.1p3");
	OK(dm_mangle("a b/c", text, sizeof(text)));
	EQ_STR(text, "a\\x20b\\x2fc");
	OK(dm_mangle("\xc3\xa4", text, sizeof(text)));
	EQ_STR(text, "\\xc3\\xa4");
	EQ(dm_mangle("a b", text, 6), -ENAMETOOLONG);
	OK(dm_mangle("a b", text, 7));
}

TEST(a_name_that_is_too_long_is_never_cut)
{
	struct dm dm = ours();
	char name[DM_NAME_LEN + 1];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	EQ(dm_create(&dm, name, "x"), -ENAMETOOLONG);
	EQ(n_asked, 0);
	name[DM_NAME_LEN - 1] = '\0';
	OK(dm_create(&dm, name, "x"));
}

TEST(a_table_that_is_too_long_is_never_cut)
{
	struct dm dm = ours();
	char params[2048];

	memset(params, '1', sizeof(params) - 1);
	params[sizeof(params) - 1] = '\0';
	EQ(dm_load(&dm, "x", false,
		   &(struct dm_target){ .type = "linear", .params = params }),
	   -E2BIG);
	EQ(n_asked, 0);
}

/* A line of a table; @next counts from the first line. */
static void add_line(uint64_t start, uint64_t length, const char *type,
		     const char *params, uint32_t next)
{
	struct dm_target_spec spec = { .sector_start = start,
				       .length = length,
				       .next = next };

	strcpy(spec.target_type, type);
	memcpy(answer + answer_len, &spec, sizeof(spec));
	strcpy(answer + answer_len + sizeof(spec), params);
	answer_len = next;
	answer_targets++;
}

static char seen[256];

static int see(void *arg, const struct dm_target *target)
{
	size_t used = strlen(seen);

	(void)arg;
	snprintf(seen + used, sizeof(seen) - used, "%ju+%ju %s %s;",
		 (uintmax_t)target->start, (uintmax_t)target->length,
		 target->type, target->params);
	return 0;
}

static int read_table(struct dm *dm, struct dm_status *status)
{
	*seen = '\0';
	return dm_table(dm, "pmem0p1", status, see, NULL);
}

TEST(every_line_of_a_table_is_read)
{
	struct dm dm = ours();
	struct dm_status status;

	add_line(0, 8, "linear", "259:0 2048", 64);
	add_line(8, 16, "striped", "2 8 259:0 0 259:1 0", 128);
	OK(read_table(&dm, &status));
	EQ_STR(seen, "0+8 linear 259:0 2048;8+16 striped 2 8 259:0 0 259:1 0;");
	EQ(status.major, 254);
	EQ(status.minor, 7);
	EQ(status.open_count, 3);
	EQ_STR(status.uuid, "part1-DAXCTL-x");
	EQ(asked[0].head.flags & DM_STATUS_TABLE_FLAG, DM_STATUS_TABLE_FLAG);
}

TEST(a_buffer_that_is_too_small_is_made_larger)
{
	struct dm dm = ours();
	struct dm_status status;

	add_line(0, 8, "linear", "259:0 0", 64);
	full_times = 2;
	OK(read_table(&dm, &status));
	EQ(n_asked, 3);
	IS(asked[1].head.data_size > asked[0].head.data_size);
	EQ_STR(seen, "0+8 linear 259:0 0;");
}

TEST(an_answer_that_never_fits_is_given_up)
{
	struct dm dm = ours();
	struct dm_status status;

	full_times = 100;
	EQ(read_table(&dm, &status), -E2BIG);
	IS(n_asked < ARRAY_SIZE(asked));
}

TEST(lines_that_lead_nowhere_are_an_error)
{
	struct dm dm = ours();
	struct dm_status status;

	/* Back to itself, and with a second one promised. */
	add_line(0, 8, "linear", "259:0 0", 64);
	((struct dm_target_spec *)answer)->next = 0;
	answer_targets = 2;
	EQ(read_table(&dm, &status), -EIO);
	/* Out of the answer. */
	dm = ours();
	add_line(0, 8, "linear", "259:0 0", 64);
	((struct dm_target_spec *)answer)->next = 1 << 30;
	answer_targets = 2;
	EQ(read_table(&dm, &status), -EIO);
	/* An answer that ends within a line. */
	dm = ours();
	add_line(0, 8, "linear", "259:0 0", 64);
	answer_size = sizeof(struct dm_ioctl) + 10;
	EQ(read_table(&dm, &status), -EIO);
}

TEST(text_without_an_end_is_an_error)
{
	struct dm dm = ours();
	struct dm_status status;

	add_line(0, 8, "linear", "259:0 0", 64);
	memset(answer + sizeof(struct dm_target_spec), '1', 24);
	answer_len = 64;
	EQ(read_table(&dm, &status), -EIO);
}

TEST(sizes_that_are_no_sizes_are_an_error)
{
	struct dm dm = ours();
	struct dm_status status;

	answer_size = 1 << 30;
	EQ(read_table(&dm, &status), -EIO);
	dm = ours();
	answer_start = 1 << 29;
	answer_size = 400;
	EQ(read_table(&dm, &status), -EIO);
}

static void add_name(uint64_t dev, const char *name, uint32_t next)
{
	struct dm_name_list *entry = (void *)(answer + answer_len);

	entry->dev = dev;
	entry->next = next;
	strcpy(entry->name, name);
	answer_len += next ? next : 32;
}

static int see_name(void *arg, const char *name, unsigned int minor)
{
	size_t used = strlen(seen);

	snprintf(seen + used, sizeof(seen) - used, "%s %u;", name, minor);
	return arg && !strcmp(arg, name);
}

TEST(all_devices_are_named)
{
	struct dm dm = ours();
	char one[] = "one";

	add_name(1, "one", 32);
	add_name(2, "two", 0);
	*seen = '\0';
	OK(dm_list(&dm, see_name, NULL));
	EQ_STR(seen, "one 1;two 2;");
	*seen = '\0';
	EQ(dm_list(&dm, see_name, one), 1);
	EQ_STR(seen, "one 1;");
}

TEST(no_device_is_no_name)
{
	struct dm dm = ours();

	add_name(0, "", 0);
	*seen = '\0';
	OK(dm_list(&dm, see_name, NULL));
	EQ_STR(seen, "");
}

TEST(a_list_that_leads_out_of_the_answer_ends)
{
	struct dm dm = ours();

	add_name(1, "one", 32);
	((struct dm_name_list *)answer)->next = 1 << 30;
	*seen = '\0';
	OK(dm_list(&dm, see_name, NULL));
	EQ_STR(seen, "one 1;");
}

TEST(linear_targets_are_taken_apart_whole)
{
	unsigned int major, minor;
	uint64_t start;

	IS(dm_parse_linear("259:3 18446744073709551615", &major, &minor,
			   &start));
	EQ(major, 259);
	EQ(minor, 3);
	EQ_U64(start, UINT64_MAX);
	IS(!dm_parse_linear("259:3", &major, &minor, &start));
	IS(!dm_parse_linear("259:3 5 6", &major, &minor, &start));
	IS(!dm_parse_linear("/dev/pmem0 5", &major, &minor, &start));
}

TEST(a_captured_tree_has_no_device_mapper)
{
	struct daxctl_ctx ctx = { .captured = true, .root = -1 };
	struct dm dm;

	EQ(dm_open(&ctx, &dm), -EROFS);
}
