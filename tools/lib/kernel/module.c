// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel module ddom_bridge, through libkmod.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/kernel.h"

#define DDT_SYS_MODULE		"/sys/module/" DDT_MODULE_NAME

/* open libkmod for the running kernel */
static struct kmod_ctx *new_context(void)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);

	if (ctx)
		kmod_set_log_fn(ctx, NULL, NULL);
	return ctx;
}

/**
 * enum module_state - where the kernel has the module
 * @DDT_MODULE_ABSENT: nowhere
 * @DDT_MODULE_BUILTIN: in itself
 * @DDT_MODULE_LOADED: loaded
 */
enum module_state {
	DDT_MODULE_ABSENT,
	DDT_MODULE_BUILTIN,
	DDT_MODULE_LOADED,
};

/*
 * Where does the kernel have the module. Only what was loaded has a state, and
 * before Linux 2.6.20 a count of its users.
 *
 * Return: enum module_state.
 */
static enum module_state module_state(void)
{
	if (access(DDT_SYS_MODULE, F_OK))
		return DDT_MODULE_ABSENT;
	if (access(DDT_SYS_MODULE "/initstate", F_OK) &&
	    access(DDT_SYS_MODULE "/refcnt", F_OK))
		return DDT_MODULE_BUILTIN;
	return DDT_MODULE_LOADED;
}

/*
 * Find the module where modules are put. depmod of Linux 2.6's time wrote no
 * index that libkmod reads.
 *
 * Return: 0, -ENOENT when it is in none of these places, or another negative
 * errno.
 */
static int kmod_find_place(struct kmod_ctx *ctx, struct kmod_module **mod)
{
	static const char *const places[] = {
		"updates/dkms", "updates", "extra", "kernel/net/ddom",
	};
	char path[512];
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s/%s.ko",
			 kmod_get_dirname(ctx), places[i], DDT_MODULE_NAME);
		if (!access(path, F_OK))
			return kmod_module_new_from_path(ctx, path, mod);
	}
	return -ENOENT;
}

/*
 * Find a module.
 *
 * Return: 0, -ENOENT when there is none, or another negative errno.
 */
static int kmod_find(struct kmod_ctx *ctx, const char *path,
		     struct kmod_module **mod)
{
	struct kmod_list *list = NULL;
	int err;

	if (path)
		return kmod_module_new_from_path(ctx, path, mod);
	err = kmod_module_new_from_lookup(ctx, DDT_MODULE_NAME, &list);
	if (err < 0 && err != -ENOENT)
		return err;
	if (!list)
		return kmod_find_place(ctx, mod);
	*mod = kmod_module_get_module(list);
	kmod_module_unref_list(list);
	return 0;
}

/*
 * Make sure that the kernel can make bridges. A module given by its path has no
 * recorded dependencies. A kernel with bridges built in has no such module;
 * whether it can is for the attach to find out.
 */
static void kmod_insert_bridge(struct kmod_ctx *ctx)
{
	struct kmod_list *list = NULL, *item;
	struct kmod_module *mod;

	if (kmod_module_new_from_lookup(ctx, "bridge", &list) < 0)
		return;
	kmod_list_foreach(item, list) {
		mod = kmod_module_get_module(item);
		kmod_module_probe_insert_module(mod, 0, NULL, NULL, NULL, NULL);
		kmod_module_unref(mod);
	}
	kmod_module_unref_list(list);
}

/**
 * ddt_module_load() - load the module
 * @path: its file, NULL: the installed one
 * @params: its parameters, NULL for none
 * @why: what is wrong, on failure
 * @size: bytes at @why
 *
 * Return: 0, -EEXIST when it is loaded already, or another negative errno.
 */
int ddt_module_load(const char *path, const char *params, char *why,
		    size_t size)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	struct utsname uts;
	int err;

	/* an old kernel would try, and complain about the name */
	if (module_state() != DDT_MODULE_ABSENT)
		return -EEXIST;
	ctx = new_context();
	if (!ctx)
		return -ENOMEM;
	uname(&uts);
	err = kmod_find(ctx, path, &mod);
	if (err == -ENOENT && path)
		snprintf(why, size, "%s: no such file", path);
	else if (err == -ENOENT)
		snprintf(why, size,
			 "%s: not installed for Linux %s (use --path FILE.ko)",
			 DDT_MODULE_NAME, uts.release);
	else if (err)
		snprintf(why, size, "%s: %s", DDT_MODULE_NAME, strerror(-err));
	if (err)
		goto out;
	kmod_insert_bridge(ctx);
	err = kmod_module_probe_insert_module(mod,
					      KMOD_PROBE_FAIL_ON_LOADED |
					      KMOD_PROBE_IGNORE_COMMAND,
					      params, NULL, NULL, NULL);
	/* a positive number: blocked by the configuration of modprobe */
	if (err > 0)
		err = -EACCES;
	if (err == -ENOEXEC)
		snprintf(why, size, "%s: was not built for Linux %s, or an unknown parameter",
			 DDT_MODULE_NAME, uts.release);
	else if (err)
		snprintf(why, size, "%s: %s", DDT_MODULE_NAME, strerror(-err));
	kmod_module_unref(mod);
