/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxctl-sizing.h - what a virtiofs DAX window holds and what it costs
 *
 * Part of <daxctl/libdaxctl.h>, which tells the conventions.
 */
#ifndef _LIBDAXCTL_SIZING_H_
#define _LIBDAXCTL_SIZING_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The kernel deals a window out in ranges of 2 MiB; one holds 2 MiB of one
 * file, however little of it is used. All of this is arithmetic about Linux
 * 5.10 and later (fs/fuse/dax.c): nothing is read and nothing can fail. The
 * figures that were measured are told in the tests.
 */
enum {
	DAXCTL_RANGE_SHIFT = 21,
	DAXCTL_RANGE_SIZE = 1 << DAXCTL_RANGE_SHIFT, /* bytes */
};

/** daxctl_window_ranges() - the whole ranges in a window of so many bytes
 *
 * Return: how many; what is left over at the end is of no use to the kernel.
 */
uint64_t daxctl_window_ranges(uint64_t bytes);

/** daxctl_window_ranges_of() - the ranges that a part of a file needs
 * @offset: where it begins in the file, in bytes
 * @len: its length in bytes; a whole file is (0, its size)
 *
 * Return: how many; 0 if @len is 0.
 */
uint64_t daxctl_window_ranges_of(uint64_t offset, uint64_t len);

/** daxctl_window_threshold() - free ranges below which the kernel reclaims
 * @ranges: of the window
 *
 * Return: a fifth of them, rounded down, and at least 1.
 */
uint64_t daxctl_window_threshold(uint64_t ranges);

/** daxctl_window_capacity() - ranges that can be in use with no reclaim ever
 * @ranges: of the window
 *
 * Return: how many; 0 for a window of one range or none.
 */
uint64_t daxctl_window_capacity(uint64_t ranges);

/** daxctl_window_least() - the smallest window with that capacity
 * @capacity: how many ranges are to be in use at once
 *
 * Return: its ranges, at least 1; the inverse of daxctl_window_capacity().
 */
uint64_t daxctl_window_least(uint64_t capacity);

/** daxctl_window_bar() - the size of the PCI BAR that holds a window
 * @bytes: of the window
 *
 * Return: the next power of two, in bytes; 0 if there is none in 64 bits.
 */
uint64_t daxctl_window_bar(uint64_t bytes);

/** daxctl_window_probe_cost() - guest memory gone once the driver has a window
 * @bytes: of the window
 *
 * A struct page of 64 bytes for each page of 4 KiB, from the guest's ordinary
 * memory, whether the filesystem is mounted or not, with DAX or without. The
 * kernel's bookkeeping for them (sections, direct map) is below 0.5 % of it.
 *
 * Return: bytes.
 */
uint64_t daxctl_window_probe_cost(uint64_t bytes);

/** daxctl_window_mount_cost() - what a mount without dax=never takes on top
 * @bytes: of the window
 *
 * Return: bytes: 128 for each range.
 */
uint64_t daxctl_window_mount_cost(uint64_t bytes);

/** daxctl_window_cost() - what a window costs the guest that has it mounted
 * @bytes: of the window
 *
 * Return: bytes, 1.569 % of the window: the two costs above together.
 */
uint64_t daxctl_window_cost(uint64_t bytes);

#ifdef __cplusplus
}
#endif

#endif
