// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a port's bridge knows of it: settings and VLANs, for a port that is given
 * back. Static entries of the forwarding and multicast tables are not among it.
 */
#include "attr.h"
#include "rtnl.h"

/* linux/rtnetlink.h, linux/if_link.h, linux/if_bridge.h; 2.6 has none of it */
#define EXT_MASK		29
#define VLANS_COMPRESSED	4
#define INFO_SLAVE_KIND		4
#define INFO_SLAVE_DATA		5
#define VLAN_INFO		2
#define VLAN_RANGE_BEGIN	8
#define VLAN_RANGE_END		16
#define VLAN_MAX		4094

/* struct bridge_vlan_info */
struct vlan {
	__u16 flags;
	__u16 vid;
};

/* IFLA_BRPORT_* that are settings; the others tell, act, or are the state. */
static const __u8 settings[] = {
	2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 25, 27, 28, 29, 30, 31, 32, 33, 34, 37,
	39, 40, 42, 43, 44,
};

static bool is_setting(__u16 type)
{
	__u32 i;

	for (i = 0; i < sizeof(settings); i++)
		if (settings[i] == (type & NLA_TYPE_MASK))
			return true;
	return false;
}

/**
 * ddom_brport_dump() - request what bridges know of their ports
 * @m: the request
 */
void ddom_brport_dump(struct ddom_rtmsg *m)
{
	ddom_attr_put_u32(m, EXT_MASK, VLANS_COMPRESSED);
}

static const struct rtattr *slave_data(const struct nlmsghdr *nlh)
{
	const struct rtattr *info, *kind;
	char name[DDOM_IFNAMSIZ];

	info = ddom_attr_find(nlh, sizeof(struct ifinfomsg), IFLA_LINKINFO);
	if (!info)
		return NULL;
	kind = ddom_attr_in(RTA_DATA(info), RTA_PAYLOAD(info), INFO_SLAVE_KIND);
	ddom_attr_str(kind, name, sizeof(name));
	return strcmp(name, "bridge") ? NULL :
	       ddom_attr_in(RTA_DATA(info), RTA_PAYLOAD(info), INFO_SLAVE_DATA);
}

/**
 * ddom_brport_is() - does a message tell a bridge port's settings
 * @nlh: RTM_NEWLINK
 *
 * Return: true if so.
 */
bool ddom_brport_is(const struct nlmsghdr *nlh)
{
	return slave_data(nlh);
}

static int set_settings(struct ddom_rtnl *r, const struct ddom_brport *port,
			const struct ddom_dev *dev)
{
	const struct rtattr *rta;
	struct rtattr *info, *data;
	struct ifinfomsg *ifi;
	int left;

	if (!port->settings.data)
		return 0;
	rta = slave_data(port->settings.data);
	left = RTA_PAYLOAD(rta);
	ifi = ddom_attr_begin(r->m, RTM_NEWLINK, NLM_F_ACK, sizeof(*ifi));
	ifi->ifi_index = dev->ifindex;
	info = ddom_attr_put(r->m, IFLA_LINKINFO | NLA_F_NESTED, NULL, 0);
	ddom_attr_put_str(r->m, INFO_SLAVE_KIND, "bridge");
	data = ddom_attr_put(r->m, INFO_SLAVE_DATA | NLA_F_NESTED, NULL, 0);
	rta = RTA_DATA(rta);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		if (is_setting(rta->rta_type))
			ddom_attr_put(r->m, rta->rta_type & NLA_TYPE_MASK,
				      RTA_DATA(rta), RTA_PAYLOAD(rta));
	ddom_attr_nest_end(r->m, data);
	ddom_attr_nest_end(r->m, info);
	return ddom_steps_request(r);
}

static struct rtattr *vlan_request(struct ddom_rtmsg *m, __u16 type,
				   const struct ddom_dev *dev)
{
	struct ifinfomsg *ifi;

	ifi = ddom_attr_begin(m, type, NLM_F_ACK, sizeof(*ifi));
	ifi->ifi_family = AF_BRIDGE;
	ifi->ifi_index = dev->ifindex;
	return ddom_attr_put(m, IFLA_AF_SPEC | NLA_F_NESTED, NULL, 0);
}

/* Sends what the next range might not fit into, and begins another request. */
static int vlan_room(struct ddom_rtnl *r, __u16 type, const struct ddom_dev *dev,
		     struct rtattr **nest)
{
	int err;

