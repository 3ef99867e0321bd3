/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * module.h - load kernel modules, for every bus
 */
#ifndef LIB_MODULE_H
#define LIB_MODULE_H

#include "util/util.h"

/*
 * Load the module of this name, or that a device's alias names. 0 too when it
 * is loaded, built in or blacklisted; -ENOENT: there is none; -ENOSYS: no
 * libkmod here.
 */
int module_load(const char *alias) must_check;

#endif
