// SPDX-License-Identifier: GPL-2.0-only
/*
 * What will fail on a client: what is the same on all of them and must not be,
 * and a ddtool that was built for another system.
 */
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "rootfs/check_internal.h"

#define EMPTY	"say \"empty\" in " DDT_FLASH_FILE " instead of \"copy\""
#define KEY	"every client has the same key, and can pass for any other one"
#define NEW_KEY	"remove it, and for keys of its own at every boot say \"copy = /etc/ssh\" and \"run = /usr/bin/ssh-keygen -A\"; or \"static\" if that is meant"
#define SEED	"every client's random numbers begin with it"

/* Each is one machine's own. */
static const struct {
	const char *path;
	const char *part;	/* only if this is in it; NULL: anything */
	const char *why;
	const char *remedy;
} ddt_sames[] = {
	{ "/etc/machine-id", NULL, "it is to tell machines apart", EMPTY },
	{ "/etc/hostname", NULL, "it is to tell machines apart", EMPTY },
	{ "/etc/ssh/ssh_host_key", NULL, KEY, NEW_KEY },
	{ "/etc/ssh/ssh_host_dsa_key", NULL, KEY, NEW_KEY },
	{ "/etc/ssh/ssh_host_rsa_key", NULL, KEY, NEW_KEY },
	{ "/etc/ssh/ssh_host_ecdsa_key", NULL, KEY, NEW_KEY },
	{ "/etc/ssh/ssh_host_ed25519_key", NULL, KEY, NEW_KEY },
	{ "/etc/iscsi/initiatorname.iscsi", "\nInitiatorName=",
	  "every client is the same initiator to a target",
	  "put \"GenerateName=yes\" in its place and say \"copy\" in "
	  DDT_FLASH_FILE },
	{ "/etc/hostid", NULL, "every client has the same gethostid(3)",
	  "remove it, then it comes from the address" },
	{ "/var/lib/systemd/random-seed", NULL, SEED, "remove it" },
	{ "/var/lib/urandom/random-seed", NULL, SEED, "remove it" },
	{ "/var/lib/misc/random-seed", NULL, SEED, "remove it" },
	{ "/var/lib/random-seed", NULL, SEED, "remove it" },
};

/* read a file of the tree */
static bool same_read(const struct ddt_rootfs *r, const char *path,
		      struct ddt_buf *text)
{
	int fd = ddt_tree_get(&r->tree, path, O_RDONLY | O_NONBLOCK, 0);
	char name[32];
	bool is = false;
	struct stat st;

	memset(text, 0, sizeof(*text));
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode))
		is = !ddt_buf_read(text, name) && text->len;
	if (fd >= 0)
		close(fd);
	return is;
}

/* where a client's file comes from */
static bool same_source(const struct ddt_rootfs *r, const char *path,
			char *source)
{
	const struct ddt_flash_entry *e, *last = NULL;
	enum ddt_where where;
	struct stat st;
	size_t i;

	snprintf(source, PATH_MAX, "%s", path);
	for (i = 0; r->over && i < r->flash.n; i++)
		if (r->flash.entries[i].kind == DDT_FLASH_EMPTY &&
		    !strcmp(r->flash.entries[i].path, path))
			return false;
	if (r->over)
		return true;
	where = ddt_check_where(r, path, &st);
	if (where == DDT_WHERE_READ_ONLY)
		return true;
	for (i = 0; where == DDT_WHERE_MEMORY && i < r->flash.n; i++) {
		e = &r->flash.entries[i];
		/* the innermost one */
		if (ddt_flash_conf_below(path, e->path) &&
		    (!last || strlen(e->path) > strlen(last->path)))
			last = e;
	}
	snprintf(source, PATH_MAX, "%s%s", DDT_FLASH_DIR, path);
	return last && last->kind == DDT_FLASH_COPY;
}

/**
 * ddt_check_same_identity() - what must differ between clients
 * @r: tree
 * @found: findings
 */
