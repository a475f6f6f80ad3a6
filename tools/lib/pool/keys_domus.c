// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a pool.conf says about domUs, key by key: kinds, the server that manages
 * them, the hosts that may be taken as dom0s.
 */
#include <stddef.h>
#include <string.h>

#include "pool/field_internal.h"
#include "pool/keys_internal.h"
#include "pool/value_internal.h"

/* "-65000" behind a kind's name is still a label of RFC 1035 */
#define DDT_KIND_NAME	57
#define DDT_KIND_COUNT	65000		/* nodes of a Slurm cluster */
#define DDT_SLURM_MAX	65000		/* what Slurm has in 16 bits */

#define COUNT_TO(key_, type, member, want_, max_) \
	{ .key = key_, .set = ddt_field_domus_count, .want = want_, \
	  .max = max_, .offset = offsetof(struct type, member) }
#define COUNT(key_, type, member, want_) \
	COUNT_TO(key_, type, member, want_, 0)
#define SECONDS(key_, type, member) \
	{ .key = key_, .set = ddt_field_number, \
	  .offset = offsetof(struct type, member) }
#define KIND_TEXT(key_, member, valid_, want_) \
	{ .key = key_, .set = ddt_field_text, .valid = valid_, .want = want_, \
	  .offset = offsetof(struct ddt_domu_kind, member) }
#define KIND_WORD(key_, member, want_) \
	{ .key = key_, .set = ddt_field_domus_word, .want = want_, \
	  .offset = offsetof(struct ddt_domu_kind, member) }

static const struct ddt_field manager_fields[] = {
	COUNT("idle", ddt_pool_manager, idle, "seconds"),
	COUNT("dom0-idle", ddt_pool_manager, dom0_idle, "seconds"),
	COUNT_TO("boot-timeout", ddt_pool_manager, boot_timeout, "seconds",
		 DDT_SLURM_MAX),
	{ 0 }
};

/**
 * ddt_keys_domus_manager() - take how a server manages domUs
 * @r: document
 * @f: key
 * @node: value
 * @entry: server
 *
 * Return: 0; -EINVAL with a message.
 */
int ddt_keys_domus_manager(struct ddt_reader *r, const struct ddt_field *f,
			   yaml_node_t *node, void *entry)
{
	const struct ddt_pool_server *other = ddt_find_manager(r->pool);
	struct ddt_pool_manager *m =
		&((struct ddt_pool_server *)entry)->manager;

	if (other)
		return ddt_reader_wrong(r, ddt_reader_place(node),
					"%s: there is one already, server %s; remove one",
					f->key, other->id.name);
	*m = (struct ddt_pool_manager){ .here = true, .idle = 300,
					.dom0_idle = 600, .boot_timeout = 600 };
	return ddt_reader_map(r, node, manager_fields, f->key, m);
}

static const struct ddt_field take_fields[] = {
	{ .key = "take", .set = ddt_field_bool,
	  .offset = offsetof(struct ddt_pool_take, take),
	  .place = offsetof(struct ddt_pool_take, said) },
	{ .key = "profile", .set = ddt_reference_profile,
	  .offset = offsetof(struct ddt_pool_take, profile) },
	COUNT_TO("cpus", ddt_pool_take, cpus, "processors", DDT_SLURM_MAX),
	COUNT("memory", ddt_pool_take, memory, "MiB"),
	COUNT("dom0-memory", ddt_pool_take, dom0_memory, "MiB"),
	COUNT("weight", ddt_pool_take, weight, "a number"),
	{ 0 }
};

/**
 * ddt_keys_domus_take() - take how hosts are taken as dom0s
 * @r: document
 * @f: key
 * @node: value
 * @entry: network or host
 *
 * Return: 0; -EINVAL with a message.
 */
int ddt_keys_domus_take(struct ddt_reader *r, const struct ddt_field *f,
			yaml_node_t *node, void *entry)
{
	return ddt_reader_map(r, node, take_fields, f->key,
			      (char *)entry + f->offset);
}

/**
 * ddt_keys_domus_host() - complete a host by what its network says, and check it
 * @r: document
 * @host: host
 *
 * Return: 0; -EINVAL with a message.
 */
