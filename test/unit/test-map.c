/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test-map.c - plans about maps carried out, with a device-mapper of our own
 *
 * A plan is made as a dry run on a captured disk, and then run all the same,
 * with a device-mapper that keeps a list of its devices and can be told to
 * refuse, or not to make what it was asked for: then a plan that makes maps
 * fails at last, and must take them back.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "block-machine.h"
#include "lib/change/map.h"
#include "test.h"
#include "util/le.h"

#define PMEM0 "sys/class/block/pmem0"

enum {
	MANY = 20
};

static struct daxctl_ctx *ctx;
static struct daxctl_plan *plan;

/* The devices that there are, the first with minor 1, and what was asked. */
struct device {
	char name[DM_NAME_LEN], uuid[DM_UUID_LEN], params[64];
	uint64_t length; /* 0: of its table nothing is known */
};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct device devices[MANY];
static unsigned int creates, loads, resumes, removes;
static const char *refuse_load, *refuse_remove;
static unsigned int busy_removes, open_looks;
static bool in_vain;	/* what is made can't be seen */
static uint64_t longer; /* so many sectors than what was asked for */

static struct device *device(const char *name)
{
	for (int i = 0; i < MANY; i++)
		if (!strcmp(devices[i].name, name))
			return &devices[i];
	return NULL;
}

static void hold(const struct device *at)
{
	char path[64];

	snprintf(path, sizeof(path), PMEM0 "/holders/dm-%d",
		 (int)(at - devices) + 1);
	test_file(path, "");
}

static int create(const struct dm_ioctl *head)
{
	struct device *at = device("");

	creates++;
	if (device(head->name))
		return -EBUSY;
	strcpy(at->name, head->name);
	strcpy(at->uuid, head->uuid);
	if (!in_vain)
		hold(at);
	return 0;
}

static int load(const struct dm_ioctl *head)
{
	const struct dm_target_spec *spec =
		(const void *)((const char *)head + head->data_start);
	struct device *at = device(head->name);

	loads++;
	if (refuse_load && !strcmp(head->name, refuse_load))
		return -EBUSY;
	if (in_vain)
		return 0;
	at->length = spec->length + longer;
	snprintf(at->params, sizeof(at->params), "%s",
		 (const char *)(spec + 1));
	return 0;
}

static int remove_it(const char *name)
{
	removes++;
	if (refuse_remove && !strcmp(name, refuse_remove))
		return -EPERM;
	if (busy_removes && busy_removes--)
		return -EBUSY;
	if (!device(name))
		return -ENXIO;
	*device(name)->name = '\0';
	return 0;
}

/* Somebody has each device open for the next @open_looks looks. */
static int tell(unsigned long request, void *arg)
{
	struct block_fake fakes[MANY + 1] = { 0 };
	struct dm dm = block_machine_dm(fakes);
	int rc;

	for (unsigned int i = 0, n = 0; i < MANY; i++) {
		if (!*devices[i].name)
			continue;
		fakes[n] = (struct block_fake){ .name = devices[i].name,
						.uuid = devices[i].uuid,
						.minor = i + 1,
						.open_count = open_looks > 0 };
		if (devices[i].length)
			fakes[n].lines[0] =
				(struct dm_target){ .length = devices[i].length,
						    .type = "linear",
						    .params =
							    devices[i].params };
		n++;
	}
	if (request == DM_TABLE_STATUS)
		open_looks -= open_looks > 0;
	rc = dm.ioctl(&dm, request, arg);
	block_machine_dm(NULL);
	return rc;
}

static int carry_out(unsigned long request, struct dm_ioctl *head)
{
	switch (request) {
	case DM_DEV_CREATE:
		return create(head);
	case DM_TABLE_LOAD:
		return load(head);
	case DM_DEV_SUSPEND:
		resumes++;
		return 0;
	case DM_DEV_REMOVE:
		return remove_it(head->name);
	default:
		return tell(request, head);
	}
}