void ddt_check_same_identity(struct ddt_rootfs *r, struct ddt_findings *found)
{
	static const char net[] = "/etc/udev/rules.d/70-persistent-net.rules";
	static const char rules[] = "/etc/udev/rules.d/xen-backend.rules";
	static const char id[] = "/etc/machine-id";
	char source[PATH_MAX];
	struct ddt_buf text;
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(ddt_sames) / sizeof(ddt_sames[0]); i++) {
		if (!same_source(r, ddt_sames[i].path, source))
			continue;
		if (same_read(r, source, &text) &&
		    (!ddt_sames[i].part ||
		     strstr((char *)text.data, ddt_sames[i].part) ||
		     !strncmp((char *)text.data, ddt_sames[i].part + 1,
			      strlen(ddt_sames[i].part + 1))))
			ddt_check_where_add(found, DDT_RISK, "same-identity",
				ddt_sames[i].path, ddt_sames[i].why,
				ddt_sames[i].remedy,
				"the same on every client");
		ddt_buf_free(&text);
	}
	if (!r->over && ddt_check_where(r, id, &st) == DDT_WHERE_MISSING &&
	    ddt_tree_has(&r->tree, "/lib/systemd/systemd"))
		ddt_check_where_add(found, DDT_PROBLEM, "no-machine-id", id,
			"systemd cannot make it on a read-only root",
			"create it, empty, and convert again",
			"it is not there");
	if (ddt_tree_has(&r->tree, net))
		ddt_check_where_add(found, DDT_PROBLEM, "nic-names", net,
			"another one's eth0 becomes eth1", "remove it",
			"it names the NICs of one machine");
	if (ddt_tree_has(&r->tree, rules) && !ddt_install_xen_uses_udev(r))
		ddt_check_where_add(found, DDT_PROBLEM, "xen-backend-rules",
			rules, "of every file-backed disk a loop device is left",
			"remove it", "xl runs Xen's scripts, and udev again");
}

/* Where libraries are. */
static const char *const lib_dirs[] = {
	"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64",
	"/usr/lib64", "/lib", "/usr/lib",
};

#define NDIRS	(sizeof(lib_dirs) / sizeof(lib_dirs[0]))

/**
 * struct ddt_check_libs - the shared libraries of ddtool
 * @r: tree
 * @found: findings
 */
struct ddt_check_libs {
	struct ddt_rootfs *r;
	struct ddt_findings *found;
};

/*
 * Is a library that this ddtool uses in the tree?
 *
 * Return: 0, to see the next.
 */
static int check_lib(struct dl_phdr_info *info, size_t size, void *arg)
{
	const char *base = strrchr(info->dlpi_name, '/');
	struct ddt_check_libs *c = arg;
	char path[PATH_MAX];
	size_t i;

	(void)size;
	/* the program itself and the vdso have no path */
	if (!base || ddt_tree_has(&c->r->tree, info->dlpi_name))
		return 0;
	for (i = 0; i < NDIRS; i++) {
		snprintf(path, sizeof(path), "%s%s", lib_dirs[i], base);
		if (ddt_tree_has(&c->r->tree, path))
			return 0;
	}
	ddt_check_where_add(c->found, DDT_PROBLEM, "missing-library",
		info->dlpi_name, "ddtool needs this library",
		"install the package that has it, in the tree",
		"it is not there");
	return 0;
}

/*
 * The newest version of glibc's symbols that a file names.
 *
 * Return: n of GLIBC_2.n; 0: none is named.
 */
static unsigned int check_glibc(const struct ddt_rootfs *r,
				const char *path)
{
	static const char mark[] = "GLIBC_2.";
	unsigned int newest = 0, one;
	struct ddt_buf text;
	const uint8_t *p;

	if (same_read(r, path, &text))
		for (p = text.data; p; p++) {
			p = memmem(p, text.len - (size_t)(p - text.data), mark,
				   strlen(mark));
			if (!p)
				break;
			one = (unsigned int)strtoul((const char *)p +
						    strlen(mark), NULL, 10);
			if (one > newest && one < 1000)
				newest = one;
		}
	ddt_buf_free(&text);
	return newest;
}

/**
 * ddt_check_same_program() - will ddtool start in the tree?
 * @r: tree, which has one
 * @found: findings
 */
void ddt_check_same_program(struct ddt_rootfs *r, struct ddt_findings *found)
{
	static const char program[] = "/usr/sbin/ddtool";
	struct ddt_check_libs libs = { .r = r, .found = found };
	unsigned int needs, has = 0;
	char path[PATH_MAX];
	size_t i;

	dl_iterate_phdr(check_lib, &libs);
	needs = check_glibc(r, program);
	for (i = 0; i < NDIRS && !has; i++) {
		snprintf(path, sizeof(path), "%s/libc.so.6", lib_dirs[i]);
		has = check_glibc(r, path);
	}
	if (has && needs > has)
		ddt_check_where_add(found, DDT_PROBLEM, "old-glibc", program,
			NULL,
			"install one that was built for it, or that of make static",
			"it needs glibc 2.%u, and the tree has 2.%u", needs,
			has);
}
