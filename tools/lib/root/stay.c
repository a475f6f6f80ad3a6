// SPDX-License-Identifier: GPL-2.0-only
/*
 * Getting ready to lose the root for a moment.
 */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "root/root.h"

#ifndef PR_SET_IO_FLUSHER
#define PR_SET_IO_FLUSHER	57
#endif

#define DDT_STACK_PREFAULT	(256 * 1024)
#define DDT_HEAP_PREFAULT	(1024 * 1024)

/*
 * Touch the stack that will be needed. Not inlined, so that the array lies
 * below every frame in use.
 */
static void __attribute__((noinline)) prefault_stack(void)
{
	volatile char room[DDT_STACK_PREFAULT];
	size_t i;

	for (i = 0; i < sizeof(room); i += 1024)
		room[i] = 1;
	(void)room[0];
}

/* make the heap keep what it has, and have enough */
static void prefault_heap(void)
{
	void *room;

#ifdef M_TOP_PAD	/* musl has no such knobs: what it maps is locked at once */
	mallopt(M_TRIM_THRESHOLD, -1);
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TOP_PAD, DDT_HEAP_PREFAULT);
#endif
	room = malloc(DDT_HEAP_PREFAULT);
	if (room)
		memset(room, 1, DDT_HEAP_PREFAULT);
	free(room);
}

/**
 * ddt_stay_in_memory() - keep this process out of reach of the root
 *
 * Every page of it, program and libraries too, is read in and stays in
 * memory. Symbols are bound already, as it is linked with -z now. As an I/O
 * flusher, where the kernel knows that, its allocations do not wait for the
 * write-back of dirty pages to the root. Locks are not inherited by children:
 * each calls this again.
 *
 * Return: 0, or a negative errno when memory cannot be locked.
 */
int ddt_stay_in_memory(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		return -errno;
	/* best effort: Linux 5.6, CAP_SYS_RESOURCE */
	prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0);
	prefault_heap();
	prefault_stack();
	return 0;
}

/**
 * ddt_stay_block_signals() - keep people from interrupting a transaction
 * @old: where the mask so far goes
 *
 * It is bounded by its timeouts. What arrives is delivered afterwards.
 */
void ddt_stay_block_signals(sigset_t *old)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, old);
}

/**
 * ddt_stay_restore_signals() - deliver what was held back
 * @old: mask as it was
 */
void ddt_stay_restore_signals(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}