static int our_ioctl(struct dm *dm, unsigned long request, void *arg)
{
	int rc;

	(void)dm;
	pthread_mutex_lock(&mutex);
	rc = carry_out(request, arg);
	pthread_mutex_unlock(&mutex);
	return rc;
}

/* Two partitions of 16 MiB each. */
static void make(void)
{
	static unsigned char mbr[512];
	char path[512];
	FILE *file;

	for (unsigned int i = 0; i < 2; i++) {
		unsigned char *entry = mbr + 446 + 16 * i;

		entry[4] = 0x83;
		put_le32(entry + 8, 2048 + i * 32768);
		put_le32(entry + 12, 32768);
	}
	put_le16(mbr + 510, 0xaa55);
	test_file(PMEM0 "/size", "131072\n");
	test_file(PMEM0 "/dev", "259:0\n");
	test_file(PMEM0 "/queue/dax", "1\n");
	test_file("dev/pmem0", "");
	snprintf(path, sizeof(path), "%s/dev/pmem0", test_dir());
	file = fopen(path, "w");
	IS(file);
	EQ(fwrite(mbr, 1, sizeof(mbr), file), sizeof(mbr));
	EQ(fclose(file), 0);
	EQ(truncate(path, 64 << 20), 0);
	memset(devices, 0, sizeof(devices));
	creates = loads = resumes = removes = busy_removes = open_looks = 0;
	refuse_load = refuse_remove = NULL;
	in_vain = false;
	longer = 0;
	OK(daxctl_new_at(test_dir(), &ctx));
}

static void add_map(unsigned int i)
{
	char path[128], text[64];

	struct device *at = &devices[i - 1];

	snprintf(at->name, sizeof(at->name), "pmem0p%u", i);
	snprintf(at->uuid, sizeof(at->uuid), "part%u-DAXCTL-x", i);
	hold(at);
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/dm/name", i);
	snprintf(text, sizeof(text), "pmem0p%u\n", i);
	test_file(path, text);
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/dm/uuid", i);
	snprintf(text, sizeof(text), "part%u-DAXCTL-x\n", i);
	test_file(path, text);
	snprintf(path, sizeof(path), "sys/class/block/dm-%u/size", i);
	test_file(path, "8\n");
}

/* Carry out what was planned as if it had not been a dry run. */
static int run(void)
{
	plan->flags &= ~DAXCTL_PLAN_DRY_RUN;
	plan->map->dm.ioctl = our_ioctl;
	return daxctl_plan_run(plan);
}

static void plan_map(void)
{
	const struct daxctl_map_want want = { 0 };

	OK(daxctl_disk_plan_map(ctx, "pmem0", &want, DAXCTL_PLAN_DRY_RUN,
				&plan));
}

static void plan_unmap(void)
{
	const struct daxctl_map_want want = { 0 };

	OK(daxctl_disk_plan_unmap(ctx, "pmem0", &want, DAXCTL_PLAN_DRY_RUN,
				  &plan));
}

static void end(void)
{
	daxctl_plan_free(plan);
	daxctl_unref(ctx);
}

static unsigned int count(void)
{
	unsigned int n = 0;

	for (int i = 0; i < MANY; i++)
		n += *devices[i].name != '\0';
	return n;
}

TEST(a_map_takes_three_calls_and_no_more)
{
	make();
	plan_map();
	OK(run());
	EQ(creates, 2);
	EQ(loads, 2);
	EQ(resumes, 2);
	EQ(count(), 2);
	end();
}

TEST(maps_that_cant_be_seen_afterwards_are_taken_back)
{
	make();
	in_vain = true;
	plan_map();
	EQ(run(), -EIO);
	EQ_STR(daxctl_get_error(ctx), "pmem0p1 isn't mapped afterwards");
	EQ(count(), 0);
	end();
}

TEST(maps_that_are_not_what_was_asked_for_are_taken_back)
{
	make();
	longer = 8;
	plan_map();
	EQ(run(), -EIO);
	EQ_STR(daxctl_get_error(ctx), "pmem0p1 isn't mapped afterwards");
	EQ(count(), 0);
	end();
}

