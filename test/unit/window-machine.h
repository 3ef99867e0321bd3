/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * window-machine.h - made-up machines with virtio-fs devices
 */
#ifndef TEST_UNIT_WINDOW_MACHINE_H
#define TEST_UNIT_WINDOW_MACHINE_H

#include <stdio.h>

#include "libdaxctl.h"
#include "machine.h"
#include "test.h"

#define WINDOW_PCI "sys/devices/pci0000:00"

/* The capability of a window of 64 MiB in BAR 2, at f8000000. */
#define WINDOW_64M \
	"\x09\x00\x18\x08\x02\0\0\0\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\0"

enum {
	WINDOW_AT = 0xa4, /* where the capability is */
};

/* virtio@id with its driver on PCI; @cap NULL: it has no such capability. */
void window_machine_pci(unsigned int id, const char *address, const char *cap);

/* What others than root get of the config space. */
void window_machine_cut_config(const char *address);

/* Change a byte of it. */
void window_machine_poke(const char *address, unsigned int at, char byte);

/* virtio@id at LNRO0005:00. */
void window_machine_mmio(unsigned int id, bool bound);

/* fs/virtiofs/@number, of the device below WINDOW_PCI. */
void window_machine_tag(unsigned int number, const char *device,
			const char *tag);

/* The first device; that there is none fails the test. */
struct daxctl_window *the_window(struct daxctl_ctx *ctx);

#endif
