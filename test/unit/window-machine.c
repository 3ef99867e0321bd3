/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window-machine.c - made-up machines with virtio-fs devices
 */
#include <string.h>
#include <unistd.h>

#include "window-machine.h"

enum {
	CONFIG = 256,
	HEADER = 64,
	CAP_SIZE = 24,
};

static const char resource[] =
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
	"0x00000000febf2000 0x00000000febf2fff 0x0000000000040200\n"
	"0x00000000f8000000 0x00000000fbffffff 0x000000000014220c\n"
	"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
	"0x00000000fd004000 0x00000000fd007fff 0x000000000014220c\n";

/* A file that isn't text: test_file() would stop at the first zero. */
static void write_config(const char *address, const char *config, size_t size)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), WINDOW_PCI "/%s", address);
	machine_set(path, "config", "");
	snprintf(path, sizeof(path), "%s/" WINDOW_PCI "/%s/config", test_dir(),
		 address);
	file = fopen(path, "we");
	IS(file);
	EQ(fwrite(config, 1, size, file), (int64_t)size);
	OK(fclose(file));
}

static void read_config(const char *address, char config[CONFIG])
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/" WINDOW_PCI "/%s/config", test_dir(),
		 address);
	file = fopen(path, "re");
	IS(file);
	EQ(fread(config, 1, CONFIG, file), CONFIG);
	fclose(file);
}

/* A link that may be there already, from what the test made before. */
static void set_link(const char *path, const char *target)
{
	char old[256];

	snprintf(old, sizeof(old), "%s/%s", test_dir(), path);
	(void)unlink(old);
	test_link(path, target);
}

static void make_device(unsigned int id, const char *parent, const char *bus,
			bool bound)
{
	char path[128], target[128];

	snprintf(path, sizeof(path), "%s/virtio%u", parent, id);
	machine_set(path, "device", "0x001a\n");
	snprintf(path, sizeof(path), "sys/bus/virtio/devices/virtio%u", id);
	snprintf(target, sizeof(target), "../../../%s/virtio%u", parent + 4,
		 id);
	set_link(path, target);
	snprintf(path, sizeof(path), "%s/subsystem", parent);
	snprintf(target, sizeof(target), "../../../bus/%s", bus);
	set_link(path, target);
	snprintf(path, sizeof(path), "%s/virtio%u/driver", parent, id);
	if (bound)
		set_link(path, "../../../../bus/virtio/drivers/virtiofs");
}

void window_machine_pci(unsigned int id, const char *address, const char *cap)
{
	char config[CONFIG] = { 0 }, path[128];

	snprintf(path, sizeof(path), WINDOW_PCI "/%s", address);
	make_device(id, path, "pci", true);
	machine_set(path, "resource", resource);
	config[0x06] = 0x10;
	config[0x34] = cap ? (char)WINDOW_AT : 0;
	if (cap)
		memcpy(config + WINDOW_AT, cap, CAP_SIZE);
	write_config(address, config, sizeof(config));
}

void window_machine_cut_config(const char *address)
{
	char config[CONFIG];

	read_config(address, config);
	write_config(address, config, HEADER);
}

void window_machine_poke(const char *address, unsigned int at, char byte)
{
	char config[CONFIG];

	read_config(address, config);
	config[at] = byte;
	write_config(address, config, sizeof(config));
}

void window_machine_mmio(unsigned int id, bool bound)
{
	make_device(id, "sys/devices/platform/LNRO0005:00", "platform", bound);
}

void window_machine_tag(unsigned int number, const char *device,
			const char *tag)
{
	char path[64], target[128];

	snprintf(path, sizeof(path), "sys/fs/virtiofs/%u", number);
	snprintf(target, sizeof(target), "%s\n", tag);
	machine_set(path, "tag", target);
	snprintf(path, sizeof(path), "sys/fs/virtiofs/%u/device", number);
	snprintf(target, sizeof(target), "../../../devices/pci0000:00/%s",
		 device);
	set_link(path, target);
}

struct daxctl_window *the_window(struct daxctl_ctx *ctx)
{
	struct daxctl_window *window = daxctl_window_get_first(ctx);

	IS(window);
	return window;
}
