/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plan.h - a change as a list of steps
 *
 * A step is data: what is done, to what, and what takes it back. A dry run
 * prints the very list that a run carries out and, on failure, walks back.
 *
 * A plan sees the kernel through a context of its own, made when the lock is
 * held: nothing that the caller's context has read before can be stale, and
 * all objects of the caller stay alive.
 */
#ifndef LIB_CHANGE_PLAN_H
#define LIB_CHANGE_PLAN_H

#include "lib/change/lock.h"
#include "lib/ctx.h"
#include "lib/nd/nd.h"
#include "lib/nd/write.h"

enum step_kind {
	STEP_NOTE,	      /* tell something; does nothing */
	STEP_WRITE,	      /* @attr of @node becomes @value */
	STEP_BIND,	      /* a driver to @node */
	STEP_UNBIND,	      /* the driver from @node */
	STEP_CLEAR_HEAD,      /* the info blocks on @disk */
	STEP_LABELS,	      /* fresh, empty label indices on the dimm @node */
	STEP_DAX_CREATE,      /* a device in the plan's dax region */
	STEP_DAX_DELETE,      /* the plan's dax device */
	STEP_DAX_BIND,	      /* the driver @value to the plan's dax device */
	STEP_DAX_UNBIND,      /* its driver from it */
	STEP_BLOCK,	      /* the state of the memory block @node */
	STEP_POLICY_HOLD,     /* the kernel's, for new memory, back */
	STEP_POLICY_PUT_BACK, /* as it was */
	STEP_MAP,	      /* of a partition, by device-mapper */
	STEP_REMAP,	      /* such a map becomes another one */
	STEP_UNMAP,	      /* away with it */
	STEP_CUT_OFF,	      /* the users of a map whose disk is gone */
	STEP_PART_ADD,	      /* the kernel's own partition */
	STEP_PART_DELETE,
	STEP_PART_RESIZE,
};

enum undo_kind {
	UNDO_NONE,
	UNDO_WRITE, /* @undo_attr of @node becomes @undo_value */
	UNDO_BIND,  /* a driver to @undo_node */
	UNDO_UNBIND,
	UNDO_HEAD,
	UNDO_LABELS,
	UNDO_DAX_DELETE,
	UNDO_DAX_BIND, /* the driver @undo_value */
	UNDO_DAX_UNBIND,
	UNDO_BLOCK, /* to @undo_value, if this step has changed it */
	UNDO_POLICY,
	UNDO_MAP, /* whatever of a partition the step has changed */
};

struct step {
	enum step_kind kind;
	enum undo_kind undo;
	bool optional; /* old kernels and some labels can't */
	struct sysfs_node node;
	/* Not NULL: @node is the region, whose attribute names the node. */
	const char *seed;
	bool to_made; /* @node is the device that an earlier step makes */
	bool changed; /* BLOCK: by us, not by somebody else before us */
	const char *attr;
	char value[80];
	struct sysfs_node undo_node;
	const char *undo_attr;
	char undo_value[80];
	char disk[40]; /* UNBIND: "" unless held */
	char gone[40]; /* UNBIND: its node in /dev, "": none */
	int fd;	       /* UNBIND: the disk held, until it's done; -1 */
	struct nd_head head;
	enum nd_label_version version; /* LABELS */
	void *labels;		       /* owned: what LABELS has overwritten */
	struct map_step *map;	       /* owned: of MAP and all after it */
	char text[176];
};

/* What must be true when all steps are done. */
enum expect_kind {
	EXPECT_NOTHING,
	EXPECT_BOUND,
	EXPECT_UNBOUND,
	EXPECT_NAMESPACE, /* with @mode, @size and a driver */
	EXPECT_INACTIVE,
	EXPECT_ACTIVE,
	EXPECT_DELETED,
	EXPECT_DEV, /* the dax device with @driver, @size and @memory */
	EXPECT_DEV_GONE,
	EXPECT_MAPS, /* all that the steps have mapped */
};

/* How the memory blocks of a dax device are used. */
enum expect_memory {
	MEMORY_ANY,
	MEMORY_OFFLINE,
	MEMORY_MOVABLE,
	MEMORY_KERNEL, /* in a zone for the kernel */
};

