// SPDX-License-Identifier: GPL-2.0-only
/*
 * echo_probe - count what a host does not answer
 *
 * Sends ICMP echo requests at a fixed rate and notes for each when it was
 * sent and how long its reply took.  Nothing is read or written while it
 * measures; the figures come out when it is told to stop (SIGTERM) or when
 * its time is over.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe.h"

#define NOT_SENT UINT32_MAX
#define UNANSWERED 0u
#define LINGER_NS (500 * 1000000ull)
#define LOST_SHOWN 400

struct echo {
	struct icmphdr header;
	uint64_t index;
	uint8_t padding[40];
};

struct sample {
	uint64_t sent_at;
	uint32_t rtt_ns;	/* UNANSWERED, NOT_SENT or the time */
};

static struct sample *samples;
static size_t capacity, used;
static uint16_t id;

static uint16_t checksum(const void *data, size_t size)
{
	const uint16_t *p = data;
	uint32_t sum = 0;

	for (; size > 1; size -= 2)
		sum += *p++;
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint16_t)~(sum + (sum >> 16));
}

static void send_one(int fd)
{
	struct echo packet = { .index = used };
	struct sample *s = &samples[used++];

	packet.header.type = ICMP_ECHO;
	packet.header.un.echo.id = id;
	packet.header.un.echo.sequence = htons((uint16_t)packet.index);
	packet.header.checksum = checksum(&packet, sizeof(packet));
	s->sent_at = probe_now();
	s->rtt_ns = UNANSWERED;
	if (send(fd, &packet, sizeof(packet), MSG_DONTWAIT) < 0)
		s->rtt_ns = NOT_SENT;
}

static void receive_all(int fd)
{
	uint8_t buffer[256];

	for (;;) {
		ssize_t size = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
		size_t skip = (size_t)(buffer[0] & 15) * 4;
		uint64_t now = probe_now();
		struct echo reply;

		if (size < 0)
			return;
		if ((size_t)size < skip + sizeof(reply))
			continue;
		memcpy(&reply, buffer + skip, sizeof(reply));
		if (reply.header.type != ICMP_ECHOREPLY ||
		    reply.header.un.echo.id != id || reply.index >= used)
			continue;
		/* A clock of ticks may stand still, or go back: answered. */
		if (samples[reply.index].rtt_ns == UNANSWERED)
			samples[reply.index].rtt_ns =
				now > samples[reply.index].sent_at ?
				(uint32_t)(now - samples[reply.index].sent_at) :
				1;
	}
}

static void measure(int fd, uint64_t interval)
{
	uint64_t next = probe_now(), stop = 0;

	for (;;) {
		struct pollfd pfd = { .fd = fd, .events = POLLIN };
		uint64_t now = probe_now();
		struct timespec wait;

		if (!stop && (probe_stopped() || used == capacity))
			stop = now + LINGER_NS;
		if (stop && now >= stop)
			return;
		if (!stop && now >= next) {
			send_one(fd);
			next += interval;
			/* After a long sleep do not burst: skip what is over. */
			if (next + 20 * interval < now)
				next = now + interval;
			continue;
		}
		now = (stop ? stop : next) - now;
		wait.tv_sec = (time_t)(now / NSEC_PER_SEC);
		wait.tv_nsec = (long)(now % NSEC_PER_SEC);
		/* Linux 2.6.18 has no ppoll() on x86_64. */
		if (ppoll(&pfd, 1, &wait, NULL) < 0 && errno == ENOSYS)
			poll(&pfd, 1, 1);
		receive_all(fd);
	}
}

static void report(const char *windows_path)
{
	const struct windows *ws = windows_read(windows_path);
	size_t unsent[32] = { 0 };
	size_t lost[32] = { 0 }, sent[32] = { 0 }, shown = 0, count, i, j;
	const char *labels[32];
	uint32_t max_rtt = 0;
	size_t failed = 0, lost_all = 0;

	count = windows_labels(ws, labels, 32);
	for (i = 0; i < used; i++) {
		const struct sample *s = &samples[i];
		const char *label = windows_label(ws, s->sent_at, s->sent_at);

		for (j = 0; strcmp(labels[j], label); j++)
			;
		if (s->rtt_ns == NOT_SENT) {
			failed++;
			unsent[j]++;
			continue;
		}
		sent[j]++;
		if (s->rtt_ns == UNANSWERED) {
			lost[j]++;
			lost_all++;
			if (shown++ < LOST_SHOWN)
				fprintf(stderr, "lost %zu at %llu in %s\n", i,
					(unsigned long long)s->sent_at, label);
		} else if (s->rtt_ns > max_rtt) {
			max_rtt = s->rtt_ns;
		}
	}
	printf("echo_sent %zu\necho_lost %zu\necho_send_errors %zu\n"
	       "echo_rtt_max_us %u\n", used - failed, lost_all, failed,
	       max_rtt / 1000);
	for (j = 0; j < count; j++)
		printf("echo_sent_%s %zu\necho_lost_%s %zu\n"
		       "echo_unsent_%s %zu\n", labels[j], sent[j], labels[j],
		       lost[j], labels[j], unsent[j]);
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	uint64_t rate = 2000, seconds = 60;
	const char *windows_path = NULL;
	int fd, option, room = 4 << 20;

	while ((option = getopt(argc, argv, "r:t:w:")) != -1) {
		if (option == 'r')
			rate = probe_number(optarg, "-r");
		else if (option == 't')
			seconds = probe_number(optarg, "-t");
		else if (option == 'w')
			windows_path = optarg;
		else
			optind = argc;
	}
	if (optind + 1 != argc || !inet_aton(argv[optind], &to.sin_addr)) {
		fprintf(stderr, "usage: echo_probe [-r RATE] [-t SECONDS] "
			"[-w WINDOWS] ADDRESS\n");
		return 2;
	}
	fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		probe_die("socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	capacity = rate * seconds;
	samples = calloc(capacity, sizeof(*samples));
	if (!samples)
		probe_die("no memory for %zu samples", capacity);
	id = (uint16_t)getpid();
	probe_prepare();
	measure(fd, NSEC_PER_SEC / rate);
	report(windows_path);
	return 0;
}
