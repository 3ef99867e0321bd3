/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pcicap.h - the shared memory that a virtio device tells of on PCI
 *
 * The layout is that of the virtio specification, 4.1.4 (struct
 * virtio_pci_cap64); what is passed over is what Linux passes over.
 */
#ifndef LIB_VIRTIOFS_PCICAP_H
#define LIB_VIRTIOFS_PCICAP_H

#include <stddef.h>
#include <stdint.h>

#include "util/util.h"

enum {
	PCICAP_CONFIG_SIZE = 256,    /* where capabilities can be */
	PCICAP_CONFIG_WITHHELD = 64, /* what others than root get of it */
	PCICAP_SHM_SIZE = 24,
};

/* Why a capability is no use to the kernel. */
enum pcicap_fault {
	PCICAP_VALID,
	PCICAP_BAD_LENGTH, /* of the capability: not 24 */
	PCICAP_BAD_BAR,	   /* there are BARs 0 to 5 */
	PCICAP_CUT_OFF,	   /* it reaches beyond the config space */
	PCICAP_LOOP,	   /* the list has no end */
	PCICAP_OVERFLOW,   /* offset and length add up to more than 64 bits */
	PCICAP_OUTSIDE,	   /* it reaches beyond its BAR */
};

struct pcicap_shm {
	unsigned int at; /* of the capability, in the config space */
	unsigned int bar;
	uint64_t offset; /* in the BAR */
	uint64_t length;
};

/* What was passed over on the way; the last one, if there were several. */
struct pcicap_skipped {
	enum pcicap_fault fault; /* PCICAP_VALID: nothing was */
	unsigned int at;
	unsigned int value; /* the length or the BAR that it should not have */
};

/*
 * Find the region of shared memory with number @id, by the first @size bytes
 * of the config space. @skipped is always filled in.
 *
 * 0; -ENOENT: there is none that Linux would use; -EACCES: the capabilities
 * are beyond @size.
 */
int pcicap_find_shm(const uint8_t *config, size_t size, unsigned int id,
		    struct pcicap_shm *ret,
		    struct pcicap_skipped *skipped) must_check;

/*
 * Where a region is, its BAR being the addresses from @start to @end. 0, or
 * -ERANGE with @fault.
 */
int pcicap_place(const struct pcicap_shm *shm, uint64_t start, uint64_t end,
		 uint64_t *ret, enum pcicap_fault *fault) must_check;

/* As in "the capability at 0xa4 has a length of 16, not 24". */
void pcicap_describe(const struct pcicap_skipped *skipped, char *buf,
		     size_t size);

#endif
