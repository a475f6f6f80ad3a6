/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration inside a kernel image (CONFIG_IKCONFIG).
 */
#ifndef _DDT_KERNEL_IMAGE_INTERNAL_H
#define _DDT_KERNEL_IMAGE_INTERNAL_H

#include "base/unpack.h"

int ddt_kernel_config(struct ddt_buf *file, char *why, size_t size);

#endif /* _DDT_KERNEL_IMAGE_INTERNAL_H */