struct expect {
	enum expect_kind kind;
	struct sysfs_node node;
	enum daxctl_nd_mode mode;
	bool has_size; /* of a dax device */
	uint64_t size;
	const char *driver; /* of a dax device; NULL: none */
	enum expect_memory memory;
};

struct daxctl_plan {
	struct daxctl_ctx *caller; /* a reference; errors go there */
	struct daxctl_ctx *ctx;	   /* owned: our own view */
	/* In our own view, for changes on the dax bus; NULL: none yet. */
	struct daxctl_region *dax_region;
	struct daxctl_dev *dax_dev;
	char object[40];
	char why[400];	  /* a step failed, more than its errno; "": no more */
	char remedy[112]; /* of dev_remedy() */
	const char *what; /* "create namespace" */
	const char *failed; /* remedy when a step fails, NULL: none */
	unsigned int flags;
	bool keep_failed; /* don't undo */
	bool only_head;	  /* clearing the head is all that it is for */
	bool settle;	  /* udev has rules for what is made: wait for it */
	bool ran, unchanged;
	struct map_plan *map; /* owned: of a plan about partitions */
	struct lock_set locks;
	struct step *steps; /* owned */
	size_t count;
	struct expect expect;
	/* A seed without a sector size selected; path "": there is none. */
	struct sysfs_node unselected;
	int kmsg;
};

/* ---- plan.c: making one ------------------------------------------------ */

/*
 * Start a plan for @object under @locks, which it takes over whatever the
 * result. @what is for the eyes of others: "create a namespace".
 */
int plan_new(struct daxctl_ctx *caller, const char *object, const char *what,
	     unsigned int flags, struct lock_set *locks,
	     struct daxctl_plan **ret) must_check;

static inline void plan_free_p(struct daxctl_plan **plan)
{
	daxctl_plan_free(*plan);
}

#define plan_fail(plan, rc, remedy, ...) \
	ctx_fail((plan)->caller, rc, remedy, __VA_ARGS__)

/* All of these: 0 or -errno with the caller's error set. */
int plan_add(struct daxctl_plan *plan, enum step_kind kind,
	     const struct sysfs_node *node) must_check;
int plan_note(struct daxctl_plan *plan, const char *format, ...) must_check
	printf_like(2, 3);
/*
 * @undo_attr NULL: nothing takes it back. @undo_value NULL: the value that the
 * attribute has now, "" if it can't be read.
 */
int plan_write(struct daxctl_plan *plan, const struct sysfs_node *node,
	       const char *attr, const char *value, const char *undo_attr,
	       const char *undo_value) must_check;
int plan_bind(struct daxctl_plan *plan,
	      const struct sysfs_node *node) must_check;
/* @again: what is bound to take it back, often @node itself. */
int plan_unbind(struct daxctl_plan *plan, const struct sysfs_node *node,
		const struct sysfs_node *again) must_check;
int plan_clear_head(struct daxctl_plan *plan, const struct sysfs_node *ns,
		    const char *disk) must_check;
int plan_labels(struct daxctl_plan *plan, const struct sysfs_node *dimm,
		enum nd_label_version version) must_check;

/* The step added last. */
struct step *plan_last(struct daxctl_plan *plan);
/* The step added last takes @node, "pmem0", away from /dev. */
void plan_takes_away(struct daxctl_plan *plan, const char *node);
/* The step added last goes to the device that @seed of the region names. */
void plan_to_seed(struct daxctl_plan *plan, const char *seed);

/* The namespace's and region's own objects in the plan's view; NULL: gone. */
struct daxctl_nd_region *plan_region(struct daxctl_plan *plan,
				     const char *name);
struct daxctl_nd_namespace *plan_namespace(struct daxctl_plan *plan,
					   const char *name);
int plan_gone(struct daxctl_plan *plan);

/* ---- step.c: one step, there and back ---------------------------------- */

int step_do(struct daxctl_plan *plan, struct step *step) must_check;
int step_undo(struct daxctl_plan *plan, struct step *step) must_check;

/* ---- verify.c ---------------------------------------------------------- */

int plan_verify(struct daxctl_plan *plan) must_check;

#endif
