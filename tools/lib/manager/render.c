// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of Slurm: controller/ is the server that has both slurmctlds, dom0/
 * the root of dom0s, domu/ those of the kinds.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/msg.h"
#include "manager/closed_internal.h"
#include "manager/slurm_internal.h"

#define DDT_NOTE	"# Written by ddtool manager render; changes will be lost.\n"
/* the longest that Slurm takes: a full pool is no failure */
#define DDT_RESUME_S	43200
/* a dom0 looks every 30 s, and must be off before it can be taken again */
#define DDT_LEAVE_S	60

/* in sudoers(5): a name, and no option of ddtool's */
#define SUDO_NAME	"[a-z0-9][a-z0-9-]*"

/* What both clusters have; without systemd and cgroups, too. */
static const char render_common[] =
	"SlurmUser=" DDT_SLURM_USER "\n"
	"AuthType=auth/munge\n"
	"SlurmdSpoolDir=/var/spool/slurmd.%n\n"
	"SlurmdPidFile=/run/slurmd.%n.pid\n"
	"SlurmdLogFile=/var/log/slurm/slurmd.%n.log\n"
	"PrivateData=cloud\n"
	"ProctrackType=proctrack/linuxproc\n"
	"TaskPlugin=task/none\n"
	"SelectType=select/cons_tres\n"
	"SelectTypeParameters=CR_Core_Memory\n"
	"SchedulerType=sched/backfill\n"
	"ReturnToService=2\n"
	"SlurmdParameters=config_overrides\n"
	"SlurmctldParameters=idle_on_node_suspend\n"
	"TreeWidth=65533\n"
	"MpiDefault=none\n"
	"SlurmdTimeout=60\n"
	"ResumeProgram=" DDT_MANAGER_HOOKS "/resume\n"
	"SuspendProgram=" DDT_MANAGER_HOOKS "/suspend\n"
	"ResumeFailProgram=" DDT_MANAGER_HOOKS "/resume-fail\n"
	"PrologSlurmctld=" DDT_MANAGER_HOOKS "/prolog\n"
	"SuspendTimeout=5\n"
	"ResumeRate=0\n"
	"SuspendRate=0\n"
	"SuspendTime=INFINITE\n";

/* what differs by the name of a cluster */
static void render_cluster(FILE *f, const struct ddt_pool_server *server,
			   const char *name, unsigned int ctld,
			   unsigned int slurmd)
{
	char ip[INET_ADDRSTRLEN];

	fprintf(f, DDT_NOTE "ClusterName=%s\nSlurmctldHost=%s(%s)\n"
		"SlurmctldPort=%u\nSlurmdPort=%u\n"
		"StateSaveLocation=/var/lib/slurm/%s\n"
		"SlurmctldPidFile=/run/slurmctld-%s.pid\n"
		"SlurmctldLogFile=/var/log/slurm/slurmctld-%s.log\n", name,
		server->id.name, ddt_text_ip(server->addrs.addr[0], ip), ctld,
		slurmd, name, name, name);
	fputs(render_common, f);
}

static void render_pool(FILE *f, const struct ddt_pool *pool)
{
	const struct ddt_pool_server *server = ddt_find_manager(pool);
	const struct ddt_pool_manager *m = &server->manager;
	char ip[INET_ADDRSTRLEN];
	unsigned int i;

	render_cluster(f, server, "ddom-pool", DDT_POOL_SLURMCTLD,
		       DDT_POOL_SLURMD);
	fprintf(f, "AuthInfo=cred_expire=20,socket=/run/munge-pool/munge.socket.2\n"
		"Epilog=" DDT_MANAGER_HOOKS "/domu-epilog\n"
		"EpilogSlurmctld=" DDT_MANAGER_HOOKS "/epilog\n"
		"ResumeTimeout=%u\n", m->boot_timeout);
	for (i = 0; i < pool->nhosts; i++) {
		const struct ddt_pool_host *host = &pool->hosts[i];
		const struct ddt_pool_take *t = &host->take;

		if (t->take)
			fprintf(f, "NodeName=%s NodeAddr=%s CPUs=%u RealMemory=%u Weight=%u Feature=%s State=CLOUD\n",
				host->id.name, ddt_text_ip(host->addr, ip),
				t->cpus, t->memory - t->dom0_memory, t->weight,
				host->network->id.name);
	}
	fprintf(f, "PartitionName=" DDT_POOL_PARTITION
		" Nodes=ALL AllowGroups=" DDT_SLURM_USER
		" MaxTime=UNLIMITED State=UP SuspendTime=%u SuspendTimeout=%d\n",
		m->dom0_idle, DDT_LEAVE_S);
}

