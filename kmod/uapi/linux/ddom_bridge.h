/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ddom_bridge: the NIC under a network root becomes a bridge port, live.
 *
 * Generic netlink family "ddom_bridge", version 2. Every command acts in the
 * network namespace of the requesting socket and needs CAP_NET_ADMIN in the
 * initial user namespace, of the sender and of who opened the socket. Nothing
 * loads the module but a request for it by its name. Attributes are validated
 * strictly: an unknown, malformed or missing one is refused with an extended
 * ack that names it. Numbers are in host byte order unless stated otherwise.
 *
 * A request is answered at once, by one object of constant size; what comes of
 * it is told by events and by GET. No request waits for a transaction. There is
 * one transaction under way in a network namespace at a time, and it keeps that
 * namespace in being until it has ended.
 *
 * An object:
 *	DDOM_BRIDGE_A_ID		u64, grows with each transaction; 0 in a
 *					refusal, of which nothing is kept
 *	DDOM_BRIDGE_A_OP		u32, enum ddom_bridge_op
 *	DDOM_BRIDGE_A_STATE		u32, enum ddom_bridge_state
 *	DDOM_BRIDGE_A_PORT, DDOM_BRIDGE_A_PORT_IFINDEX
 *	DDOM_BRIDGE_A_BRIDGE, DDOM_BRIDGE_A_BRIDGE_IFINDEX
 *	DDOM_BRIDGE_A_FROZEN_NS		u64, longest time that the port's
 *					receive side was held
 *	DDOM_BRIDGE_A_ERROR		s32, 0 or negative errno
 *	DDOM_BRIDGE_A_REASON		string, absent without an error
 *
 * DDOM_BRIDGE_CMD_ATTACH
 *	Makes DDOM_BRIDGE_A_PORT a port of DDOM_BRIDGE_A_BRIDGE and moves its
 *	addresses, routes, rules and neighbours there. The bridge is created
 *	when no such device exists.
 *
 *	Request:
 *		DDOM_BRIDGE_A_PORT		string, required
 *		DDOM_BRIDGE_A_BRIDGE		string, required
 *		DDOM_BRIDGE_A_PROBES		nest of DDOM_BRIDGE_A_PROBE
 *		DDOM_BRIDGE_A_VERIFY_TIMEOUT	u32, ms, 1..60000, default 3000
 *		DDOM_BRIDGE_A_CONFIRM_TIMEOUT	u32, ms, 0..600000, default 10000;
 *						0: commit once verified
 *		DDOM_BRIDGE_A_FLAGS		bitfield, DDOM_BRIDGE_F_*
 *	Reply: the object in state PLANNED; the transaction begins once the
 *	reply is in the requester's socket, and not without.
 *	Without a probe the next hops in use, then the reachable neighbours,
 *	are probed; without any of them the request is refused.
 *
 *	A refusal, nothing changed: the object in state REFUSED with its error
 *	and its reason, then the same error as an ack that names the attribute
 *	to blame. ENODEV no such port; ENETDOWN port is down, or another device
 *	that a route uses as well, or the bridge, which would lose addresses;
 *	EBUSY port or bridge has a master, or a transaction is under way;
 *	EADDRINUSE one has an address in a subnet of the other's; ENOTUNIQ
 *	a route or rule cannot be told from an equal one, or not keep its place;
 *	EMSGSIZE a route has too many next hops; EAGAIN an address is still being
 *	checked; EOPNOTSUPP port is wireless, a loopback or a bridge, or an
 *	address has a prefix at its far end; ELOOP an upper device of the port
 *	carries the route to a probe; EEXIST the bridge's name belongs to
 *	something else, or a route has next hops of port and bridge;
 *	EADDRNOTAVAIL with its last IPv4 address a device would lose routes, with
 *	its carrier the bridge nexthop objects, or the port has no address;
 *	EDESTADDRREQ nothing to verify with (see DDOM_BRIDGE_F_NO_ADDRESS for
 *	both); E2BIG more than the plan's limits; ENOSPC
 *	DDOM_BRIDGE_MAX_KEPT ports are attached here, or
 *	DDOM_BRIDGE_MAX_KEPT_ALL in all network namespaces but the initial one,
 *	and this is not that one. Without an object, as bad attributes: E2BIG
 *	more than DDOM_BRIDGE_MAX_PROBES; ERANGE a number out
 *	of its range, an address longer than 16 bytes; EINVAL another bad
 *	attribute, or a bridge with spanning tree or a forward delay.
 *	A transaction that failed and was undone has been answered before:
 *	state UNDONE, DDOM_BRIDGE_A_ERROR and DDOM_BRIDGE_A_REASON say why.
 *
 * DDOM_BRIDGE_CMD_DETACH
 *	The inverse: what the bridge carries moves to DDOM_BRIDGE_A_PORT, which
 *	leaves its bridge; a bridge that ATTACH created is deleted once the
 *	transaction is committed. A bridge that was there before the ATTACH, if
 *	this module has committed it and was not unloaded since, keeps what it
 *	had of its own. Same attributes (without BRIDGE), reply, refusals,
 *	verification, confirmation and undo as ATTACH; also refused by ENOTCONN
 *	port is in no bridge; EBUSY the bridge that would be deleted has other
 *	ports.
 *
 * DDOM_BRIDGE_CMD_CONFIRM
 *	The root is alive: a transaction in WAIT_CONFIRM will be committed,
 *	which the state COMMITTED tells, and will not be undone any more.
 *	Request: DDOM_BRIDGE_A_PORT, DDOM_BRIDGE_A_ID (both required).
 *	Reply: the object. Errors: ENOENT no transaction; ESTALE another id;
 *	ETIMEDOUT too late, it is or will be undone; EALREADY it was confirmed
 *	before; EBUSY not waiting for it.
 *
 * DDOM_BRIDGE_CMD_GET
 *	do: the object of DDOM_BRIDGE_A_PORT (ENOENT: none). dump: all objects.
 *	There is one of each port: its transaction under way, or its last one.
 *	It is forgotten when the port goes, an attach also when its bridge goes;
 *	one that is under way then ends first. Of those that nothing needs any
 *	more, DDOM_BRIDGE_MAX_KEPT are kept in a network namespace, and
 *	DDOM_BRIDGE_MAX_KEPT_ALL in all but the initial one.
 *
 * DDOM_BRIDGE_CMD_GET_STEPS
 *	dump: the steps of the transaction of DDOM_BRIDGE_A_PORT (required), in
 *	their order, one a message:
 *		DDOM_BRIDGE_A_ID		u64, the transaction
 *		DDOM_BRIDGE_A_STEP		nest of enum ddom_bridge_step_attr
 *	At any time, also while they run. Errors: ENOENT no transaction; EAGAIN
 *	another transaction has taken its place during the dump.
 *
 * DDOM_BRIDGE_CMD_EVENT
 *	Multicast to group "events" at every change of state: the object. Only
 *	who has CAP_NET_ADMIN in the initial user namespace can join (EPERM).
 *	Linux 2.6, 5.10 before .204 and 5.11 let everybody; there the object
 *	is without its reason, which GET has. There are no events in a network
 *	namespace that belongs to another user namespace. A socket that is not
 *	read loses events and is told so by ENOBUFS; GET says what is.
 */
