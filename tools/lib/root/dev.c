// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which device carries the root.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

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

/* note a device that the root's device is stacked on */
static void lower_add(struct ddt_root_dev *root, const char *name)
{
	if (root->nlower == DDT_LOWER_DEVS)
		return;
	snprintf(root->lower[root->nlower++], IFNAMSIZ, "%s", name);
}

/*
 * Find what a device is made of. A bridge and a bond are made of the devices
 * that name them as their master, a VLAN device of the one that it names as its
 * link.
 */
static void lower_find(const struct ddom_snapshot *snap,
		       const struct ddom_link *link, struct ddt_root_dev *root)
{
	const struct ddom_link *lower;
	__u32 i;

	for (i = 0; i < snap->nlinks; i++)
		if (snap->links[i].master == link->ifindex)
			lower_add(root, snap->links[i].name);
	lower = ddom_link_by_index(snap, link->lower);
	if (lower && strcmp(link->kind, "veth"))
		lower_add(root, lower->name);
}

/* name the root's device and what is below it */
static int root_dev_describe(struct ddt_links *links, struct ddt_root_dev *root)
{
	const struct ddom_link *link;
	int err;

	err = ddt_links_read(links);
	if (err)
		return err;
	link = ddom_link_by_index(&links->snap, root->ifindex);
	if (!link)
		return -ENODEV;
	memcpy(root->name, link->name, sizeof(root->name));
	memcpy(root->kind, link->kind, sizeof(root->kind));
	lower_find(&links->snap, link, root);
	if (strcmp(root->kind, "bridge"))
		memcpy(root->port, root->name, sizeof(root->port));
	else if (root->nlower == 1)
		memcpy(root->port, root->lower[0], sizeof(root->port));
	return 0;
}

/*
 * A socket with a link-local address is bound to the device of its scope,
 * whatever the routes say. Without the scope, nothing can be said.
 */
static int root_dev_index(struct ddt_nl *nl, struct ddt_root_dev *root)
{
	if (!ddt_probe_is_local(&root->server.server))
		return route_lookup(nl, &root->server.server, &root->ifindex);
	root->ifindex = ddt_probe_scope_index(root->server.scope);
	return root->ifindex ? 0 : -ENETUNREACH;
}

/**
 * ddt_root_dev_find_in() - find the device under the root
 * @root: the answer; without a root on NFS, or without a route, @root->ifindex
 *	is 0 and the server's part says why
 * @links: all devices; read if they were not, and are needed
 *
 * Return: 0 or a negative errno when something cannot be read.
 */
int ddt_root_dev_find_in(struct ddt_root_dev *root, struct ddt_links *links)
{
	struct ddt_nl nl;
	int err;

	memset(root, 0, sizeof(*root));
	err = ddt_root_server_find(&ddt_root_server_files, &root->server);
	if (err || !root->server.found)
		return err;
	err = ddt_nl_open(&nl, NETLINK_ROUTE);
	if (err)
		return err;
	err = root_dev_index(&nl, root);
	ddt_nl_close(&nl);
	if (!err && root->ifindex)
		err = root_dev_describe(links, root);
	if (err == -ENODEV && ddt_probe_is_local(&root->server.server)) {
		root->ifindex = 0;
		err = 0;
	}
	return err == -ENETUNREACH || err == -EHOSTUNREACH ? 0 : err;
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
 * Return: @buf.
 */
const char *ddt_root_dev_server(const struct ddt_root_dev *root, char *buf,
				size_t size)
{
	const bool known = root->ifindex && root->server.scope[0];

	return ddt_probe_text(&root->server.server,
			      known ? root->name : root->server.scope, buf,
			      size);
}

/**
 * ddt_root_dev_text() - say in one line which device it is, and why
 * @root: the answer
 * @buf: where to, DDT_ROOT_TEXT bytes suffice
 * @size: bytes at @buf
 */
void ddt_root_dev_text(const struct ddt_root_dev *root, char *buf, size_t size)
{
	const bool local = ddt_probe_is_local(&root->server.server);
	char server[DDT_PROBE_TEXT];
	size_t n;
	unsigned int i;

	if (!root->server.found) {
		snprintf(buf, size, "%s", root->server.why);
		return;
	}
	ddt_root_dev_server(root, server, sizeof(server));
	if (!root->ifindex) {
		snprintf(buf, size, "%s, server %s, %s", root->server.why,
			 server, !local ? "to which there is no route" :
			 !root->server.scope[0] ?
			 "a link-local address of a device that cannot be told; name the port" :
			 "a link-local address of a device that is gone");
		return;
	}
	snprintf(buf, size, "%s, server %s, %s %s%s%s",
		 root->server.why, server,
		 local ? "a link-local address of" : "routed through",
		 root->kind, root->kind[0] ? " " : "", root->name);
	for (i = 0; i < root->nlower; i++) {
		n = strlen(buf);
		snprintf(buf + n, size - n, "%s%s", i ? ", " : " over ",
			 root->lower[i]);
	}
}

/**
 * ddt_root_dev_print() - write what is known about the root
 * @p: document with an open object
 * @root: the answer
 */
void ddt_root_dev_print(struct ddt_print *p, const struct ddt_root_dev *root)
{
	char text[DDT_ROOT_TEXT];
	unsigned int i;

	ddt_root_dev_text(root, text, sizeof(text));
	ddt_print_object(p, "root");
	ddt_print_bool(p, "nfs", NULL, root->server.found);
	ddt_print_bool(p, "certain", NULL, !root->server.unknown);
	ddt_print_str(p, "fstype", NULL, root->server.fstype);
	ddt_print_str(p, "why", "root: %s\n", text);
	if (root->server.found) {
		ddt_print_str(p, "server", NULL,
			      ddt_root_dev_server(root, text, sizeof(text)));
		ddt_print_str(p, "device", NULL, root->name);
		ddt_print_str(p, "kind", NULL, root->kind);
		ddt_print_str(p, "port", NULL, root->port);
		ddt_print_array(p, "lower");
		for (i = 0; i < root->nlower; i++)
			ddt_print_str(p, NULL, NULL, root->lower[i]);
		ddt_print_close(p);
	}
	ddt_print_close(p);
}