	if (r->m->len + 2 * RTA_SPACE(sizeof(struct vlan)) <= DDOM_RTMSG_MAX)
		return 0;
	ddom_attr_nest_end(r->m, *nest);
	err = ddom_steps_request(r);
	*nest = vlan_request(r->m, type, dev);
	return err;
}

static void put_gap(struct ddom_rtmsg *m, __u16 first, __u16 end)
{
	struct vlan vlan = { .flags = VLAN_RANGE_BEGIN, .vid = first };

	if (first >= end)
		return;
	if (first == end - 1)
		vlan.flags = 0;
	ddom_attr_put(m, VLAN_INFO, &vlan, sizeof(vlan));
	if (!vlan.flags)
		return;
	vlan.flags = VLAN_RANGE_END;
	vlan.vid = end - 1;
	ddom_attr_put(m, VLAN_INFO, &vlan, sizeof(vlan));
}

static bool is_vlan(const struct rtattr *rta, struct vlan *vlan)
{
	return (rta->rta_type & NLA_TYPE_MASK) == VLAN_INFO &&
	       ddom_attr_bytes(rta, vlan, sizeof(*vlan)) == sizeof(*vlan);
}

static int give_vlans(struct ddom_rtnl *r, const struct rtattr *spec,
		      const struct ddom_dev *dev)
{
	struct rtattr *nest = vlan_request(r->m, RTM_SETLINK, dev);
	const struct rtattr *rta = RTA_DATA(spec);
	int left = RTA_PAYLOAD(spec), err = 0;
	struct vlan vlan;

	for (; RTA_OK(rta, left) && !err; rta = RTA_NEXT(rta, left)) {
		if (!is_vlan(rta, &vlan) || !(vlan.flags & VLAN_RANGE_END))
			err = vlan_room(r, RTM_SETLINK, dev, &nest);
		ddom_attr_put(r->m, rta->rta_type, RTA_DATA(rta),
			      RTA_PAYLOAD(rta));
	}
	ddom_attr_nest_end(r->m, nest);
	return err ? err : ddom_steps_request(r);
}

static int take_others(struct ddom_rtnl *r, const struct rtattr *spec,
		       const struct ddom_dev *dev)
{
	struct rtattr *nest = vlan_request(r->m, RTM_DELLINK, dev);
	const struct rtattr *rta = spec ? RTA_DATA(spec) : NULL;
	int left = spec ? RTA_PAYLOAD(spec) : 0, err = 0;
	__u16 next = 1;
	struct vlan vlan;

	for (; left && RTA_OK(rta, left) && !err; rta = RTA_NEXT(rta, left)) {
		if (!is_vlan(rta, &vlan))
			continue;
		if (!(vlan.flags & VLAN_RANGE_END)) {
			put_gap(r->m, next, vlan.vid);
			err = vlan_room(r, RTM_DELLINK, dev, &nest);
		}
		next = vlan.vid + 1;
	}
	put_gap(r->m, next, VLAN_MAX + 1);
	ddom_attr_nest_end(r->m, nest);
	return err ? err : ddom_steps_request(r);
}

/* It gets those it had, and then loses those it did not have. */
static int set_vlans(struct ddom_rtnl *r, const struct ddom_brport *port,
		     const struct ddom_dev *dev)
{
	const struct rtattr *spec;
	int err = 0;

	if (!port->vlans.data)
		return 0;
	spec = ddom_attr_find(port->vlans.data, sizeof(struct ifinfomsg),
			      IFLA_AF_SPEC);
	if (spec)
		err = give_vlans(r, spec, dev);
	if (err)
		return err;
	err = take_others(r, spec, dev);
	/* a kernel without VLANs of bridges */
	return err == -EOPNOTSUPP ? 0 : err;
}

/**
 * ddom_brport_step() - a device that is a port again is what it was as one
 * @r: the conversation
 * @step: PORT_RELEASE, whose inverse has made it a port
 * @dev: the device
 *
 * Context: as ddom_steps_request().
 * Return: 0 or a negative errno.
 */
int ddom_brport_step(struct ddom_rtnl *r, const struct ddom_step *step,
		     const struct ddom_dev *dev)
{
	int err = set_settings(r, step->brport, dev);

	return err ? err : set_vlans(r, step->brport, dev);
}
