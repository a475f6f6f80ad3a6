// SPDX-License-Identifier: GPL-2.0-only
/* Rtnetlink messages of neighbours. */
#include "attr.h"

/* linux/neighbour.h, where older kernels do not have them */
enum {
	NEIGH_PROTOCOL	= 12,
	NEIGH_FLAGS_EXT	= 15,
	NEIGH_F_EXT_LEARNED = 0x10,
};

/**
 * ddom_neigh_parse() - a neighbour
 * @nlh: RTM_NEWNEIGH
 * @neigh: filled; @neigh->msg refers to @nlh
 *
 * Return: 0, or -ENOENT for another kind of message or family.
 */
int ddom_neigh_parse(const struct nlmsghdr *nlh, struct ddom_neigh *neigh)
{
	const struct ndmsg *ndm = NLMSG_DATA(nlh);
	const __u32 hdrlen = sizeof(*ndm);

	if (!ddom_attr_is_message(nlh, RTM_NEWNEIGH, hdrlen) ||
	    (ndm->ndm_family != AF_INET && ndm->ndm_family != AF_INET6))
		return -ENOENT;
	memset(neigh, 0, sizeof(*neigh));
	neigh->ifindex = ndm->ndm_ifindex;
	neigh->family = ndm->ndm_family;
	neigh->state = ndm->ndm_state;
	neigh->flags = ndm->ndm_flags;
	ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, NDA_DST), neigh->dst,
			sizeof(neigh->dst));
	neigh->mac_len = ddom_attr_bytes(ddom_attr_find(nlh, hdrlen, NDA_LLADDR),
					 neigh->mac, sizeof(neigh->mac));
	neigh->msg.data = nlh;
	neigh->msg.len = nlh->nlmsg_len;
	return 0;
}

/* start a request about one neighbour */
static struct ndmsg *neigh_request(struct ddom_rtmsg *m, __u16 type,
				   __u16 flags, const struct ddom_dev *dev,
				   __u8 family, const __u8 *dst)
{
	struct ndmsg *ndm = ddom_attr_begin(m, type, flags, sizeof(*ndm));

	ndm->ndm_family = family;
	ndm->ndm_ifindex = dev->ifindex;
	ddom_attr_put(m, NDA_DST, dst, family == AF_INET ? 4 : 16);
	return ndm;
}

/**
 * ddom_neigh_request() - copy a neighbour to a device, or delete it there
 * @m: the request
 * @neigh: the entry
 * @dev: the device
 * @del: delete
 */
void ddom_neigh_request(struct ddom_rtmsg *m, const struct ddom_neigh *neigh,
			const struct ddom_dev *dev, bool del)
{
	const struct nlmsghdr *old = neigh->msg.data;
	const struct rtattr *rta;
	struct ndmsg *ndm;
	__u16 type;
	int left;

	ndm = neigh_request(m, del ? RTM_DELNEIGH : RTM_NEWNEIGH,
			    del ? NLM_F_ACK :
			    NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK,
			    dev, neigh->family, neigh->dst);
	ndm->ndm_flags = neigh->flags & NTF_PROXY;
	if (del)
		return;
	/* A timer state is the old entry's own; STALE asks again when used. */
	ndm->ndm_state = neigh->state & (NUD_DELAY | NUD_PROBE) ? NUD_STALE :
			 neigh->state;
	ndm->ndm_flags = neigh->flags & (NTF_PROXY | NTF_ROUTER |
					 NEIGH_F_EXT_LEARNED);
	if (neigh->mac_len)
		ddom_attr_put(m, NDA_LLADDR, neigh->mac, neigh->mac_len);
	rta = ddom_attr_first(old, sizeof(*ndm), &left);
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left)) {
		type = rta->rta_type & NLA_TYPE_MASK;
		if (type == NEIGH_PROTOCOL || type == NEIGH_FLAGS_EXT)
			ddom_attr_put(m, type, RTA_DATA(rta),
				      RTA_PAYLOAD(rta));
	}
}

/**
 * ddom_neigh_probe() - make the kernel ask a neighbour now
 * @m: the request
 * @hop: its address
 * @dev: the device to ask through
 * @mac: its known link layer address: asked by unicast, in state PROBE
 * @mac_len: bytes of @mac; 0: asked by broadcast or multicast
 */
void ddom_neigh_probe(struct ddom_rtmsg *m, const struct ddom_probe *hop,
		      const struct ddom_dev *dev, const __u8 *mac,
		      __u8 mac_len)
{
	struct ndmsg *ndm;

	ndm = neigh_request(m, RTM_NEWNEIGH,
			    NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK, dev,
			    hop->family, hop->addr);
	if (mac_len) {
		ndm->ndm_state = NUD_PROBE;
		ddom_attr_put(m, NDA_LLADDR, mac, mac_len);
	} else {
		ndm->ndm_flags = NTF_USE;
	}
}

/**
 * ddom_neigh_get() - read one neighbour
 * @m: the request
 * @hop: its address
 * @dev: its device
 */
void ddom_neigh_get(struct ddom_rtmsg *m, const struct ddom_probe *hop,
		    const struct ddom_dev *dev)
{
	neigh_request(m, RTM_GETNEIGH, 0, dev, hop->family, hop->addr);
}