/*
 * The nodes of a kind; Slurm counts addresses only in their last number. A
 * system has a little less memory than the domU.
 */
static void render_kind(FILE *f, const struct ddt_domu_kind *kind)
{
	uint32_t addr = kind->first, n = 1, k;
	char ip[INET_ADDRSTRLEN];

	for (; n <= kind->count; n += k, addr += k) {
		k = 256 - (addr & 255);
		if (k > kind->count - n + 1)
			k = kind->count - n + 1;
		ddt_text_ip(addr, ip);
		*strrchr(ip, '.') = '\0';
		fprintf(f, "NodeName=%s-[%u-%u] NodeAddr=%s.[%u-%u] CPUs=%u RealMemory=%u Feature=%s State=CLOUD\n",
			kind->id.name, n, n + k - 1, ip, addr & 255,
			(addr & 255) + k - 1, kind->vcpus,
			kind->memory - kind->memory / 8, kind->id.name);
	}
}

static void render_users(FILE *f, const struct ddt_pool *pool)
{
	const struct ddt_pool_server *server = ddt_find_manager(pool);
	unsigned int i;

	render_cluster(f, server, "ddom", DDT_USERS_SLURMCTLD,
		       DDT_USERS_SLURMD);
	fprintf(f, "AuthInfo=cred_expire=20\nResumeTimeout=%d\n", DDT_RESUME_S);
	for (i = 0; i < pool->ndomu_kinds; i++)
		render_kind(f, &pool->domu_kinds[i]);
	fprintf(f, "PartitionName=jobs Nodes=ALL Default=YES MaxTime=UNLIMITED State=UP SuspendTime=%u\n",
		server->manager.idle);
}

static void render_sudo_controller(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE DDT_SLURM_USER " ALL=(root) NOPASSWD: " DDT_TOOL
	      " ^server switch (--wake )?(" SUDO_NAME " )+" SUDO_NAME "$\n", f);
}

static void render_sudo_dom0(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE DDT_SLURM_USER " ALL=(root) NOPASSWD: " DDT_TOOL
	      " ^domu run " SUDO_NAME " [0-9]+$\n", f);
}

static void render_munge(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE
	      "[Unit]\n"
	      "Description=MUNGE for the pool of dom0s, with a key of its own\n"
	      "After=network.target\n\n"
	      "[Service]\n"
	      "User=munge\n"
	      "RuntimeDirectory=munge-pool\n"
	      "RuntimeDirectoryMode=0755\n"
	      "ExecStart=/usr/sbin/munged --foreground"
	      " --key-file=/etc/munge-pool/munge.key"
	      " --socket=/run/munge-pool/munge.socket.2"
	      " --pid-file=/run/munge-pool/munged.pid"
	      " --log-file=/var/log/munge/munged-pool.log"
	      " --seed-file=/var/lib/munge/munged-pool.seed\n\n"
	      "[Install]\n"
	      "WantedBy=multi-user.target\n", f);
}

static void render_ctld(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE
	      "[Unit]\n"
	      "Description=Slurm controller of the pool of dom0s\n"
	      "After=munge-pool.service\n"
	      "Requires=munge-pool.service\n\n"
	      "[Service]\n"
	      "ExecStart=/usr/sbin/slurmctld -D -f " DDT_POOL_CONF "\n"
	      "ExecStartPost=-" DDT_TOOL " manager windows\n"
	      "LimitNOFILE=65536\n\n"
	      "[Install]\n"
	      "WantedBy=multi-user.target\n", f);
}