int ddt_keys_domus_host(struct ddt_reader *r, struct ddt_pool_host *host)
{
	const struct ddt_pool_take *net = &host->network->take;
	struct ddt_pool_take *t = &host->take;
	const char *why = NULL;

	if (!t->said.line) {
		t->said = net->said;
		t->take = net->take;
	}
	t->profile = t->profile ? t->profile : net->profile;
	t->take = t->profile && (t->take || !t->said.line);
	t->cpus = t->cpus ? t->cpus : net->cpus;
	t->memory = t->memory ? t->memory : net->memory;
	t->dom0_memory = t->dom0_memory ?: net->dom0_memory ?: 512;
	t->weight = t->weight ?: net->weight ?: 1;
	if (!host->windows.n)
		host->windows = host->network->windows;
	if (!t->take)
		return 0;
	if (!strcmp(host->id.name, "all") || !strcmp(host->id.name, "default"))
		why = "its name is a word of Slurm's; give it another, or \"take: no\"";
	else if (!t->profile->hypervisor)
		why = "its profile has no \"hypervisor:\"; name one that is a dom0";
	else if (!t->cpus)
		why = "no \"cpus:\"; add it here or to the network's";
	else if (!t->memory)
		why = "no \"memory:\"; add it here or to the network's";
	else if (t->dom0_memory >= t->memory)
		why = "\"dom0-memory:\" leaves nothing of \"memory:\"";
	return why ? ddt_reader_wrong(r, host->id.place, "host %s: pool: %s",
				      host->id.name, why) : 0;
}

/* the name of a program of dom0 */
static bool kind_is_program(const char *text)
{
	return ddt_value_is_name(text) || ddt_value_is_path(text);
}

/* what goes into a string of xl */
static bool kind_is_options(const char *text)
{
	return ddt_value_is_options(text) && !strpbrk(text, "\"\\");
}

static const struct ddt_field kind_fields[] = {
	{ .key = "count", .set = ddt_field_domus_count, .required = true,
	  .want = "domUs", .offset = offsetof(struct ddt_domu_kind, count) },
	COUNT_TO("vcpus", ddt_domu_kind, vcpus, "processors", DDT_SLURM_MAX),
	{ .key = "memory", .set = ddt_field_domus_count, .required = true,
	  .want = "MiB", .offset = offsetof(struct ddt_domu_kind, memory) },
	KIND_WORD("type", type, "pv or pvh"),
	KIND_TEXT("kernel", kernel, ddt_value_is_path, DDT_PATH_WANT),
	KIND_TEXT("initrd", initrd, ddt_value_is_path, DDT_PATH_WANT),
	KIND_TEXT("options", options, kind_is_options,
		  "one line of printable ASCII without \"${\", quotes and backslashes"),
	KIND_TEXT("bootloader", bootloader, kind_is_program,
		  "a program like pygrub"),
	{ .key = "disks", .set = ddt_field_domus_disks,
	  .offset = offsetof(struct ddt_domu_kind, disks) },
	KIND_WORD("writable", writable, "no, copy, kept or overlay"),
	KIND_TEXT("copies", copies, ddt_value_is_path, DDT_PATH_WANT),
	KIND_TEXT("bridge", bridge, ddt_value_is_device, "a bridge's name"),
	{ .key = "addresses", .set = ddt_field_domus_range, .required = true,
	  .place = offsetof(struct ddt_domu_kind, range_place) },
	KIND_WORD("evict", evict, "requeue, migrate or wait"),
	SECONDS("grace", ddt_domu_kind, grace),
	COUNT_TO("boot-timeout", ddt_domu_kind, boot_timeout, "seconds",
		 DDT_SLURM_MAX),
	COUNT("limit", ddt_domu_kind, limit, "seconds"),
	{ 0 }
};

/* would two disks of a kind that is written to be the same file? */
static bool kind_twice(const struct ddt_domu_kind *kind)
{
	const char *const *path = kind->disks.path;
	unsigned int i, k;

	for (i = 0; i < kind->disks.n; i++)
		for (k = 0; k < i; k++)
			if (!strcmp(path[i], path[k]) ||
			    (kind->copies && ddt_domu_file(kind, i) &&
			     ddt_domu_file(kind, k) &&
			     !strcmp(strrchr(path[i], '/'),
				     strrchr(path[k], '/'))))
				return true;
	return false;
}

