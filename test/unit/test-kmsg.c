/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-kmsg.c - which lines of the kernel's log are about a device
 *
 * /dev/kmsg gives one record a read(); a socket that keeps records apart does
 * the same.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/change/kmsg.h"
#include "test.h"

static const char *const objects[] = { "namespace0.1", "pfn0.1" };

/* What is told of @records, the last one NULL, in @size bytes. */
static const char *about(const char *const *records, size_t size)
{
	static char buf[256];
	int ends[2];

	OK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends));
	for (; *records; records++)
		IS(write(ends[1], *records, strlen(*records)) > 0);
	kmsg_about(ends[0], objects, 2, buf, size);
	close(ends[0]);
	close(ends[1]);
	return buf;
}

TEST(a_name_is_found_as_a_word_only)
{
	IS(kmsg_names("nd_pmem pfn0.1: bad", "pfn0.1"));
	IS(kmsg_names("pfn0.1", "pfn0.1"));
	IS(kmsg_names("no pfn0.12 but pfn0.1", "pfn0.1"));
	IS(kmsg_names("that was pfn0.1.", "pfn0.1"));
	IS(!kmsg_names("nd_pmem pfn0.12: bad", "pfn0.1"));
	IS(!kmsg_names("pfn0.1.5", "pfn0.1"));
	IS(!kmsg_names("xpfn0.1", "pfn0.1"));
	IS(!kmsg_names("pmem10: gone", "pmem1"));
	IS(!kmsg_names("", "pmem1"));
}

TEST(messages_of_other_devices_are_left_out)
{
	const char *const records[] = {
		"3,1,100,-;nd_pmem namespace0.1: unable to map\n SUBSYSTEM=nd\n",
		"6,2,101,-;nd_pmem namespace0.2: fine\n",
		"6,3,102,-;nd_pmem pfn0.1: too small\n DEVICE=+nd:pfn0.1\n",
		NULL,
	};

	EQ_STR(about(records, 256),
	       "nd_pmem namespace0.1: unable to map; nd_pmem pfn0.1: too small");
}

TEST(nothing_is_told_when_nothing_was_said)
{
	const char *const none[] = { NULL };
	const char *const other[] = { "6,2,101,-;eth0: up\n", "garbage", NULL };
	char buf[8] = "before";

	EQ_STR(about(none, 256), "");
	EQ_STR(about(other, 256), "");
	kmsg_about(-1, objects, 2, buf, sizeof(buf));
	EQ_STR(buf, "");
}

TEST(the_last_messages_are_kept_when_not_all_fit)
{
	const char *const records[] = {
		"3,1,1,-;pfn0.1: one\n",
		"3,2,2,-;pfn0.1: two\n",
		"3,3,3,-;pfn0.1: three\n",
		NULL,
	};

	EQ_STR(about(records, 32), "pfn0.1: two; pfn0.1: three");
	EQ_STR(about(records, 16), "pfn0.1: three");
	EQ_STR(about(records, 10), "pfn0.1: t");
}