#ifndef _UAPI_LINUX_DDOM_BRIDGE_H
#define _UAPI_LINUX_DDOM_BRIDGE_H

#define DDOM_BRIDGE_GENL_NAME		"ddom_bridge"
#define DDOM_BRIDGE_GENL_VERSION	2
#define DDOM_BRIDGE_MCGRP_EVENTS	"events"

#define DDOM_BRIDGE_MAX_PROBES		16
#define DDOM_BRIDGE_MAX_KEPT		64
#define DDOM_BRIDGE_MAX_KEPT_ALL	256

/* DDOM_BRIDGE_A_VERIFY_TIMEOUT, DDOM_BRIDGE_A_CONFIRM_TIMEOUT, in ms */
#define DDOM_BRIDGE_VERIFY_DEFAULT	3000
#define DDOM_BRIDGE_VERIFY_MAX		60000
#define DDOM_BRIDGE_CONFIRM_DEFAULT	10000
#define DDOM_BRIDGE_CONFIRM_MAX		600000

/*
 * What a transaction takes; with more it is refused (E2BIG). Devices of the
 * network namespace; of the rest what the port and the bridge have. LOWER: the
 * port and what it is stacked on; the module holds these at the switch.
 */
#define DDOM_BRIDGE_MAX_LINKS		16384
#define DDOM_BRIDGE_MAX_ADDRS		8192
#define DDOM_BRIDGE_MAX_ROUTES		32768
#define DDOM_BRIDGE_MAX_NEIGHS		8192
#define DDOM_BRIDGE_MAX_RULES		8192
#define DDOM_BRIDGE_MAX_NEXTHOPS	1024
#define DDOM_BRIDGE_MAX_LOWER		16

/*
 * Where each is compared with each: routes of the same prefix, TOS and metric
 * (E2BIG); rules of the same preference, of which those beyond it are taken for
 * ones that cannot be told from another (ENOTUNIQ).
 */
#define DDOM_BRIDGE_MAX_EQUALS		256
#define DDOM_BRIDGE_MAX_ALIKE		256

/* Bytes of a route, as dumped, that can be moved (EMSGSIZE): its next hops. */
#define DDOM_BRIDGE_MAX_ROUTE_SIZE	4000

