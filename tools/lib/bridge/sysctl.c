// SPDX-License-Identifier: GPL-2.0-only
/*
 * Per-interface settings below /proc/sys/net.
 *
 * The directories are opened beforehand: a path that begins in one of them
 * does not lead across the root, also for a bridge that is yet to be created.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netinet/in.h>		/* for musl: before linux/in6.h */
#include <linux/ip.h>
#include <linux/ipv6.h>

#include "bridge/bridge_internal.h"
#include "settings.h"

/**
 * struct ddt_setting - a setting that changes reachability
 * @family: AF_INET or AF_INET6
 * @id: IPV4_DEVCONF_* or DEVCONF_*
 * @name: its file
 */
struct ddt_setting {
	__u8 family;
	__u16 id;
	const char *name;
};

static const struct ddt_setting setting_table[] = {
#define DDT_IPV4(id, name)		{ AF_INET, IPV4_DEVCONF_##id, #name },
	DDOM_IPV4_SETTINGS(DDT_IPV4)
#define DDT_IPV6(id, field, name)	{ AF_INET6, DEVCONF_##id, #name },
	DDOM_IPV6_SETTINGS(DDT_IPV6)
};

#define DDT_NSETTINGS	(sizeof(setting_table) / sizeof(setting_table[0]))

/**
 * ddt_sysctls_open() - open the directories
 * @s: to initialise
 *
 * A kernel without CONFIG_SYSCTL has what it came with: nothing to lower, nothing
 * to read.
 *
 * Return: 0, or a negative errno.
 */
int ddt_sysctls_open(struct ddt_sysctls *s)
{
	const int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;

	s->dirs[1] = -1;
	s->dirs[0] = open("/proc/sys/net/ipv4/conf", flags);
	if (s->dirs[0] < 0 && errno != ENOENT)
		return -errno;
	s->dirs[1] = open("/proc/sys/net/ipv6/conf", flags);
	return 0;
}

/**
 * ddt_sysctls_close() - close the directories
 * @s: the directories
 */
void ddt_sysctls_close(struct ddt_sysctls *s)
{
	if (s->dirs[0] >= 0)
		close(s->dirs[0]);
	if (s->dirs[1] >= 0)
		close(s->dirs[1]);
}

/**
 * ddt_sysctls_count() - how many settings there are
 *
 * Return: room that ddt_sysctls_read() needs.
 */
__u32 ddt_sysctls_count(void)
{
	return DDT_NSETTINGS;
}

/*
 * Open the file of a setting.
 *
 * Return: file descriptor or a negative errno.
 */
static int sysctl_open(const struct ddt_sysctls *s, __u8 family,
		       const char *dev, const char *name, int flags)
{
	int dir = s->dirs[family == AF_INET6];
	char path[64];
	int fd;

	if (dir < 0)
		return -ENOENT;
	snprintf(path, sizeof(path), "%s/%s", dev, name);
	fd = openat(dir, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* read a setting */
static int sysctl_read(const struct ddt_sysctls *s,
		       const struct ddt_setting *setting, const char *dev,
		       __s32 *value)
{
	char text[24];
	ssize_t n;
	int fd;

	fd = sysctl_open(s, setting->family, dev, setting->name, O_RDONLY);
	if (fd < 0)
		return fd;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return -EIO;
	text[n] = '\0';
	*value = (__s32)strtol(text, NULL, 10);
	return 0;
}

/**
 * ddt_sysctls_read() - read all settings of port and bridge
 * @s: the directories
 * @port: name of the port
 * @bridge: name of the bridge; one that does not exist will inherit "default"
 * @list: where they go, room for ddt_sysctls_count()
 *
 * A setting that this kernel does not have is left out.
 *
 * Return: how many there are.
 */
__u32 ddt_sysctls_read(const struct ddt_sysctls *s, const char *port,
		       const char *bridge, struct ddom_sysctl *list)
{
	const struct ddt_setting *setting;
	struct ddom_sysctl *out;
	__u32 n = 0;
	size_t i;

	for (i = 0; i < DDT_NSETTINGS; i++) {
		setting = &setting_table[i];
		out = &list[n];
		out->family = setting->family;
		out->id = setting->id;
		if (sysctl_read(s, setting, port, &out->port) ||
		    sysctl_read(s, setting, "all", &out->all))
			continue;
		if (sysctl_read(s, setting, bridge, &out->bridge) &&
		    sysctl_read(s, setting, "default", &out->bridge))
			continue;
		n++;
	}
	return n;
}

/**
 * ddt_sysctls_write() - write a setting
 * @s: the directories
 * @sysctl: which one
 * @dev: name of the device, "" for "all"
 * @value: the value
 *
 * Return: 0, -ENOENT when there is no such device, or another negative errno.
 */
int ddt_sysctls_write(const struct ddt_sysctls *s,
		      const struct ddom_sysctl *sysctl, const char *dev,
		      __s32 value)
{
	const char *name = NULL;
	char text[16];
	size_t i;
	int fd, n, err = 0;

	for (i = 0; i < DDT_NSETTINGS; i++)
		if (setting_table[i].family == sysctl->family &&
		    setting_table[i].id == sysctl->id)
			name = setting_table[i].name;
	if (!name)
		return -EINVAL;
	fd = sysctl_open(s, sysctl->family, dev[0] ? dev : "all", name,
			 O_WRONLY);
	if (fd < 0)
		return fd;
	n = snprintf(text, sizeof(text), "%d\n", value);
	if (write(fd, text, (size_t)n) != n)
		err = -errno;
	close(fd);
	return err;
}