out:
	kmod_unref(ctx);
	return err;
}

/**
 * ddt_module_unload() - unload the module
 * @why: what is wrong, on failure
 * @size: bytes at @why
 *
 * Return: 0, -ENOENT when it is not loaded, -EBUSY or -EAGAIN while a
 * transaction is pending, -EOPNOTSUPP when it is built in, or another negative
 * errno.
 */
int ddt_module_unload(char *why, size_t size)
{
	struct kmod_module *mod;
	struct kmod_ctx *ctx;
	int err;

	if (module_state() == DDT_MODULE_BUILTIN) {
		snprintf(why, size, "%s: built into this kernel",
			 DDT_MODULE_NAME);
		return -EOPNOTSUPP;
	}
	ctx = new_context();
	if (!ctx)
		return -ENOMEM;
	err = kmod_module_new_from_name(ctx, DDT_MODULE_NAME, &mod);
	if (!err) {
		err = kmod_module_get_initstate(mod);
		if (err >= 0)
			err = kmod_module_remove_module(mod, O_NONBLOCK);
		kmod_module_unref(mod);
	}
	kmod_unref(ctx);
	if (err == -ENOENT)
		snprintf(why, size, "%s: not loaded", DDT_MODULE_NAME);
	else if (err == -EBUSY || err == -EAGAIN)
		snprintf(why, size, "%s: in use, a transaction is pending",
			 DDT_MODULE_NAME);
	else if (err)
		snprintf(why, size, "%s: %s", DDT_MODULE_NAME, strerror(-err));
	return err;
}

/* write the first line of a file */
static bool print_file(struct ddt_print *p, const char *key,
		       const char *fmt, const char *path)
{
	char line[256] = "";
	FILE *file;
	bool ok;

	file = fopen(path, "re");
	if (!file)
		return false;
	ok = fgets(line, sizeof(line), file);
	fclose(file);
	if (!ok)
		return false;
	line[strcspn(line, "\n")] = '\0';
	ddt_print_str(p, key, fmt, line);
	return true;
}

/* write the parameters of the loaded module */
static void module_print_params(struct ddt_print *p)
{
	DIR *dir = opendir(DDT_SYS_MODULE "/parameters");
	char path[512], fmt[300];
	struct dirent *d;

	if (!dir)
		return;
	ddt_print_object(p, "parameters");
	while ((d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), DDT_SYS_MODULE "/parameters/%s",
			 d->d_name);
		snprintf(fmt, sizeof(fmt), "parameter %s: %%s\n", d->d_name);
		print_file(p, d->d_name, fmt, path);
	}
	ddt_print_close(p);
	closedir(dir);
}

/* write what the module's file says about itself */
static void module_print_file(struct ddt_print *p, struct kmod_module *mod)
{
	struct kmod_list *list = NULL, *item;
	const char *key, *value;
	char name[80], fmt[96];

	ddt_print_str(p, "file", "file: %s\n",
		      kmod_module_get_path(mod) ? kmod_module_get_path(mod) :
		      "built in");
	if (kmod_module_get_info(mod, &list) < 0)
		return;
	kmod_list_foreach(item, list) {
		key = kmod_module_info_get_key(item);
		value = kmod_module_info_get_value(item);
		if (strcmp(key, "version") && strcmp(key, "vermagic") &&
		    strcmp(key, "srcversion") && strcmp(key, "supported"))
			continue;
		snprintf(name, sizeof(name), "file_%.64s", key);
		snprintf(fmt, sizeof(fmt), "file %.64s: %%s\n", key);
		ddt_print_str(p, name, fmt, value);
	}
	kmod_module_info_free_list(list);
}

/**
 * ddt_module_print() - write what there is to know about the module
 * @p: document with an open object
 * @path: its file, NULL: the installed one
 *
 * Return: 0 or -ENOMEM.
 */
int ddt_module_print(struct ddt_print *p, const char *path)
{
	static const char *const states[] = {
		[DDT_MODULE_ABSENT] = "not loaded",
		[DDT_MODULE_BUILTIN] = "built in",
		[DDT_MODULE_LOADED] = "loaded",
	};
	enum module_state state = module_state();
	struct kmod_ctx *ctx = new_context();
	struct kmod_module *mod = NULL;

	if (!ctx)
		return -ENOMEM;
	print_file(p, "initstate", NULL, DDT_SYS_MODULE "/initstate");
	ddt_print_bool(p, "loaded", NULL, state != DDT_MODULE_ABSENT);
	ddt_print_str(p, "module", "module: %s\n", states[state]);
	print_file(p, "version", "version: %s\n", DDT_SYS_MODULE "/version");
	print_file(p, "refcnt", "references: %s\n",
		   DDT_SYS_MODULE "/refcnt");
	module_print_params(p);
	if (!kmod_find(ctx, path, &mod)) {
		module_print_file(p, mod);
		kmod_module_unref(mod);
	} else {
		ddt_print_text(p, "file: none installed for this kernel\n");
	}
	kmod_unref(ctx);
	return 0;
}
