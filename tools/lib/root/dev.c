// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which device carries the root.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "netdev/diag.h"
#include "netdev/probe.h"
#include "root/server_internal.h"

#define DDT_ROUTE_MS		5000

/* take the output device of a route */
static int route_oif(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *tb[RTA_MAX + 1];
	unsigned int *oif = arg;

	if (nlmsg_parse((struct nlmsghdr *)nlh, sizeof(struct rtmsg), tb,
			RTA_MAX, NULL) < 0)
		return -EBADMSG;
	if (tb[RTA_OIF])
		*oif = nla_get_u32(tb[RTA_OIF]);
	return 0;
}

/* ask the kernel which device leads to an address */
static int route_lookup(struct ddt_nl *nl, const struct ddom_probe *to,
			unsigned int *oif)
{
	int len = to->family == AF_INET ? 4 : 16;
	struct rtmsg rtm = {
		.rtm_family = to->family,
		.rtm_dst_len = (unsigned char)(len * 8),
	};
	struct nl_msg *msg;
	int err;

	msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);
	if (!msg || nlmsg_append(msg, &rtm, sizeof(rtm), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, RTA_DST, len, to->addr) < 0)
		err = -ENOMEM;
	else
		err = ddt_nl_call(nl, nlmsg_hdr(msg), false, DDT_ROUTE_MS,
				  route_oif, oif);
	nlmsg_free(msg);
	return err;
}

/* note a device that a path's device is stacked on, once */
static void lower_add(struct ddt_root_via *via, const char *name,
		      unsigned int depth)
{
	unsigned int i;

	for (i = 0; i < via->nlower; i++)
		if (!strcmp(via->lower[i], name))
			return;
	if (i == DDT_LOWER_DEVS || !strcmp(via->name, name))
		return;
	snprintf(via->lower[i], IFNAMSIZ, "%s", name);
	via->depth[i] = (unsigned char)depth;
	via->nlower++;
}

/*
 * Find what a device is made of. A bridge and a bond are made of the devices
 * that name them as their master, a VLAN device of the one that it names as its
 * link.
 */
static void lower_find(const struct ddom_snapshot *snap,
		       const struct ddom_link *link, struct ddt_root_via *via,
		       unsigned int depth)
{
	const struct ddom_link *lower;
	__u32 i;

	for (i = 0; i < snap->nlinks; i++)
		if (snap->links[i].master == link->ifindex)
			lower_add(via, snap->links[i].name, depth);
	lower = ddom_snapshot_link_by_index(snap, link->lower);
	if (lower && strcmp(link->kind, "veth"))
		lower_add(via, lower->name, depth);
}

/* name a path's device and what is below it, down to the NICs */
static void via_describe(const struct ddom_snapshot *snap,
			 const struct ddom_link *link, struct ddt_root_via *via)
{
	unsigned int i;

	via->ifindex = link->ifindex;
	memcpy(via->name, link->name, sizeof(via->name));
	memcpy(via->kind, link->kind, sizeof(via->kind));
	lower_find(snap, link, via, 1);
	if (strcmp(via->kind, "bridge"))
		memcpy(via->port, via->name, sizeof(via->port));
	else if (via->nlower == 1)
		memcpy(via->port, via->lower[0], sizeof(via->port));
	for (i = 0; i < via->nlower; i++)
		lower_find(snap, ddom_snapshot_link_by_name(snap, via->lower[i]),
			   via, via->depth[i] + 1U);
}

/* What is received by a port comes up as its bridge's. */
static const struct ddom_link *by_name(const struct ddom_snapshot *snap,
				       const struct ddt_root_path *path)
{
	const struct ddom_link *link = ddom_snapshot_link_by_name(snap, path->netdev);
	const struct ddom_link *master = link ?
		ddom_snapshot_link_by_index(snap, link->master) : NULL;

	return master && !path->bound_by && !strcmp(master->kind, "bridge") ?
	       master : link;
}

/*
 * A socket with a link-local address is bound to the device of its scope,
 * whatever the routes say. Without the scope, nothing can be said.
 */
static int path_index(struct ddt_nl *nl, const struct ddt_root_path *path,
		      unsigned int *ifindex)
{
	if (!ddt_probe_is_local(&path->server))
		return route_lookup(nl, &path->server, ifindex);
	*ifindex = ddt_probe_scope_index(path->scope);
	return 0;
}

/*
 * Whatever the settings say: to what its connection is bound. A VRF is not
 * meant, which holds devices.
 */
static void bound_find(const struct ddom_snapshot *snap,
		       struct ddt_root_path *path)
{
	const struct ddom_link *link;

	if (path->netdev[0] || ddt_probe_is_local(&path->server))
		return;
	link = ddom_snapshot_link_by_index(snap, ddt_diag_bound(&path->server));
	if (!link || !strcmp(link->kind, "vrf"))
		return;
	memcpy(path->netdev, link->name, sizeof(path->netdev));
	path->bound_by = "SO_BINDTODEVICE";
}

/* A path without a route, or whose device is gone, has no device. */
static int path_via(struct ddt_nl *nl, struct ddt_links *links,
		    struct ddt_root_path *path)
{
	const struct ddom_link *link;
	unsigned int ifindex = 0;
	int err = ddt_links_read(links);