static void render_leave(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE
	      "[Unit]\n"
	      "Description=Restart a dom0 that was given back\n\n"
	      "[Service]\n"
	      "Type=oneshot\n"
	      "ExecStart=" DDT_TOOL " domu leave\n", f);
}

static void render_leave_timer(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE
	      "[Unit]\n"
	      "Description=Look whether this dom0 was given back\n\n"
	      "[Timer]\n"
	      "OnActiveSec=60\n"
	      "OnUnitInactiveSec=30\n\n"
	      "[Install]\n"
	      "WantedBy=timers.target\n", f);
}

static void render_slurmd(FILE *f, const struct ddt_pool *pool)
{
	(void)pool;
	fputs(DDT_NOTE "SLURMD_OPTIONS=\"-f " DDT_POOL_CONF "\"\n", f);
}

static int render_closed(const struct ddt_closed *closed, void *arg)
{
	static const char days[7][4] = { "mon", "tue", "wed", "thu", "fri",
					 "sat", "sun" };

	fprintf(arg, "%s: %s %02u:%02u, %u minutes, %s\n", closed->name,
		days[closed->begin / 1440], closed->begin % 1440 / 60,
		closed->begin % 60, closed->minutes, closed->nodes);
	return 0;
}

/* for people; "manager windows" makes them */
static void render_reservations(FILE *f, const struct ddt_pool *pool)
{
	fputs(DDT_NOTE, f);
	ddt_closed_each(pool, render_closed, f);
}

static const struct {
	const char *path;
	void (*write)(FILE *f, const struct ddt_pool *pool);
} render_files[] = {
	{ "controller/etc/slurm/slurm.conf", render_users },
	{ "controller/etc/slurm/pool/slurm.conf", render_pool },
	{ "controller/etc/slurm/pool/reservations", render_reservations },
	{ "controller/etc/sudoers.d/ddom", render_sudo_controller },
	{ "controller/etc/systemd/system/munge-pool.service", render_munge },
	{ "controller/etc/systemd/system/slurmctld-pool.service", render_ctld },
	{ "dom0/etc/slurm/pool/slurm.conf", render_pool },
	{ "dom0/etc/sudoers.d/ddom", render_sudo_dom0 },
	{ "dom0/etc/systemd/system/munge-pool.service", render_munge },
	{ "dom0/etc/systemd/system/ddom-leave.service", render_leave },
	{ "dom0/etc/systemd/system/ddom-leave.timer", render_leave_timer },
	{ "dom0/etc/default/slurmd", render_slurmd },
	{ "domu/etc/slurm/slurm.conf", render_users },
};

/* the files, in memory */
static int render_all(const struct ddt_pool *pool, struct ddt_outdir *dir)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < sizeof(render_files) / sizeof(render_files[0]) && !err;
	     i++) {
		char *text = NULL;
		size_t len = 0;
		FILE *f = open_memstream(&text, &len);

		if (!f)
			return -ENOMEM;
		render_files[i].write(f, pool);
		err = fclose(f) ? -ENOMEM : 0;
		if (err)
			free(text);
		else
			err = ddt_outdir_file(dir, render_files[i].path, text,
					      len);
	}
	/* dom0s make domUs by it */
	return err ?: ddt_outdir_copy(dir, "dom0/etc/ddom/pool.conf",
				      pool->path, false);
}

/**
 * ddt_manager_render() - write the files of Slurm
 * @pool: pool, with a manager, a kind and a host that may be taken
 * @dir: where to, open
 *
 * Return: 0; -EEXIST with a message: somebody else's file is in the way;
 * another negative errno with a message.
 */
int ddt_manager_render(const struct ddt_pool *pool, struct ddt_outdir *dir)
{
	int err = render_all(pool, dir);

	dir->hash = pool->hash;
	if (err)
		ddt_msg_error("%s", strerror(-err));
	return err ?: ddt_outdir_commit(dir, true);
}
