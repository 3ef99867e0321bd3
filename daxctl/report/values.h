/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * values.h - what getters of fields say most often
 *
 * Each returns what the getter returns, so that a getter is one line.
 */
#ifndef REPORT_VALUES_H
#define REPORT_VALUES_H

#include <errno.h>
#include <string.h>

#include "report.h"
#include "util/util.h"

/* The string must live as long as the object. */
static inline int value_string(struct value *ret, const char *string)
{
	ret->type = VALUE_STRING;
	ret->string = string;
	return 0;
}

/* The string is in ret->text already, if rc is 0. */
static inline int value_text(struct value *ret, int rc)
{
	ret->type = VALUE_STRING;
	ret->string = ret->text;
	return rc;
}

static inline int value_bool(struct value *ret, bool flag)
{
	ret->type = VALUE_BOOL;
	ret->flag = flag;
	return 0;
}

/* For flags that upstream only shows when they are set. */
static inline int value_if_true(struct value *ret, bool flag)
{
	return flag ? value_bool(ret, true) : -ENOENT;
}

static inline int value_u64(struct value *ret, enum value_type type,
			    uint64_t number)
{
	ret->type = type;
	ret->number = number;
	return 0;
}

static inline int value_int(struct value *ret, int64_t number)
{
	ret->type = VALUE_INT;
	ret->integer = number;
	return 0;
}

/* A node: -1 where the kernel knows of none. */
static inline int value_node(struct value *ret, int rc, int node)
{
	if (rc)
		return rc;
	return node < 0 ? -ENOENT : value_int(ret, node);
}

/* "disabled", or no word at all. @rc: 1, 0 or -errno */
static inline int value_disabled(struct value *ret, int rc)
{
	if (rc)
		return rc > 0 ? -ENOENT : rc;
	return value_string(ret, "disabled");
}

static inline int value_state(struct value *ret, int rc)
{
	if (rc < 0)
		return rc;
	return value_string(ret, rc ? "enabled" : "disabled");
}

/* An object that must outlive the value. */
static inline int value_object(struct value *ret, const struct class *class,
			       const void *object)
{
	ret->type = VALUE_OBJECT;
	ret->object.class = class;
	ret->object.object = object;
	return 0;
}

/* One made for the occasion: it is copied into the value. */
#define value_copy(ret, class, made)                                   \
	({                                                             \
		_Static_assert(sizeof(made) <= sizeof((ret)->text),    \
			       "a value has no room for this object"); \
		memcpy((ret)->text, &(made), sizeof(made));            \
		value_object(ret, class, (ret)->text);                 \
	})

static inline int value_list(struct value *ret, const void *owner,
			     int (*next)(struct value_list *list,
					 struct value *ret))
{
	ret->type = VALUE_LIST;
	ret->list.owner = owner;
	ret->list.next = next;
	return 0;
}

#endif
