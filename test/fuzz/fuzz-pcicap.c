/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fuzz-pcicap.c - any bytes as a PCI device's config space
 *
 * The first 16 bytes are the addresses of the BAR. Whatever the device says,
 * nothing beyond its bytes is read, the search ends, and a window that is
 * found lies in its BAR and has room for its capability.
 */
#include <errno.h>
#include <string.h>

#include "fuzz.h"
#include "lib/virtiofs/pcicap.h"
#include "util/le.h"

enum {
	BAR = 16,
	LIST = 0x34,
	STATUS = 0x06,
	LARGEST = 4096,
};

static void check_place(const struct pcicap_shm *shm, uint64_t start,
			uint64_t end)
{
	enum pcicap_fault fault = PCICAP_VALID;
	uint64_t base;
	int rc;

	rc = pcicap_place(shm, start, end, &base, &fault);
	MUST((rc == 0) == (fault == PCICAP_VALID));
	if (rc < 0)
		return;
	MUST(base >= start && base <= end);
	MUST(shm->length && shm->length - 1 <= end - base);
}

static void check_text(const struct pcicap_skipped *skipped)
{
	char text[128], small[8];

	pcicap_describe(skipped, text, sizeof(text));
	MUST((*text != '\0') == (skipped->fault != PCICAP_VALID));
	MUST(strlen(text) < sizeof(text) - 1);
	pcicap_describe(skipped, small, sizeof(small));
	MUST(strlen(small) < sizeof(small));
}

static void look(const uint8_t *config, size_t size, uint64_t start,
		 uint64_t end)
{
	struct pcicap_skipped skipped;
	struct pcicap_shm shm;
	int rc;

	for (unsigned int id = 0; id < 2; id++) {
		rc = pcicap_find_shm(config, size, id, &shm, &skipped);
		MUST(rc == 0 || rc == -ENOENT || rc == -EACCES);
		MUST(rc != -EACCES || size <= PCICAP_CONFIG_WITHHELD);
		check_text(&skipped);
		if (rc < 0)
			continue;
		MUST(shm.bar < 6);
		MUST(shm.at >= PCICAP_CONFIG_WITHHELD &&
		     shm.at + PCICAP_SHM_SIZE <= PCICAP_CONFIG_SIZE &&
		     shm.at + PCICAP_SHM_SIZE <= size);
		check_place(&shm, start, end);
	}
}

/* Random bytes hardly ever begin a list; this makes them do so. */
static void repair(uint8_t *config, size_t size)
{
	if (size <= LIST)
		return;
	config[STATUS] |= 0x10;
	config[LIST] |= 0x40;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t start, end;
	uint8_t *config;

	if (size <= BAR || size > LARGEST)
		return 0;
	start = get_le64(data);
	end = get_le64(data + 8);
	size -= BAR;
	/* A copy of its own, so that a read past the end is seen. */
	config = malloc(size);
	MUST(config);
	memcpy(config, data + BAR, size);
	look(config, size, start, end);
	repair(config, size);
	look(config, size, start, end);
	free(config);
	return 0;
}
