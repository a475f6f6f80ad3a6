/* SPDX-License-Identifier: GPL-2.0-only */
/* Raw generic netlink, so that a message can be as wrong as a test wants it. */
#ifndef DDOM_GENL_H
#define DDOM_GENL_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GENL_MSG_MAX	65536
#define GENL_NO_ANSWER	1

/**
 * struct genl - a socket that talks to one family
 * @fd: the socket
 * @family: number of the family
 * @seq: of the last request
 * @extended: it has extended acks
 */
struct genl {
	int fd;
	uint16_t family;
	uint32_t seq;
	bool extended;
};

/**
 * struct genl_msg - a request under construction
 * @nlh: its header; nlmsg_len is its length so far
 * @data: its bytes
 */
struct genl_msg {
	union {
		struct nlmsghdr nlh;
		uint8_t data[GENL_MSG_MAX];
	};
};

/**
 * struct genl_answer - what came back
 * @err: 0, negative errno, or GENL_NO_ANSWER
 * @text: extended ack: message, or the last object's reason; empty without one
 * @offset: extended ack: offset of the bad attribute, 0 without one
 * @missing: extended ack: number of the missing attribute, 0 without one
 * @objects: messages of the family itself
 * @id: of the last object
 * @state: of the last object
 * @error: of the last object
 */
struct genl_answer {
	int err;
	char text[256];
	uint32_t offset;
	uint32_t missing;
	unsigned int objects;
	uint64_t id;
	uint32_t state;
	int32_t error;
};

int genl_open(struct genl *genl);
void genl_close(struct genl *genl);
int rtnl_open(struct genl *genl);

void genl_begin(struct genl_msg *msg, const struct genl *genl, uint8_t cmd,
		uint16_t flags);
uint32_t genl_put(struct genl_msg *msg, uint16_t type, const void *data,
		  size_t len);
uint32_t genl_put_u32(struct genl_msg *msg, uint16_t type, uint32_t value);
uint32_t genl_put_string(struct genl_msg *msg, uint16_t type, const char *text);
uint32_t genl_nest(struct genl_msg *msg, uint16_t type);
void genl_nest_end(struct genl_msg *msg, uint32_t offset);
struct nlattr *genl_attr(struct genl_msg *msg, uint32_t offset);

int genl_send(struct genl *genl, struct genl_msg *msg);
void genl_receive(struct genl *genl, struct genl_answer *answer);
int genl_talk(struct genl *genl, struct genl_msg *msg,
	      struct genl_answer *answer);
int genl_get(struct genl *genl, const char *port, struct genl_answer *answer);
int genl_wait(struct genl *genl, const char *port, uint64_t id,
	      struct genl_answer *answer);

#endif
