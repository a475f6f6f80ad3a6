// SPDX-License-Identifier: GPL-2.0-only
/*
 * What there is to say of bridges for domUs.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/msg.h"
#include "vlan/vlan_internal.h"

/**
 * struct word - what has come of a bridge, in words
 * @json: for programs
 * @text: for people
 */
struct word {
	const char *json;
	const char *text;
};

static const struct word words[] = {
	[DDT_VLAN_FAILED] = { "failed", "failed" },
	[DDT_VLAN_THERE] = { "there", "is there already" },
	[DDT_VLAN_MADE] = { "made", "made" },
	[DDT_VLAN_TO_MAKE] = { "to-make", "would be made" },
	[DDT_VLAN_ABSENT] = { "absent", "is not there" },
	[DDT_VLAN_REMOVED] = { "removed", "removed" },
	[DDT_VLAN_TO_REMOVE] = { "to-remove", "would be removed" },
};

/* "10.1.100.2/24" */
static void print_address(struct ddt_print *p, const struct ddt_vlan *v)
{
	char addr[INET6_ADDRSTRLEN], text[INET6_ADDRSTRLEN + 4];

	if (!v->family || !inet_ntop(v->family, v->addr, addr, sizeof(addr))) {
		ddt_print_null(p, "address");
		return;
	}
	snprintf(text, sizeof(text), "%s/%u", addr, v->prefix);
	ddt_print_str(p, "address", ", %s", text);
}

/**
 * ddt_vlan_print() - say what has come of a bridge
 * @p: document, an array
 * @v: the bridge
 */
void ddt_vlan_print(struct ddt_print *p, const struct ddt_vlan *v)
{
	const struct word *w = &words[v->done];

	if (v->done == DDT_VLAN_FAILED)
		ddt_msg_error("%s: %s", v->bridge, v->why);
	if (v->done == DDT_VLAN_FAILED && !p->json)
		return;
	ddt_print_object(p, NULL);
	ddt_print_str(p, "bridge", "%s: ", v->bridge);
	ddt_print_text(p, "%s, VLAN %u of %s", w->text, v->id, v->port);
	ddt_print_str(p, "done", NULL, w->json);
	ddt_print_int(p, "vlan", NULL, (int)v->id);
	ddt_print_str(p, "port", NULL, v->port);
	ddt_print_str(p, "device", " (%s)", v->device);
	print_address(p, v);
	ddt_print_text(p, "\n");
	if (v->done == DDT_VLAN_FAILED)
		ddt_print_str(p, "error", NULL, v->why);
	ddt_print_close(p);
}

/* one VLAN's device, and the bridge that it is in */
static void print_port(struct ddt_print *p, const struct ddt_links *links,
		       const struct ddom_link *bridge,
		       const struct ddom_link *device, const char *only)
{
	const struct ddom_link *port, *other;
	struct ddt_vlan_tag tag;
	unsigned int others = 0;
	uint32_t i;

	port = ddom_snapshot_link_by_index(&links->snap, device->lower);
	if (!ddt_vlan_device_tag(links, device, &tag) || !tag.ours || !port ||
	    (only && strcmp(only, bridge->name) && strcmp(only, device->name) &&
	     strcmp(only, port->name)))
		return;
	for (i = 0; i < links->snap.nlinks; i++) {
		other = &links->snap.links[i];
		others += other != device && other->master == bridge->ifindex;
	}
	ddt_print_object(p, NULL);
	ddt_print_str(p, "bridge", "%s: ", bridge->name);
	ddt_print_text(p, "VLAN %u of ", tag.id);
	ddt_print_int(p, "vlan", NULL, (int)tag.id);
	ddt_print_str(p, "port", "%s", port->name);
	ddt_print_str(p, "device", " (%s)", device->name);
	ddt_print_bool(p, "up", NULL, bridge->flags & IFF_UP);
	if (!(bridge->flags & IFF_UP))
		ddt_print_text(p, ", down");
	ddt_print_count(p, "others", ", %" PRIu64 " more %s\n", others, "port",
			"ports");
	ddt_print_close(p);
}

/**
 * ddt_vlan_print_all() - show the bridges for domUs that were made here
 * @p: document
 * @links: all devices
 * @only: name of one of the devices, NULL: all
 */
void ddt_vlan_print_all(struct ddt_print *p, const struct ddt_links *links,
			const char *only)
{
	const struct ddom_link *device, *bridge;
	uint32_t i;

	ddt_print_array(p, "bridges");
	for (i = 0; i < links->snap.nlinks; i++) {
		device = &links->snap.links[i];
		bridge = ddom_snapshot_link_by_index(&links->snap,
						     device->master);
		if (!strcmp(device->kind, "vlan") && bridge && bridge->ours)
			print_port(p, links, bridge, device, only);
	}
	ddt_print_close(p);
}