	if (!err)
		bound_find(&links->snap, path);
	if (!err && !path->netdev[0])
		err = path_index(nl, path, &ifindex);
	if (err == -ENETUNREACH || err == -EHOSTUNREACH)
		return 0;
	if (err)
		return err;
	link = path->netdev[0] ? by_name(&links->snap, path) :
				 ddom_snapshot_link_by_index(&links->snap, ifindex);
	if (link)
		via_describe(&links->snap, link, &path->via);
	else if (ifindex && !ddt_probe_is_local(&path->server))
		return -ENODEV;
	return 0;
}

/* The device of all paths, if they have one and the same. */
static void via_common(struct ddt_root_dev *root)
{
	const struct ddt_root_path *paths = root->server.paths;
	unsigned int i;

	for (i = 1; i < root->server.npaths; i++)
		if (paths[i].via.ifindex != paths[0].via.ifindex)
			return;
	root->via = paths[0].via;
}

/**
 * ddt_root_dev_route() - look up the way to a path's server, as it is now
 * @path: the path
 * @name: where the name of the output device goes, IFNAMSIZ bytes; "" when no
 *	route says it
 *
 * Return: 0 or a negative errno.
 */
int ddt_root_dev_route(const struct ddt_root_path *path, char *name)
{
	unsigned int ifindex = 0;
	struct ddt_nl nl;
	int err;

	name[0] = '\0';
	if (path->netdev[0] || !path->server.family ||
	    ddt_probe_is_local(&path->server))
		return 0;
	err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	err = route_lookup(&nl, &path->server, &ifindex);
	ddt_nl_close(&nl);
	if (!err && !if_indextoname(ifindex, name))
		err = -ENODEV;
	return err;
}

/**
 * ddt_root_dev_find_in() - find the device under the root
 * @root: the answer; without a root on the network, or without a route,
 *	@root->via.ifindex is 0 and the server's part says why
 * @links: all devices; read if they were not, and are needed
 *
 * Return: 0 or a negative errno when something cannot be read.
 */
int ddt_root_dev_find_in(struct ddt_root_dev *root, struct ddt_links *links)
{
	struct ddt_nl nl;
	unsigned int i;
	int err;

	memset(root, 0, sizeof(*root));
	err = ddt_root_server_find(&ddt_root_server_files, &root->server);
	if (err || !root->server.found)
		return err;
	err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	for (i = 0; !err && i < root->server.npaths; i++)
		err = path_via(&nl, links, &root->server.paths[i]);
	ddt_nl_close(&nl);
	if (!err)
		via_common(root);
	return err;
}

/**
 * ddt_root_dev_find() - find the device under the root, as things are now
 * @root: the answer
 *
 * Return: as ddt_root_dev_find_in().
 */
int ddt_root_dev_find(struct ddt_root_dev *root)
{
	struct ddt_links links = { .list = NULL };
	int err = ddt_root_dev_find_in(root, &links);

	ddt_links_free(&links);
	return err;
}

/**
 * ddt_root_dev_server() - write the server's address
 * @root: the answer, with a server
 * @buf: where to
 * @size: its bytes, DDT_PROBE_TEXT suffice
 *
 * Return: @buf; "" when it has no address.
 */
const char *ddt_root_dev_server(const struct ddt_root_dev *root, char *buf,
				size_t size)
{
	return ddt_path_server(&root->server.paths[0], buf, size);
}

/**
 * ddt_root_dev_text() - say in one line which devices it is, and why
 * @root: the answer
 * @buf: where to, DDT_ROOT_TEXT bytes suffice
 * @size: bytes at @buf
 */
void ddt_root_dev_text(const struct ddt_root_dev *root, char *buf, size_t size)
{
	const struct ddt_root_server *server = &root->server;
	unsigned int i;
	size_t n;

	snprintf(buf, size, "%s", server->why);
	for (i = 0; server->found && i < server->npaths; i++) {
		n = strlen(buf);
		if (i)
			n += ddt_path_name(&server->paths[i], buf + n, size - n);
		ddt_path_text(&server->paths[i], buf + n, size - n);
	}
	n = strlen(buf);
	if (server->npaths > 1 && !root->via.ifindex)
		snprintf(buf + n, size - n, "; name the port");
}

/**
 * ddt_root_dev_print() - write what is known about the root
 * @p: document with an open object
 * @root: the answer
 */
void ddt_root_dev_print(struct ddt_print *p, const struct ddt_root_dev *root)
{
	const struct ddt_root_server *server = &root->server;
	const struct ddt_root_via *via = &root->via;
	char text[DDT_ROOT_TEXT];
	unsigned int i;

	ddt_root_dev_text(root, text, sizeof(text));
	ddt_print_object(p, "root");
	ddt_print_bool(p, "network", NULL, server->found);
	ddt_print_bool(p, "nfs", NULL, ddt_path_is_nfs(server));
	ddt_print_bool(p, "certain", NULL, !server->unknown);
	ddt_print_str(p, "fstype", NULL, server->fstype);
	ddt_print_str(p, "why", "root: %s\n", text);
	if (server->found) {
		ddt_print_str(p, "server", NULL,
			      ddt_root_dev_server(root, text, sizeof(text)));
		ddt_print_str(p, "device", NULL, via->name);
		ddt_print_str(p, "kind", NULL, via->kind);
		ddt_print_str(p, "port", NULL, via->port);
		ddt_print_array(p, "lower");
		for (i = 0; i < via->nlower; i++)
			ddt_print_str(p, NULL, NULL, via->lower[i]);
		ddt_print_close(p);
		ddt_print_array(p, "paths");
		for (i = 0; i < server->npaths; i++)
			ddt_path_print(p, &server->paths[i]);
		ddt_print_close(p);
	}
	ddt_print_close(p);
}
