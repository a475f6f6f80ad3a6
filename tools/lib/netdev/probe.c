// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probe targets.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netdev/probe.h"

/* read a TCP port */
static int port_parse(const char *text, __u16 *port)
{
	unsigned int value = 0;
	const char *p;

	for (p = text; *p; p++) {
		if (!isdigit((unsigned char)*p))
			return -EINVAL;
		value = value * 10 + (unsigned int)(*p - '0');
		if (value > 65535)
			return -EINVAL;
	}
	if (!value)
		return -EINVAL;
	*port = (__u16)value;
	return 0;
}

/* "%DEVICE" behind an address, which ends there. */
static int scope_parse(char *addr, const struct ddom_probe *probe, char *scope)
{
	char *percent = strchr(addr, '%');
	size_t len;

	scope[0] = '\0';
	if (!percent)
		return 0;
	*percent = '\0';
	len = strlen(percent + 1);
	if (!len || len >= DDOM_IFNAMSIZ || strpbrk(percent + 1, "%/: \t") ||
	    probe->family != AF_INET6)
		return -EINVAL;
	memcpy(scope, percent + 1, len + 1);
	return 0;
}

/**
 * ddt_probe_parse() - read a target
 * @text: ADDR, ADDR:PORT, [ADDR6] or [ADDR6]:PORT; a link-local ADDR6 may have
 *	%DEVICE behind it
 * @probe: where it goes; no port is 0
 * @scope: where DEVICE goes, DDOM_IFNAMSIZ bytes; "" without one
 *
 * Return: 0 or -EINVAL.
 */
int ddt_probe_parse(const char *text, struct ddom_probe *probe, char *scope)
{
	const char *colon = strchr(text, ':');
	const char *port = NULL;
	char addr[DDT_PROBE_TEXT];
	size_t len = strlen(text);

	memset(probe, 0, sizeof(*probe));
	if (text[0] == '[') {
		len = strcspn(++text, "]");
		if (!text[len])
			return -EINVAL;
		if (text[len + 1])
			port = text + len + 1;
		if (port && *port++ != ':')
			return -EINVAL;
		probe->family = AF_INET6;
	} else if (colon && !strchr(colon + 1, ':')) {
		len = (size_t)(colon - text);
		port = colon + 1;
		probe->family = AF_INET;
	} else {
		probe->family = colon ? AF_INET6 : AF_INET;
	}
	if (len >= sizeof(addr))
		return -EINVAL;
	memcpy(addr, text, len);
	addr[len] = '\0';
	if (scope_parse(addr, probe, scope) ||
	    inet_pton(probe->family, addr, probe->addr) != 1 ||
	    (scope[0] && !ddt_probe_is_local(probe)))
		return -EINVAL;
	return port ? port_parse(port, &probe->tcp_port) : 0;
}

/**
 * ddt_probes_add() - add a target that is not in the list yet
 * @probes: the list
 * @probe: the target
 * @scope: the device that it is on, "" for none
 *
 * Return: 0, or -E2BIG when the list is full.
 */
int ddt_probes_add(struct ddt_probes *probes, const struct ddom_probe *probe,
		   const char *scope)
{
	unsigned int i;

	for (i = 0; i < probes->n; i++)
		if (probes->list[i].family == probe->family &&
		    probes->list[i].tcp_port == probe->tcp_port &&
		    !memcmp(probes->list[i].addr, probe->addr,
			    sizeof(probe->addr)) &&
		    !strcmp(probes->scope[i], scope))
			return 0;
	if (probes->n == DDOM_BRIDGE_MAX_PROBES)
		return -E2BIG;
	snprintf(probes->scope[probes->n], DDOM_IFNAMSIZ, "%s", scope);
	probes->list[probes->n++] = *probe;
	return 0;
}

/**
 * ddt_probe_is_local() - is this an address that each link has its own of
 * @probe: the target
 *
 * Return: true for one of fe80::/10.
 */
bool ddt_probe_is_local(const struct ddom_probe *probe)
{
	return probe->family == AF_INET6 && probe->addr[0] == 0xfe &&
	       (probe->addr[1] & 0xc0) == 0x80;
}

/**
 * ddt_probe_scope_index() - which device a scope is
 * @scope: its name, or its number as the kernel writes it
 *
 * Return: the device's index, 0 when there is no such name.
 */
unsigned int ddt_probe_scope_index(const char *scope)
{
	unsigned int index = if_nametoindex(scope);

	return index ? index : (unsigned int)strtoul(scope, NULL, 10);
}

/**
 * ddt_probe_text() - write a target as ddt_probe_parse() reads it
 * @probe: the target
 * @scope: the device that it is on, "" for none
 * @buf: where to
 * @size: its bytes, DDT_PROBE_TEXT suffice
 *
 * Return: @buf.
 */
const char *ddt_probe_text(const struct ddom_probe *probe, const char *scope,
			   char *buf, size_t size)
{
	char addr[INET6_ADDRSTRLEN + DDOM_IFNAMSIZ];
	size_t len;

	if (!inet_ntop(probe->family, probe->addr, addr, sizeof(addr)))
		addr[0] = '\0';
	len = strlen(addr);
	if (scope[0])
		snprintf(addr + len, sizeof(addr) - len, "%%%s", scope);
	if (!probe->tcp_port)
		snprintf(buf, size, "%s", addr);
	else if (probe->family == AF_INET6)
		snprintf(buf, size, "[%s]:%u", addr, probe->tcp_port);
	else
		snprintf(buf, size, "%s:%u", addr, probe->tcp_port);
	return buf;
}
