// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probe targets.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "probe.h"

/**
 * ddt_port_parse() - read a TCP port
 * @text: decimal, 1 to 65535
 * @port: where it goes
 *
 * Return: 0 or -EINVAL.
 */
static int ddt_port_parse(const char *text, __u16 *port)
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

/**
 * ddt_probe_parse() - read a target
 * @text: ADDR, ADDR:PORT, [ADDR6] or [ADDR6]:PORT
 * @probe: where it goes; no port is 0
 *
 * Return: 0 or -EINVAL.
 */
int ddt_probe_parse(const char *text, struct ddom_probe *probe)
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
	if (inet_pton(probe->family, addr, probe->addr) != 1)
		return -EINVAL;
	return port ? ddt_port_parse(port, &probe->tcp_port) : 0;
}

/**
 * ddt_probes_add() - add a target that is not in the list yet
 * @probes: the list
 * @probe: the target
 *
 * Return: 0, or -E2BIG when the list is full.
 */
int ddt_probes_add(struct ddt_probes *probes, const struct ddom_probe *probe)
{
	unsigned int i;

	for (i = 0; i < probes->n; i++)
		if (probes->list[i].family == probe->family &&
		    probes->list[i].tcp_port == probe->tcp_port &&
		    !memcmp(probes->list[i].addr, probe->addr,
			    sizeof(probe->addr)))
			return 0;
	if (probes->n == DDOM_BRIDGE_MAX_PROBES)
		return -E2BIG;
	probes->list[probes->n++] = *probe;
	return 0;
}

/**
 * ddt_probe_text() - write a target as ddt_probe_parse() reads it
 * @probe: the target
 * @buf: where to
 * @size: its bytes, DDT_PROBE_TEXT suffice
 *
 * Return: @buf.
 */
const char *ddt_probe_text(const struct ddom_probe *probe, char *buf,
			   size_t size)
{
	char addr[INET6_ADDRSTRLEN];

	if (!inet_ntop(probe->family, probe->addr, addr, sizeof(addr)))
		addr[0] = '\0';
	if (!probe->tcp_port)
		snprintf(buf, size, "%s", addr);
	else if (probe->family == AF_INET6)
		snprintf(buf, size, "[%s]:%u", addr, probe->tcp_port);
	else
		snprintf(buf, size, "%s:%u", addr, probe->tcp_port);
	return buf;
}
