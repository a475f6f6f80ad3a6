/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _DDOM_COMPAT_LINUX_KMSG_DUMP_H
#define _DDOM_COMPAT_LINUX_KMSG_DUMP_H

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
/* A dumper's function got the bare reason; the structure is new. */
#define kmsg_dumper ddom_old_kmsg_dumper
#include_next <linux/kmsg_dump.h>
#undef kmsg_dumper

struct kmsg_dump_detail {
	enum kmsg_dump_reason reason;
	const char *description;
};

struct kmsg_dumper {
	void (*dump)(struct kmsg_dumper *dumper,
		     struct kmsg_dump_detail *detail);
	enum kmsg_dump_reason max_reason;
	struct ddom_old_kmsg_dumper old;
};

static inline void ddom_kmsg_dump(struct ddom_old_kmsg_dumper *old,
				  enum kmsg_dump_reason reason)
{
	struct kmsg_dumper *dumper = container_of(old, struct kmsg_dumper, old);
	struct kmsg_dump_detail detail = { .reason = reason };

	dumper->dump(dumper, &detail);
}

static inline int ddom_kmsg_dump_register(struct kmsg_dumper *dumper)
{
	dumper->old.dump = ddom_kmsg_dump;
	dumper->old.max_reason = dumper->max_reason;
	return kmsg_dump_register(&dumper->old);
}

static inline int ddom_kmsg_dump_unregister(struct kmsg_dumper *dumper)
{
	return kmsg_dump_unregister(&dumper->old);
}

#define kmsg_dump_register	ddom_kmsg_dump_register
#define kmsg_dump_unregister	ddom_kmsg_dump_unregister
#else
#include_next <linux/kmsg_dump.h>
#endif

#endif /* _DDOM_COMPAT_LINUX_KMSG_DUMP_H */
