// SPDX-License-Identifier: GPL-2.0-only
/*
 * The backend's conversation with the kernel: requests, their errors, devices
 * by name.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "bridge/bridge_internal.h"

#define DDT_REQUEST_MS		20000
#define DDT_PAUSE_NS		500000L

/**
 * ddt_backend_open() - open all that carrying out steps needs
 * @b: to initialise
 * @held: nothing yet; what will be held is noted there
 * @verify_ms: longest time for all probes together
 *
 * Return: 0 or a negative errno.
 */
int ddt_backend_open(struct ddt_backend *b, struct ddt_held *held,
		     __u32 verify_ms)
{
	int err;

	memset(b, 0, sizeof(*b));
	b->held = held;
	b->verify_ms = verify_ms;
	ddt_inject_read(&b->inject);
	b->hold = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	b->ioctl = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	b->routes6 = open("/proc/net/ipv6_route", O_RDONLY | O_CLOEXEC);
	err = ddt_sysctls_open(&b->sysctls);
	if (!err)
		err = ddt_nl_open(&b->nl, NETLINK_ROUTE);
	if (!err && b->ioctl < 0)
		err = -EMFILE;
	if (err)
		ddt_backend_close(b);
	return err;
}

/**
 * ddt_backend_close() - close it
 * @b: backend
 */
void ddt_backend_close(struct ddt_backend *b)
{
	ddt_nl_close(&b->nl);
	ddt_sysctls_close(&b->sysctls);
	if (b->hold >= 0)
		close(b->hold);
	if (b->ioctl >= 0)
		close(b->ioctl);
	if (b->routes6 >= 0)
		close(b->routes6);
	b->hold = -1;
	b->ioctl = -1;
	b->routes6 = -1;
}

/**
 * ddt_backend_pause() - wait a little before asking again
 */
void ddt_backend_pause(void)
{
	const struct timespec pause = { .tv_nsec = DDT_PAUSE_NS };

	nanosleep(&pause, NULL);
}

/**
 * ddt_backend_request() - send the request under construction
 * @b: backend
 * @fn: takes the answer; may be NULL
 * @arg: for @fn
 *
 * Return: 0 or a negative errno.
 */
int ddt_backend_request(struct ddt_backend *b, ddt_nl_fn fn, void *arg)
{
	if (b->m.err)
		return b->m.err;
	return ddt_nl_call(&b->nl, ddom_rtmsg_hdr(&b->m), false,
			   DDT_REQUEST_MS, fn, arg);
}

/**
 * ddt_backend_privileged() - may this process change devices
 * @b: backend
 * @port: name of the port
 *
 * Asks for a change that is none: the kernel refuses it all the same.
 *
 * Return: 0, or -EPERM.
 */
int ddt_backend_privileged(struct ddt_backend *b, const char *port)
{
	struct ddom_dev dev = { .ifindex = 0 };
	int err;

	snprintf(dev.name, sizeof(dev.name), "%s", port);
	ddom_link_flags(&b->m, &dev, 0, 0);
	err = ddt_backend_request(b, NULL, NULL);
	return err == -EPERM ? err : 0;
}
