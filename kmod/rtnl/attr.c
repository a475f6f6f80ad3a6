// SPDX-License-Identifier: GPL-2.0-only
/* Attributes of rtnetlink messages, read and written. */
#include "attr.h"

/**
 * ddom_attr_begin() - start a request
 * @m: the request
 * @type: RTM_*
 * @flags: NLM_F_* besides NLM_F_REQUEST
 * @hdrlen: bytes of the family header that follows struct nlmsghdr
 *
 * Return: the family header, zeroed.
 */
void *ddom_attr_begin(struct ddom_rtmsg *m, __u16 type, __u16 flags,
		      __u32 hdrlen)
{
	struct nlmsghdr *nlh = ddom_rtmsg_hdr(m);

	m->err = 0;
	m->len = NLMSG_SPACE(hdrlen);
	memset(m->buf, 0, m->len);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_len = m->len;
	return NLMSG_DATA(nlh);
}

/**
 * ddom_attr_put() - append an attribute
 * @m: the request
 * @type: attribute type
 * @data: its payload, may be NULL when @len is 0
 * @len: bytes of @data
 *
 * Return: the attribute, or NULL with @m->err set when there is no room.
 */
struct rtattr *ddom_attr_put(struct ddom_rtmsg *m, __u16 type,
			     const void *data, __u32 len)
{
	struct rtattr *rta = (struct rtattr *)(m->buf + m->len);

	if (m->err || len > DDOM_RTMSG_MAX ||
	    m->len + RTA_SPACE(len) > DDOM_RTMSG_MAX) {
		m->err = -EMSGSIZE;
		return NULL;
	}
	memset(rta, 0, RTA_SPACE(len));
	rta->rta_type = type;
	rta->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(rta), data, len);
	m->len += RTA_SPACE(len);
	ddom_rtmsg_hdr(m)->nlmsg_len = m->len;
	return rta;
}

/**
 * ddom_attr_put_u32() - append a 32-bit attribute
 * @m: the request
 * @type: attribute type
 * @value: host byte order
 */
void ddom_attr_put_u32(struct ddom_rtmsg *m, __u16 type, __u32 value)
{
	ddom_attr_put(m, type, &value, sizeof(value));
}

/**
 * ddom_attr_put_str() - append a string attribute with its final NUL
 * @m: the request
 * @type: attribute type
 * @str: the string
 */
void ddom_attr_put_str(struct ddom_rtmsg *m, __u16 type, const char *str)
{
	ddom_attr_put(m, type, str, strlen(str) + 1);
}

/**
 * ddom_attr_nest_end() - close a nest
 * @m: the request
 * @nest: what ddom_attr_put() returned for it, may be NULL
 */
void ddom_attr_nest_end(struct ddom_rtmsg *m, struct rtattr *nest)
{
	if (nest)
		nest->rta_len = (__u8 *)m->buf + m->len - (__u8 *)nest;
}

/**
 * ddom_attr_is_message() - is a dumped message of a type, and as long as its header
 * @nlh: the message
 * @type: RTM_NEW*
 * @hdrlen: bytes of the family header
 *
 * Return: true if so; then the header can be looked at.
 */
bool ddom_attr_is_message(const struct nlmsghdr *nlh, __u16 type, __u32 hdrlen)
{
	return nlh->nlmsg_type == type &&
	       nlh->nlmsg_len >= NLMSG_LENGTH(hdrlen);
}

/**
 * ddom_attr_first() - the first attribute of a dumped message
 * @nlh: the message
 * @hdrlen: bytes of its family header
 * @left: set to the bytes of attributes
 *
 * Return: the attribute; valid while RTA_OK().
 */
const struct rtattr *ddom_attr_first(const struct nlmsghdr *nlh, __u32 hdrlen,
				     int *left)
{
	*left = (int)nlh->nlmsg_len - (int)NLMSG_SPACE(hdrlen);
	return (const struct rtattr *)((const __u8 *)nlh + NLMSG_SPACE(hdrlen));
}

/**
 * ddom_attr_in() - find an attribute in a run of attributes
 * @rta: the first one
 * @left: bytes
 * @type: wanted type
 *
 * Return: the attribute or NULL.
 */
const struct rtattr *ddom_attr_in(const struct rtattr *rta, int left,
				  __u16 type)
{
	for (; RTA_OK(rta, left); rta = RTA_NEXT(rta, left))
		if ((rta->rta_type & NLA_TYPE_MASK) == type)
			return rta;
	return NULL;
}

/**
 * ddom_attr_find() - find an attribute of a dumped message
 * @nlh: the message
 * @hdrlen: bytes of its family header
 * @type: wanted type
 *
 * Return: the attribute or NULL.
 */
const struct rtattr *ddom_attr_find(const struct nlmsghdr *nlh, __u32 hdrlen,
				    __u16 type)
{
	int left;
	const struct rtattr *rta = ddom_attr_first(nlh, hdrlen, &left);

	return ddom_attr_in(rta, left, type);
}

/**
 * ddom_attr_u32() - read a 32-bit attribute
 * @rta: the attribute or NULL
 * @fallback: what to return without one
 *
 * Return: its value, or @fallback when it is absent or too short.
 */
__u32 ddom_attr_u32(const struct rtattr *rta, __u32 fallback)
{
	__u32 value;

	if (!rta || RTA_PAYLOAD(rta) < sizeof(value))
		return fallback;
	memcpy(&value, RTA_DATA(rta), sizeof(value));
	return value;
}

/**
 * ddom_attr_bytes() - copy an attribute's payload
 * @rta: the attribute or NULL
 * @buf: where to; zeroed behind what was copied
 * @size: bytes of @buf
 *
 * Return: bytes copied.
 */
__u32 ddom_attr_bytes(const struct rtattr *rta, void *buf, __u32 size)
{
	__u32 len = rta ? RTA_PAYLOAD(rta) : 0;

	if (len > size)
		len = size;
	memset(buf, 0, size);
	if (len)
		memcpy(buf, RTA_DATA(rta), len);
	return len;
}

/**
 * ddom_attr_str() - copy a string attribute
 * @rta: the attribute or NULL
 * @buf: where to, always terminated
 * @size: bytes of @buf
 */
void ddom_attr_str(const struct rtattr *rta, char *buf, __u32 size)
{
	ddom_attr_bytes(rta, buf, size);
	buf[size - 1] = '\0';
}