/**
 * enum ddom_bridge_cmd - commands of the family
 * @DDOM_BRIDGE_CMD_UNSPEC: never sent
 * @DDOM_BRIDGE_CMD_GET: read transactions
 * @DDOM_BRIDGE_CMD_ATTACH: make a device a bridge port
 * @DDOM_BRIDGE_CMD_DETACH: take it out again
 * @DDOM_BRIDGE_CMD_CONFIRM: the root is alive, keep the change
 * @DDOM_BRIDGE_CMD_EVENT: notification of a state change
 * @DDOM_BRIDGE_CMD_GET_STEPS: read the steps of a transaction
 */
enum ddom_bridge_cmd {
	DDOM_BRIDGE_CMD_UNSPEC,
	DDOM_BRIDGE_CMD_GET,
	DDOM_BRIDGE_CMD_ATTACH,
	DDOM_BRIDGE_CMD_DETACH,
	DDOM_BRIDGE_CMD_CONFIRM,
	DDOM_BRIDGE_CMD_EVENT,
	DDOM_BRIDGE_CMD_GET_STEPS,
	__DDOM_BRIDGE_CMD_MAX,
};

#define DDOM_BRIDGE_CMD_MAX (__DDOM_BRIDGE_CMD_MAX - 1)

/**
 * enum ddom_bridge_state - where a transaction stands
 * @DDOM_BRIDGE_STATE_IDLE: none has run
 * @DDOM_BRIDGE_STATE_PLANNED: planned, nothing changed
 * @DDOM_BRIDGE_STATE_SWITCHING: preparing, switching, moving
 * @DDOM_BRIDGE_STATE_VERIFYING: probing through the new path
 * @DDOM_BRIDGE_STATE_WAIT_CONFIRM: done, undone unless confirmed in time
 * @DDOM_BRIDGE_STATE_COMMITTED: done for good
 * @DDOM_BRIDGE_STATE_UNDOING: going back
 * @DDOM_BRIDGE_STATE_UNDONE: as before
 * @DDOM_BRIDGE_STATE_UNDO_FAILED: an inverse failed; the steps say which
 * @DDOM_BRIDGE_STATE_REFUSED: never began; in a reply only
 */
enum ddom_bridge_state {
	DDOM_BRIDGE_STATE_IDLE,
	DDOM_BRIDGE_STATE_PLANNED,
	DDOM_BRIDGE_STATE_SWITCHING,
	DDOM_BRIDGE_STATE_VERIFYING,
	DDOM_BRIDGE_STATE_WAIT_CONFIRM,
	DDOM_BRIDGE_STATE_COMMITTED,
	DDOM_BRIDGE_STATE_UNDOING,
	DDOM_BRIDGE_STATE_UNDONE,
	DDOM_BRIDGE_STATE_UNDO_FAILED,
	DDOM_BRIDGE_STATE_REFUSED,
};

/**
 * enum ddom_bridge_op - what a transaction does
 * @DDOM_BRIDGE_OP_ATTACH: port into bridge
 * @DDOM_BRIDGE_OP_DETACH: port out of bridge
 */
enum ddom_bridge_op {
	DDOM_BRIDGE_OP_ATTACH,
	DDOM_BRIDGE_OP_DETACH,
};

/* DDOM_BRIDGE_A_FLAGS */
#define DDOM_BRIDGE_F_NO_ADDRESS	(1U << 0) /* nothing to move or verify with is fine */
#define DDOM_BRIDGE_F_ALL		DDOM_BRIDGE_F_NO_ADDRESS

/**
 * enum ddom_bridge_attr - top level attributes
 * @DDOM_BRIDGE_A_UNSPEC: never sent
 * @DDOM_BRIDGE_A_PAD: padding for 64-bit attributes
 * @DDOM_BRIDGE_A_PORT: string, name of the port device
 * @DDOM_BRIDGE_A_BRIDGE: string, name of the bridge
 * @DDOM_BRIDGE_A_PROBES: nest of @DDOM_BRIDGE_A_PROBE
 * @DDOM_BRIDGE_A_PROBE: nest of enum ddom_bridge_probe_attr
 * @DDOM_BRIDGE_A_VERIFY_TIMEOUT: u32, ms for all probes together
 * @DDOM_BRIDGE_A_CONFIRM_TIMEOUT: u32, ms
 * @DDOM_BRIDGE_A_FLAGS: u32, DDOM_BRIDGE_F_*
 * @DDOM_BRIDGE_A_ID: u64, transaction
 * @DDOM_BRIDGE_A_OP: u32, enum ddom_bridge_op
 * @DDOM_BRIDGE_A_STATE: u32, enum ddom_bridge_state
 * @DDOM_BRIDGE_A_PORT_IFINDEX: u32
 * @DDOM_BRIDGE_A_BRIDGE_IFINDEX: u32, 0 while it does not exist
 * @DDOM_BRIDGE_A_FROZEN_NS: u64
 * @DDOM_BRIDGE_A_ERROR: s32, negative errno
 * @DDOM_BRIDGE_A_REASON: string
 * @DDOM_BRIDGE_A_STEP: nest of enum ddom_bridge_step_attr
 */
