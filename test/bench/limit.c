/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limit.c - the yardstick: the necessary reads and nothing else
 *
 * usage: limit namespaces|devices
 *
 * Prints what "ndctl list" and "daxctl list" print by default, in the same
 * JSON less the blanks. It has no options, no errors, no other root than /sys,
 * no bad blocks and no disabled devices: whatever it leaves out, a real tool
 * pays for in calls and instructions beside those counted here.
 *
 * One read of a folder answers a question for all objects: who is bound to a
 * driver, which disks there are. An attribute is open, read, close, below the
 * folder of its region. Memory is of fixed size, enough for 10000 namespaces.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ARENA_SIZE (1 << 20)
#define TABLE_SIZE (1 << 15)
#define LIST_SIZE  16384

static char output[1 << 16];
static size_t output_len;

static char value[4096]; /* of the attribute read last, without its newline */

static char arena[ARENA_SIZE]; /* all names */
static size_t arena_used;

static const char *table[TABLE_SIZE]; /* bound devices and disks, hashed */

/* Names of one folder, in the order in which it gives them. */
struct list {
	const char *prefix; /* the ones to keep */
	const char *names[LIST_SIZE];
	size_t count;
};

static void flush(void)
{
	size_t done = 0;

	while (done < output_len) {
		ssize_t len =
			write(STDOUT_FILENO, output + done, output_len - done);

		if (len <= 0)
			exit(EXIT_FAILURE);
		done += len;
	}
	output_len = 0;
}

static void put_bytes(const char *text, size_t len)
{
	if (output_len + len > sizeof(output))
		flush();
	memcpy(output + output_len, text, len);
	output_len += len;
}

static void put(const char *text)
{
	put_bytes(text, strlen(text));
}

static void put_key(const char *key)
{
	put(",\"");
	put(key);
	put("\":");
}

static void put_string(const char *key, const char *text)
{
	put_key(key);
	put("\"");
	put(text);
	put("\"");
}

/* Numbers go from attribute to output as they are. */
static void put_number(const char *key, const char *digits)
{
	put_key(key);
	put(digits);
}

/* Read DIR/OBJECT/ATTR into value; false if it isn't there or is empty. */
static bool get(int dir, const char *object, const char *attr)
{
	char path[128], *end;
	ssize_t len;
	int fd;

	end = stpcpy(path, object);
	*end++ = '/';
	strcpy(end, attr);
	value[0] = '\0';
	fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, value, sizeof(value) - 1);
	close(fd);
	if (len <= 0)
		return false;
	if (value[len - 1] == '\n')
		len--;
	value[len] = '\0';
	return len > 0;
}

static const char *keep(const char *name)
{
	size_t size = strlen(name) + 1;
	char *kept = arena + arena_used;

	if (arena_used + size > sizeof(arena))
		exit(EXIT_FAILURE);
	arena_used += size;
	return memcpy(kept, name, size);
}