/* what is wrong with the disks of a kind; NULL: nothing */
static const char *kind_disks(const struct ddt_domu_kind *kind)
{
	bool kept = kind->writable == DDT_WRITABLE_KEPT && kind->count == 1;
	unsigned int i, devices = 0;

	for (i = 0; i < kind->disks.n; i++) {
		const struct ddt_pool_disk *disk = kind->disks.served[i];

		devices += !disk && !ddt_domu_file(kind, i);
		if (disk && disk->writable && !kept)
			return "a served disk with \"access: rw\" is one domU's; \"writable: kept\" and \"count: 1\", or \"access: ro\"";
	}
	if (kind->writable != DDT_WRITABLE_NO && !kind->disks.n)
		return "\"writable:\" without \"disks:\"";
	if (kind->copies && kind->writable == DDT_WRITABLE_NO)
		return "\"copies:\" without \"writable:\"";
	if (kind->writable != DDT_WRITABLE_NO && kind_twice(kind))
		return "two of its disks would be one file: copies are called as the image is";
	if (devices && (kind->writable == DDT_WRITABLE_COPY ||
			kind->writable == DDT_WRITABLE_OVERLAY))
		return "\"writable: copy\" and \"overlay\" are for files of images; a device cannot be copied";
	if (devices && kind->writable == DDT_WRITABLE_KEPT && !kept)
		return "\"writable: kept\" would have several domUs write to one device; \"count: 1\"";
	return NULL;
}

/* a disk of a kind that another kind writes to, or has too; NULL: none */
static const struct ddt_pool_disk *
kind_shared(const struct ddt_pool *pool, const struct ddt_domu_kind *kind)
{
	const struct ddt_domu_kind *k;
	unsigned int i, n;

	for (i = 0; i < kind->disks.n; i++) {
		const struct ddt_pool_disk *disk = kind->disks.served[i];

		for (k = pool->domu_kinds; disk && k < kind; k++)
			for (n = 0; n < k->disks.n; n++)
				if (disk->writable &&
				    k->disks.served[n] == disk)
					return disk;
	}
	return NULL;
}

/* how many domUs there are of the kinds before one */
static unsigned int kind_before(const struct ddt_pool *pool,
				const struct ddt_domu_kind *kind)
{
	const struct ddt_domu_kind *k;
	unsigned int n = 0;

	for (k = pool->domu_kinds; k < kind; k++)
		n += k->count;
	return n;
}

/* check a kind as a whole */
static int kind_finish(struct ddt_reader *r, void *entry)
{
	struct ddt_domu_kind *kind = entry;
	const struct ddt_pool_disk *disk = kind_shared(r->pool, kind);
	const char *why = kind_disks(kind);
	unsigned int i;

	if (disk)
		return ddt_reader_wrong(r, kind->id.place,
					"kind %s: disk %s is another kind's, and written to; give each one of its own",
					kind->id.name, disk->id.name);
	for (i = 0; i < r->pool->nnetworks && !kind->network; i++)
		if (ddt_net_inside(&r->pool->networks[i], kind->first))
			kind->network = &r->pool->networks[i];
	if (strlen(kind->id.name) > DDT_KIND_NAME)
		why = "its name is longer than 57 characters";
	else if (kind->count > DDT_KIND_COUNT -
		 kind_before(r->pool, kind))
		why = "\"count:\" of all kinds is above 65000";
	else if (!kind->kernel == !kind->bootloader)
		why = "either \"kernel:\" or \"bootloader:\" is needed";
	else if (!kind->kernel && (kind->initrd || kind->options))
		why = "\"initrd:\" and \"options:\" are for \"kernel:\"";
	if (why)
		return ddt_reader_wrong(r, kind->id.place, "kind %s: %s",
					kind->id.name, why);
	if (!kind->network)
		why = "are in no network; add one to the section \"networks:\"";
	else if (!ddt_net_inside(kind->network, kind->last))
		why = "leave their network; end before";
	else if (kind->last - kind->first + 1 < kind->count)
		why = "are fewer than \"count:\"";
	if (why)
		return ddt_reader_wrong(r, kind->range_place,
					"kind %s: its addresses %s",
					kind->id.name, why);
	kind->vcpus = kind->vcpus ? kind->vcpus : 1;
	kind->bridge = kind->bridge ? kind->bridge : "xenbr0";
	kind->boot_timeout = kind->boot_timeout ? kind->boot_timeout : 300;
	return 0;
}

const struct ddt_section ddt_keys_domus_kinds = {
	"kind", kind_fields, sizeof(struct ddt_domu_kind), kind_finish
};