enum ddom_bridge_attr {
	DDOM_BRIDGE_A_UNSPEC,
	DDOM_BRIDGE_A_PAD,
	DDOM_BRIDGE_A_PORT,
	DDOM_BRIDGE_A_BRIDGE,
	DDOM_BRIDGE_A_PROBES,
	DDOM_BRIDGE_A_PROBE,
	DDOM_BRIDGE_A_VERIFY_TIMEOUT,
	DDOM_BRIDGE_A_CONFIRM_TIMEOUT,
	DDOM_BRIDGE_A_FLAGS,
	DDOM_BRIDGE_A_ID,
	DDOM_BRIDGE_A_OP,
	DDOM_BRIDGE_A_STATE,
	DDOM_BRIDGE_A_PORT_IFINDEX,
	DDOM_BRIDGE_A_BRIDGE_IFINDEX,
	DDOM_BRIDGE_A_FROZEN_NS,
	DDOM_BRIDGE_A_ERROR,
	DDOM_BRIDGE_A_REASON,
	DDOM_BRIDGE_A_STEP,
	__DDOM_BRIDGE_A_MAX,
};

#define DDOM_BRIDGE_A_MAX (__DDOM_BRIDGE_A_MAX - 1)

/**
 * enum ddom_bridge_probe_attr - a probe target
 * @DDOM_BRIDGE_PROBE_A_UNSPEC: never sent
 * @DDOM_BRIDGE_PROBE_A_ADDR: binary, 4 (IPv4) or 16 (IPv6) bytes, network
 *	byte order, required
 * @DDOM_BRIDGE_PROBE_A_PORT: u16, TCP port that must accept a connection;
 *	absent: only the next hop towards the address must answer
 */
enum ddom_bridge_probe_attr {
	DDOM_BRIDGE_PROBE_A_UNSPEC,
	DDOM_BRIDGE_PROBE_A_ADDR,
	DDOM_BRIDGE_PROBE_A_PORT,
	__DDOM_BRIDGE_PROBE_A_MAX,
};

#define DDOM_BRIDGE_PROBE_A_MAX (__DDOM_BRIDGE_PROBE_A_MAX - 1)

/**
 * enum ddom_bridge_step_attr - one step of a transaction
 * @DDOM_BRIDGE_STEP_A_UNSPEC: never sent
 * @DDOM_BRIDGE_STEP_A_PAD: padding for 64-bit attributes
 * @DDOM_BRIDGE_STEP_A_NAME: string, for example "port-enslave"
 * @DDOM_BRIDGE_STEP_A_PHASE: string, for example "switch"
 * @DDOM_BRIDGE_STEP_A_TEXT: string, the step with its object
 * @DDOM_BRIDGE_STEP_A_START_NS: u64, CLOCK_MONOTONIC; absent: not begun
 * @DDOM_BRIDGE_STEP_A_TIME_NS: u64, how long it took
 * @DDOM_BRIDGE_STEP_A_ERROR: s32, negative errno; absent: none
 * @DDOM_BRIDGE_STEP_A_UNDO_START_NS: u64; absent: not undone
 * @DDOM_BRIDGE_STEP_A_UNDO_TIME_NS: u64
 * @DDOM_BRIDGE_STEP_A_UNDO_ERROR: s32; absent: none
 * @DDOM_BRIDGE_STEP_A_INDEX: u32, its place in the plan, from 0
 */
enum ddom_bridge_step_attr {
	DDOM_BRIDGE_STEP_A_UNSPEC,
	DDOM_BRIDGE_STEP_A_PAD,
	DDOM_BRIDGE_STEP_A_NAME,
	DDOM_BRIDGE_STEP_A_PHASE,
	DDOM_BRIDGE_STEP_A_TEXT,
	DDOM_BRIDGE_STEP_A_START_NS,
	DDOM_BRIDGE_STEP_A_TIME_NS,
	DDOM_BRIDGE_STEP_A_ERROR,
	DDOM_BRIDGE_STEP_A_UNDO_START_NS,
	DDOM_BRIDGE_STEP_A_UNDO_TIME_NS,
	DDOM_BRIDGE_STEP_A_UNDO_ERROR,
	DDOM_BRIDGE_STEP_A_INDEX,
	__DDOM_BRIDGE_STEP_A_MAX,
};

#define DDOM_BRIDGE_STEP_A_MAX (__DDOM_BRIDGE_STEP_A_MAX - 1)

#endif /* _UAPI_LINUX_DDOM_BRIDGE_H */
