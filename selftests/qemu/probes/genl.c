// SPDX-License-Identifier: GPL-2.0-only
/* Raw generic netlink, so that a message can be as wrong as a test wants it. */
#include <errno.h>
#include <linux/ddom_bridge.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "genl.h"
#include "probe.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif
/* Not in the headers of a libc that is older than the kernel. */
#define ACK_ATTR_MSG		1
#define ACK_ATTR_OFFS		2
#define ACK_ATTR_MISS_TYPE	5
#define ATTR_TYPE_MASK		0x3fff

#define ANSWER_MAX	(256 * 1024)

/* How often, and for how long, genl_wait() asks: 500 us, 20 minutes. */
#define WAIT_NS		500000ULL
#define WAIT_MAX_NS	(20 * 60 * NSEC_PER_SEC)

/**
 * socket_open() - a netlink socket, with extended acks where there are any
 * @genl: filled
 * @protocol: NETLINK_*
 *
 * Return: 0 or negative errno.
 */
static int socket_open(struct genl *genl, int protocol)
{
	struct sockaddr_nl self = { .nl_family = AF_NETLINK };
	int one = 1;

	genl->seq = 0;
	genl->family = GENL_ID_CTRL;
	genl->fd = socket(AF_NETLINK, SOCK_RAW, protocol);
	if (genl->fd < 0)
		return -errno;
	if (bind(genl->fd, (struct sockaddr *)&self, sizeof(self))) {
		int err = -errno;

		close(genl->fd);
		return err;
	}
	/* Linux 2.6 has neither. */
	genl->extended = !setsockopt(genl->fd, SOL_NETLINK, NETLINK_EXT_ACK,
				     &one, sizeof(one)) &&
			 !setsockopt(genl->fd, SOL_NETLINK, NETLINK_CAP_ACK,
				     &one, sizeof(one));
	return 0;
}

/**
 * rtnl_open() - a socket for route netlink
 * @genl: filled
 *
 * Return: 0 or negative errno.
 */
int rtnl_open(struct genl *genl)
{
	return socket_open(genl, NETLINK_ROUTE);
}

/**
 * genl_close() - close the socket
 * @genl: the socket
 */
void genl_close(struct genl *genl)
{
	close(genl->fd);
	genl->fd = -1;
}

/**
 * genl_begin() - start a request
 * @msg: the request
 * @genl: for the family's number
 * @cmd: command
 * @flags: NLM_F_* besides NLM_F_REQUEST
 */
void genl_begin(struct genl_msg *msg, const struct genl *genl, uint8_t cmd,
		uint16_t flags)
{
	struct genlmsghdr *hdr = NLMSG_DATA(&msg->nlh);

	memset(&msg->nlh, 0, NLMSG_LENGTH(GENL_HDRLEN));
	msg->nlh.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	msg->nlh.nlmsg_type = genl->family;
	msg->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	hdr->cmd = cmd;
	hdr->version = DDOM_BRIDGE_GENL_VERSION;
}

/**
 * genl_attr() - an attribute in a request
 * @msg: the request
 * @offset: as genl_put() returned it
 *
 * Return: the attribute.
 */
struct nlattr *genl_attr(struct genl_msg *msg, uint32_t offset)
{
	return (struct nlattr *)(msg->data + offset);
}

/**
 * genl_put() - append an attribute
 * @msg: the request
 * @type: number, may have NLA_F_NESTED
 * @data: payload, or NULL for zeros
 * @len: bytes of it
 *
 * Return: where it is in the request.
 */
uint32_t genl_put(struct genl_msg *msg, uint16_t type, const void *data,
		  size_t len)
{
	uint32_t offset = msg->nlh.nlmsg_len;
	struct nlattr *attr = genl_attr(msg, offset);
	size_t whole = NLA_HDRLEN + NLA_ALIGN(len);

	if (offset + whole > sizeof(msg->data))
		return offset;
	memset(attr, 0, whole);
	attr->nla_len = NLA_HDRLEN + len;
	attr->nla_type = type;
	if (data)
		memcpy((uint8_t *)attr + NLA_HDRLEN, data, len);
	msg->nlh.nlmsg_len += whole;
	return offset;
}

/**
 * genl_put_u32() - append a number
 * @msg: the request
 * @type: number of the attribute
 * @value: the number
 *
 * Return: where it is in the request.
 */
uint32_t genl_put_u32(struct genl_msg *msg, uint16_t type, uint32_t value)
{
	return genl_put(msg, type, &value, sizeof(value));
}

/**
 * genl_put_string() - append a string with its NUL
 * @msg: the request
 * @type: number of the attribute
 * @text: the string
 *
 * Return: where it is in the request.
 */
uint32_t genl_put_string(struct genl_msg *msg, uint16_t type, const char *text)
{
	return genl_put(msg, type, text, strlen(text) + 1);
}