static size_t slot_of(const char *name)
{
	uint32_t hash = 2166136261;

	for (const char *p = name; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619;
	hash ^= hash >> 15;
	while (table[hash % TABLE_SIZE] &&
	       strcmp(table[hash % TABLE_SIZE], name))
		hash++;
	return hash % TABLE_SIZE;
}

static bool known(const char *name)
{
	return table[slot_of(name)];
}

static void add_known(void *arg, const char *name)
{
	(void)arg;
	table[slot_of(name)] = keep(name);
}

static void add_disk(void *arg, const char *name)
{
	if (!strncmp(name, "pmem", 4))
		add_known(arg, name);
}

static void add_to_list(void *arg, const char *name)
{
	struct list *list = arg;

	if (strncmp(name, list->prefix, strlen(list->prefix)))
		return;
	if (list->count == LIST_SIZE)
		exit(EXIT_FAILURE);
	list->names[list->count++] = keep(name);
}

static void each_name(int dir, void (*each)(void *arg, const char *name),
		      void *arg)
{
	static _Alignas(struct dirent64) char chunk[32768];
	const struct dirent64 *entry;
	ssize_t len;

	while ((len = getdents64(dir, chunk, sizeof(chunk))) > 0)
		for (ssize_t at = 0; at < len; at += entry->d_reclen) {
			entry = (const struct dirent64 *)(chunk + at);
			each(arg, entry->d_name);
		}
}

static void each_name_at(int dir, const char *path,
			 void (*each)(void *arg, const char *name), void *arg)
{
	int fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	each_name(fd, each, arg);
	close(fd);
}

/* "512 [4096]" to "4096" */
static const char *chosen_sector(void)
{
	char *start = strchr(value, '['), *end = strchr(value, ']');

	if (!start || !end)
		return "512";
	*end = '\0';
	return start + 1;
}

struct namespace
{
	int region;	    /* folder of the region */
	const char *name;   /* namespaceX.Y */
	const char *number; /* X.Y */
	char claim[32];	    /* btt, pfn or dax device; itself if raw */
	const char *mode;
};

static bool is_active(struct namespace *ns)
{
	ns->mode = "raw";
	strcpy(ns->claim, ns->name);
	if (known(ns->name))
		return true;
	if (!get(ns->region, ns->name, "holder") ||
	    strlen(value) >= sizeof(ns->claim))
		return false;
	strcpy(ns->claim, value);
	ns->mode = *value == 'p'   ? "fsdax"
		   : *value == 'd' ? "devdax"
				   : "sector";
	return known(ns->claim);
}

static void put_blockdev(const struct namespace *ns)
{
	const char *minor = strchr(ns->number, '.');
	char name[32], *end;

	end = stpcpy(name, "pmem");
	end = stpcpy(end, ns->number);
	if (!strcmp(minor, ".0"))
		end -= strlen(minor);
	strcpy(end, *ns->mode == 's' ? "s" : "");
	if (known(name))
		put_string("blockdev", name);
}

static void put_common(const struct namespace *ns)
{
	put("{\"dev\":\"");
	put(ns->name);
	put("\"");
	put_string("mode", ns->mode);
	if (strstr(ns->mode, "dax") && get(ns->region, ns->claim, "mode"))
		put_string("map", *value == 'p' ? "dev" : "mem");
	if (get(ns->region, ns->claim, "size"))
		put_number("size", value);
	if (get(ns->region, ns->claim, "uuid"))
		put_string("uuid", value);
}

static void put_namespace(const struct namespace *ns)
{
	bool devdax = *ns->mode == 'd', btt = *ns->mode == 's';
	char chardev[32];

	put_common(ns);
	if (devdax) {
		strcpy(stpcpy(chardev, "dax"), ns->number);
		put_string("chardev", chardev);
	} else {
		get(ns->region, btt ? ns->claim : ns->name, "sector_size");
		put_number("sector_size", chosen_sector());
	}
	if (strstr(ns->mode, "dax") && get(ns->region, ns->claim, "align"))
		put_number("align", value);
	if (!devdax)
		put_blockdev(ns);
	if (get(ns->region, ns->name, "alt_name"))
		put_string("name", value);
	put("}");
}

static bool put_region(int region, bool more)
{
	static struct list names;

	names = (struct list){ .prefix = "namespace" };
	each_name(region, add_to_list, &names);
	get(region, ".", "badblocks");
	for (size_t i = 0; i < names.count; i++) {
		struct namespace ns = {
			.region = region,
			.name = names.names[i],
			.number = names.names[i] + strlen("namespace"),
		};

		if (!is_active(&ns))
			continue;
		put(more ? "," : "[");
		more = true;
		put_namespace(&ns);
	}
	return more;
}

static void put_namespaces(void)
{
	int bus = open("/sys/bus/nd", O_PATH | O_DIRECTORY | O_CLOEXEC);
	static struct list regions = { .prefix = "region" };
	bool more = false;

	each_name_at(bus, "devices", add_to_list, &regions);
	each_name_at(bus, "drivers/nd_pmem", add_known, NULL);
	each_name_at(bus, "drivers/dax_pmem", add_known, NULL);
	each_name_at(bus, "../../class/block", add_disk, NULL);
	for (size_t i = 0; i < regions.count; i++) {
		char path[64];
		int region;

		strcpy(stpcpy(path, "devices/"), regions.names[i]);
		region = openat(bus, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (region < 0)
			continue;
		more = put_region(region, more);
		close(region);
	}
	put(more ? "]\n" : "");
}

static uint64_t number_at(int dir, const char *object, const char *attr,
			  int base)
{
	return get(dir, object, attr) ? strtoull(value, NULL, base) : 0;
}

static void put_count(const char *key, uint64_t count)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%ju", (uintmax_t)count);
	put_number(key, digits);
}

/* Only the blocks that lie in the device, by their number. */
static void put_memory_blocks(int devices, const char *name, uint64_t size)
{
	static uint64_t block_size;
	static int memory = -1;
	uint64_t start, online = 0, total = 0, movable = 0;
	char block[32];

	if (memory < 0) {
		memory = open("/sys/devices/system/memory",
			      O_PATH | O_DIRECTORY | O_CLOEXEC);
		block_size = number_at(memory, ".", "block_size_bytes", 16);
	}
	start = number_at(devices, name, "resource", 0);
	if (!block_size || !start)
		return;
	for (uint64_t i = (start + block_size - 1) / block_size;
	     (i + 1) * block_size <= start + size; i++) {
		snprintf(block, sizeof(block), "memory%ju", (uintmax_t)i);
		if (!get(memory, block, "state"))
			continue;
		total++;
		if (strncmp(value, "online", 6))
			continue;
		online++;
		get(memory, block, "valid_zones");
		movable += !strcmp(value, "Movable");
	}
	put_count("online_memblocks", online);
	put_count("total_memblocks", total);
	if (online)
		put_number("movable", movable == online ? "true" : "false");
}

static void put_device(int devices, const char *name)
{
	uint64_t size = 0;
	bool kmem = known(name);

	put("{\"chardev\":\"");
	put(name);
	put("\"");
	if (get(devices, name, "size")) {
		put_number("size", value);
		size = strtoull(value, NULL, 10);
	}
	if (get(devices, name, "target_node") && *value != '-')
		put_number("target_node", value);
	if (get(devices, name, "align"))
		put_number("align", value);
	put_string("mode", kmem ? "system-ram" : "devdax");
	if (kmem)
		put_memory_blocks(devices, name, size);
	put("}");
}

static void put_devices(void)
{
	static struct list names = { .prefix = "dax" };
	int devices = open("/sys/bus/dax/devices",
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (devices < 0)
		return;
	each_name(devices, add_to_list, &names);
	each_name_at(devices, "../drivers/kmem", add_known, NULL);
	for (size_t i = 0; i < names.count; i++) {
		put(i ? "," : "[");
		put_device(devices, names.names[i]);
	}
	put(names.count ? "]\n" : "");
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "namespaces")) {
		put_namespaces();
	} else if (argc == 2 && !strcmp(argv[1], "devices")) {
		put_devices();
	} else {
		fputs("usage: limit namespaces|devices\n", stderr);
		return EXIT_FAILURE;
	}
	flush();
	return EXIT_SUCCESS;
}
