/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * section.h - a section of the configuration: which devices, and what of them
 *
 * Reading a section and comparing two of them needs no machine; only match.c
 * looks at devices.
 */
#ifndef LIB_LAYOUT_SECTION_H
#define LIB_LAYOUT_SECTION_H

#include <stdint.h>

#include "lib/libdaxctl.h"
#include "util/util.h"

/* Those up to KEY_SIZE tell devices apart. */
enum config_key {
	KEY_NVDIMM_UUID,
	KEY_CXL_REGION,
	KEY_HMEM_RANGE,
	KEY_DEVICE,
	KEY_PATH,
	KEY_TARGET_NODE,
	KEY_SIZE, /* as a setting where another key tells the device */
	KEY_MODE,
	KEY_ONLINE,
	KEY_MOVABLE,
	KEY_ALIGN,
	N_KEYS,
};

struct daxctl_config_section {
	char *name;		    /* owned; "": it has none */
	const char *file;	    /* borrowed: the configuration's */
	char *place;		    /* owned: "FILE:LINE" */
	unsigned int line;	    /* of its head */
	unsigned int lines[N_KEYS]; /* 0: it hasn't that key */
	char *texts[N_KEYS];	    /* owned: values as they are written */
	unsigned int bad;	    /* a bit for each key whose value is none */
	bool faulty; /* what it wants can't be told, which has been said */
	bool never;  /* it is never the one for a device, which has been said */
	uint64_t range[2]; /* hmem.range: first and last byte */
	uint64_t size, align;
	int target_node;
	enum daxctl_dev_mode mode;
	bool online, movable;
};

int section_new(const char *file, unsigned int line, const char *name,
		struct daxctl_config_section **ret) must_check;
void section_free(void *section);

/* Why a value is none, and what it should be. */
struct value_fault {
	const char *message;
	const char *wanted;
	bool warning; /* it is read all the same */
};

/* The key of that name, in either case; N_KEYS: there is none. */
enum config_key key_find(const char *name);
const char *key_name(enum config_key key);

/*
 * Give the section a key, or another value for one that it has. What is wrong
 * with the value is in @ret; ret->message is NULL where all is well. 0 or
 * -ENOMEM.
 */
int section_set(struct daxctl_config_section *section, enum config_key key,
		const char *text, unsigned int line,
		struct value_fault *ret) must_check;

/* Does the key say which devices are meant? It must be there. */
bool section_matches_by(const struct daxctl_config_section *section,
			enum config_key key);
/* Does it say at all? */
bool section_has_match(const struct daxctl_config_section *section);

/* Does @a match whatever @b matches? By what they say alone. */
bool section_covers(const struct daxctl_config_section *a,
		    const struct daxctl_config_section *b);

/* Two keys that no device fits both; false: there are none. */
bool section_contradicts(const struct daxctl_config_section *section,
			 enum config_key *one, enum config_key *other);

/* match.c */
/* Is it this device? 1, 0; -EACCES, …: it can't be told. */
int section_matches(const struct daxctl_config_section *section,
		    struct daxctl_dev *dev);

#endif