/**
 * genl_nest() - begin a nest
 * @msg: the request
 * @type: number of the attribute
 *
 * Return: where it is in the request, for genl_nest_end().
 */
uint32_t genl_nest(struct genl_msg *msg, uint16_t type)
{
	return genl_put(msg, type | NLA_F_NESTED, NULL, 0);
}

/**
 * genl_nest_end() - end a nest
 * @msg: the request
 * @offset: as genl_nest() returned it
 */
void genl_nest_end(struct genl_msg *msg, uint32_t offset)
{
	genl_attr(msg, offset)->nla_len = msg->nlh.nlmsg_len - offset;
}

/**
 * genl_send() - send a request
 * @genl: the socket
 * @msg: the request
 *
 * The kernel works on it before this returns.
 *
 * Return: 0 or negative errno.
 */
int genl_send(struct genl *genl, struct genl_msg *msg)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	msg->nlh.nlmsg_seq = ++genl->seq;
	return sendto(genl->fd, msg->data, msg->nlh.nlmsg_len, 0,
		      (struct sockaddr *)&kernel, sizeof(kernel)) < 0 ?
	       -errno : 0;
}

/**
 * take_ack() - an acknowledgment with its extension
 * @genl: the socket
 * @nlh: NLMSG_ERROR or NLMSG_DONE
 * @answer: filled
 */
static void take_ack(const struct genl *genl, const struct nlmsghdr *nlh,
		     struct genl_answer *answer)
{
	/* NETLINK_CAP_ACK: the request is not repeated. */
	size_t used = nlh->nlmsg_type == NLMSG_ERROR ?
		      NLMSG_LENGTH(sizeof(struct nlmsgerr)) :
		      NLMSG_LENGTH(sizeof(int));
	const uint8_t *data = (const uint8_t *)nlh;

	if (nlh->nlmsg_len >= NLMSG_LENGTH(sizeof(int)))
		memcpy(&answer->err, NLMSG_DATA(nlh), sizeof(int));
	while (genl->extended && used + NLA_HDRLEN <= nlh->nlmsg_len) {
		const struct nlattr *attr = (const void *)(data + used);
		const void *value = data + used + NLA_HDRLEN;
		size_t len = attr->nla_len - NLA_HDRLEN;

		if (attr->nla_len < NLA_HDRLEN ||
		    used + attr->nla_len > nlh->nlmsg_len)
			break;
		if (attr->nla_type == ACK_ATTR_MSG &&
		    len <= sizeof(answer->text))
			memcpy(answer->text, value, len);
		else if (attr->nla_type == ACK_ATTR_OFFS && len == 4)
			memcpy(&answer->offset, value, len);
		else if (attr->nla_type == ACK_ATTR_MISS_TYPE && len == 4)
			memcpy(&answer->missing, value, len);
		used += NLA_ALIGN(attr->nla_len);
	}
	answer->text[sizeof(answer->text) - 1] = '\0';
}

/**
 * take_object() - the interesting attributes of an object
 * @nlh: the message
 * @answer: filled
 */
static void take_object(const struct nlmsghdr *nlh, struct genl_answer *answer)
{
	const uint8_t *data = (const uint8_t *)nlh;
	size_t used = NLMSG_LENGTH(GENL_HDRLEN);

	answer->objects++;
	while (used + NLA_HDRLEN <= nlh->nlmsg_len) {
		const struct nlattr *attr = (const void *)(data + used);
		const void *value = data + used + NLA_HDRLEN;

		if (attr->nla_len < NLA_HDRLEN ||
		    used + attr->nla_len > nlh->nlmsg_len)
			break;
		switch (attr->nla_type & ATTR_TYPE_MASK) {
		case DDOM_BRIDGE_A_ID:
			memcpy(&answer->id, value, sizeof(answer->id));
			break;
		case DDOM_BRIDGE_A_STATE:
			memcpy(&answer->state, value, sizeof(answer->state));
			break;
		case DDOM_BRIDGE_A_REASON:
			snprintf(answer->text, sizeof(answer->text), "%.*s",
				 (int)(attr->nla_len - NLA_HDRLEN),
				 (const char *)value);
			break;
		case DDOM_BRIDGE_A_ERROR:
			memcpy(&answer->error, value, sizeof(answer->error));
			break;
		}
		used += NLA_ALIGN(attr->nla_len);
	}
}

/**
 * genl_receive() - take all that waits
 * @genl: the socket
 * @answer: filled
 *
 * A request is answered before sending it returns, so this never waits.
 */