TEST(when_one_cant_be_made_the_others_are_taken_back)
{
	make();
	refuse_load = "pmem0p2";
	plan_map();
	EQ(run(), -EBUSY);
	IS(strstr(daxctl_get_error(ctx), "pmem0p2: map 16777216 bytes"));
	IS(strstr(daxctl_get_error(ctx), "is in use"));
	IS(strstr(daxctl_get_remedy(ctx), "all is as it was before"));
	EQ(count(), 0);
	end();
}

TEST(when_the_first_cant_be_made_those_made_beside_it_are_taken_back)
{
	make();
	refuse_load = "pmem0p1";
	plan_map();
	EQ(run(), -EBUSY);
	EQ(creates, 2);
	EQ(count(), 0);
	end();
}

TEST(a_name_that_is_taken_is_left_to_its_owner)
{
	make();
	strcpy(devices[0].name, "pmem0p2");
	plan_map();
	EQ(run(), -EBUSY);
	IS(strstr(daxctl_get_error(ctx), "of this name"));
	EQ(count(), 1);
	EQ_STR(devices[0].name, "pmem0p2");
	end();
}

TEST(all_maps_are_removed)
{
	make();
	for (unsigned int i = 1; i <= MANY; i++)
		add_map(i);
	plan_unmap();
	OK(run());
	EQ(count(), 0);
	EQ(removes, MANY);
	end();
}

TEST(a_map_that_udev_looks_at_is_tried_again)
{
	make();
	add_map(1);
	add_map(2);
	busy_removes = 3;
	plan_unmap();
	OK(run());
	EQ(count(), 0);
	EQ(removes, 5);
	end();
}

TEST(when_one_cant_be_removed_the_others_are_gone)
{
	make();
	for (unsigned int i = 1; i <= MANY; i++)
		add_map(i);
	refuse_remove = "pmem0p7";
	plan_unmap();
	EQ(run(), -EPERM);
	EQ(count(), 1);
	IS(device("pmem0p7"));
	IS(strstr(daxctl_get_error(ctx), "pmem0p7: remove the map dm-7"));
	IS(strstr(daxctl_get_remedy(ctx), "what was done stays"));
	end();
}

TEST(one_that_has_gone_by_itself_is_no_failure)
{
	make();
	add_map(1);
	*devices[0].name = '\0';
	plan_unmap();
	OK(run());
	end();
}

TEST(a_map_of_no_partition_that_cant_be_removed_is_left)
{
	make();
	add_map(9);
	refuse_remove = "pmem0p9";
	plan_map();
	OK(run());
	EQ(count(), 3);
	end();
}

TEST(a_map_becomes_another_without_being_removed)
{
	make();
	add_map(1);
	add_map(2);
	plan_map();
	OK(run());
	EQ(creates, 0);
	EQ(loads, 2);
	EQ(resumes, 2);
	EQ(count(), 2);
	end();
}

TEST(a_map_that_did_not_become_another_becomes_the_old_one_again)
{
	make();
	add_map(1);
	add_map(2);
	in_vain = true;
	plan_map();
	EQ(run(), -EIO);
	EQ(loads, 4);
	EQ(resumes, 4);
	EQ(count(), 2);
	end();
}

TEST(a_map_that_moves_waits_until_udev_has_looked_at_it)
{
	make();
	add_map(1);
	add_map(2);
	open_looks = 3;
	plan_map();
	OK(run());
	EQ(open_looks, 0);
	EQ(loads, 2);
	end();
}

TEST(a_map_that_is_in_use_is_never_moved)
{
	make();
	add_map(1);
	open_looks = 10000;
	plan_map();
	EQ(run(), -EBUSY);
	IS(strstr(daxctl_get_error(ctx),
		  "in use by a process: see fuser -v /dev/dm-1"));
	IS(strstr(daxctl_get_remedy(ctx), "all is as it was before"));
	EQ(loads, 0);
	end();
}