void genl_receive(struct genl *genl, struct genl_answer *answer)
{
	static uint8_t buf[ANSWER_MAX] __attribute__((aligned(8)));
	ssize_t left;

	memset(answer, 0, sizeof(*answer));
	answer->err = GENL_NO_ANSWER;
	for (;;) {
		struct nlmsghdr *nlh = (struct nlmsghdr *)buf;

		left = recv(genl->fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (left < 0)
			return;
		for (; NLMSG_OK(nlh, left); nlh = NLMSG_NEXT(nlh, left)) {
			if (nlh->nlmsg_type == NLMSG_ERROR ||
			    nlh->nlmsg_type == NLMSG_DONE)
				take_ack(genl, nlh, answer);
			else if (nlh->nlmsg_type == genl->family)
				take_object(nlh, answer);
		}
	}
}

/**
 * genl_talk() - send a request and take its answer
 * @genl: the socket
 * @msg: the request
 * @answer: filled
 *
 * Return: @answer->err.
 */
int genl_talk(struct genl *genl, struct genl_msg *msg,
	      struct genl_answer *answer)
{
	int err = genl_send(genl, msg);

	genl_receive(genl, answer);
	if (err)
		answer->err = err;
	return answer->err;
}

/**
 * genl_get() - ask for the transaction of a port
 * @genl: the socket
 * @port: the port
 * @answer: filled
 *
 * Return: @answer->err.
 */
int genl_get(struct genl *genl, const char *port, struct genl_answer *answer)
{
	static struct genl_msg get;

	genl_begin(&get, genl, DDOM_BRIDGE_CMD_GET, NLM_F_ACK);
	genl_put_string(&get, DDOM_BRIDGE_A_PORT, port);
	return genl_talk(genl, &get, answer);
}

/**
 * genl_wait() - wait until a transaction is confirmed, or to be, or undone
 * @genl: the socket
 * @port: the port
 * @id: the transaction, which has been begun or confirmed
 * @answer: as the request was answered; how it stands now
 *
 * One that is in WAIT_CONFIRM in @answer, which is a CONFIRM's then, is waited
 * for until it has left that state. One that is forgotten counts as
 * UNDO_FAILED, for its port is gone.
 *
 * Return: 0, or a negative errno when its state cannot be read.
 */
int genl_wait(struct genl *genl, const char *port, uint64_t id,
	      struct genl_answer *answer)
{
	bool confirmed = answer->state == DDOM_BRIDGE_STATE_WAIT_CONFIRM;
	uint64_t end = probe_now() + WAIT_MAX_NS;
	struct genl_answer now;
	int err;

	while (probe_now() < end) {
		err = genl_get(genl, port, &now);
		if (err == -ENOENT || (!err && now.id != id)) {
			answer->state = DDOM_BRIDGE_STATE_UNDO_FAILED;
			answer->error = -ENODEV;
			return 0;
		}
		if (err)
			return err;
		*answer = now;
		if (now.state >= DDOM_BRIDGE_STATE_WAIT_CONFIRM &&
		    now.state != DDOM_BRIDGE_STATE_UNDOING &&
		    !(confirmed && now.state == DDOM_BRIDGE_STATE_WAIT_CONFIRM))
			return 0;
		probe_sleep_until(probe_now() + WAIT_NS);
	}
	return -ETIMEDOUT;
}

/**
 * family_number() - find the family in the controller's answer
 * @genl: the socket
 *
 * Return: its number, or negative errno.
 */
static int family_number(struct genl *genl)
{
	static uint8_t buf[16384] __attribute__((aligned(8)));
	ssize_t len = recv(genl->fd, buf, sizeof(buf), MSG_DONTWAIT);
	size_t used = NLMSG_LENGTH(GENL_HDRLEN);
	uint16_t number;

	if (len < 0)
		return -errno;
	if (((struct nlmsghdr *)buf)->nlmsg_type == NLMSG_ERROR)
		return -ENOENT;
	while (used + NLA_HDRLEN <= (size_t)len) {
		const struct nlattr *attr = (const void *)(buf + used);

		if (attr->nla_len < NLA_HDRLEN)
			break;
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID) {
			memcpy(&number, buf + used + NLA_HDRLEN, 2);
			return number;
		}
		used += NLA_ALIGN(attr->nla_len);
	}
	return -EPROTO;
}

/**
 * genl_open() - a socket for ddom_bridge in this network namespace
 * @genl: filled
 *
 * Return: 0 or negative errno; -ENOENT without the module.
 */
int genl_open(struct genl *genl)
{
	struct genl_msg msg;
	int number = socket_open(genl, NETLINK_GENERIC);

	if (number)
		return number;
	genl_begin(&msg, genl, CTRL_CMD_GETFAMILY, 0);
	genl_put_string(&msg, CTRL_ATTR_FAMILY_NAME, DDOM_BRIDGE_GENL_NAME);
	number = genl_send(genl, &msg);
	if (!number)
		number = family_number(genl);
	if (number < 0) {
		genl_close(genl);
		return number;
	}
	genl->family = number;
	return 0;
}
