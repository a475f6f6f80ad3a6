// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values in a pool.conf.
 *
 * What is accepted here is written into the configuration files of other
 * programs, so that nothing may pass that means something to one of them.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pool/value_internal.h"

#define DDT_POOL_NAME_MAX	63	/* a label of RFC 1035 */
#define DDT_POOL_PATH_MAX	127	/* DHCP's file field, RFC 2131 */

/**
 * ddt_value_addr() - read an IPv4 address
 * @text: dotted quad
 * @addr: host byte order
 *
 * Return: 0 or -EINVAL.
 */
int ddt_value_addr(const char *text, uint32_t *addr)
{
	struct in_addr in;

	if (inet_pton(AF_INET, text, &in) != 1 || !in.s_addr)
		return -EINVAL;
	*addr = ntohl(in.s_addr);
	return 0;
}

/**
 * ddt_value_subnet() - read ADDRESS/PREFIX
 * @text: for example 192.168.0.0/24
 * @subnet: host byte order; no bit outside of the prefix is set
 * @prefix: 8 to 30 bits
 *
 * Return: 0 or -EINVAL.
 */
int ddt_value_subnet(const char *text, uint32_t *subnet, unsigned int *prefix)
{
	const char *slash = strchr(text, '/');
	char addr[INET_ADDRSTRLEN];

	if (!slash || (size_t)(slash - text) >= sizeof(addr))
		return -EINVAL;
	memcpy(addr, text, slash - text);
	addr[slash - text] = '\0';
	if (ddt_value_addr(addr, subnet) ||
	    ddt_value_number(slash + 1, 30, prefix) || *prefix < 8)
		return -EINVAL;
	return *subnet & ~ddt_net_mask(*prefix) ? -EINVAL : 0;
}

/**
 * ddt_value_range() - read FIRST-LAST
 * @text: for example 192.168.0.200-192.168.0.250
 * @first: host byte order
 * @last: host byte order, not below @first
 *
 * Return: 0 or -EINVAL.
 */
int ddt_value_range(const char *text, uint32_t *first, uint32_t *last)
{
	const char *dash = strchr(text, '-');
	char addr[INET_ADDRSTRLEN];

	if (!dash || (size_t)(dash - text) >= sizeof(addr))
		return -EINVAL;
	memcpy(addr, text, dash - text);
	addr[dash - text] = '\0';
	if (ddt_value_addr(addr, first) ||
	    ddt_value_addr(dash + 1, last))
		return -EINVAL;
	return *last < *first ? -EINVAL : 0;
}

/**
 * ddt_value_mac() - read a MAC address
 * @text: six pairs of hexadecimal digits with colons
 * @mac: the bytes; neither a group's nor zero
 *
 * Return: 0 or -EINVAL.
 */
int ddt_value_mac(const char *text, uint8_t mac[6])
{
	static const uint8_t zero[6];
	int i;

	for (i = 0; i < 6; i++) {
		char pair[3] = { 0 };

		if (!isxdigit((unsigned char)text[0]) ||
		    !isxdigit((unsigned char)text[1]) ||
		    text[2] != (i < 5 ? ':' : '\0'))
			return -EINVAL;
		memcpy(pair, text, 2);
		mac[i] = (uint8_t)strtoul(pair, NULL, 16);
		text += 3;
	}
	return (mac[0] & 1) || !memcmp(mac, zero, 6) ? -EINVAL : 0;
}

/**
 * ddt_value_number() - read a decimal number
 * @text: digits
 * @max: largest value
 * @value: the number
 *
 * Return: 0 or -EINVAL.
 */
int ddt_value_number(const char *text, unsigned int max, unsigned int *value)
{
	uint64_t n = 0;
	const char *p;

	for (p = text; isdigit((unsigned char)*p) && p - text < 10; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (p == text || *p || n > max)
		return -EINVAL;
	*value = (unsigned int)n;
	return 0;
}

/**
 * ddt_value_is_name() - check a name
 * @name: lower case letters, digits and dashes, not at its ends
 *
 * It is used as a host's name, a file's and a DHCP tag.
 *
 * Return: true when it is one.
 */
bool ddt_value_is_name(const char *name)
{
	size_t i, len = strlen(name);

	if (!len || len > DDT_POOL_NAME_MAX || name[0] == '-' ||
	    name[len - 1] == '-')
		return false;
	for (i = 0; i < len; i++)
		if (!islower((unsigned char)name[i]) && name[i] != '-' &&
		    !isdigit((unsigned char)name[i]))
			return false;
	return true;
}

/**
 * ddt_value_is_path() - check a path
 * @path: absolute, without empty, "." and ".." parts, and with no character
 *	that a boot loader, a DHCP server or exports(5) takes for its own
 *
 * Return: true when it is one.
 */
bool ddt_value_is_path(const char *path)
{
	const char *p, *part = path + 1;
	size_t len;

	if (path[0] != '/' || !path[1] || strlen(path) > DDT_POOL_PATH_MAX)
		return false;
	for (p = path; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/._+-~", *p))
			return false;
	for (;;) {
		len = strcspn(part, "/");
		if (!len || (len == 1 && part[0] == '.') ||
		    (len == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		if (!part[len])
			return true;
		part += len + 1;
	}
}

/**
 * ddt_value_is_size() - check the size of a tmpfs
 * @text: a number with k, m, g or %, as tmpfs(5) takes it
 *
 * Return: true when it is one.
 */
bool ddt_value_is_size(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 6 || text[0] == '0' || !text[digits] ||
	    text[digits + 1])
		return false;
	return text[digits] == '%' ? digits < 3 || !strcmp(text, "100%") :
	       strchr("kmg", text[digits]) != NULL;
}

/**
 * ddt_value_is_device() - check the name of a network device
 * @text: without what means something to xl or a shell
 *
 * Return: true when it is one.
 */
bool ddt_value_is_device(const char *text)
{
	return strlen(text) < 16 &&
	       !text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")];
}

/**
 * ddt_value_is_line() - check a text
 * @text: one line of printable ASCII, blanks only inside
 *
 * Return: true when it is one.
 */
bool ddt_value_is_line(const char *text)
{
	size_t i, len = strlen(text);

	if (!len || len > 1000 || text[0] == ' ' || text[len - 1] == ' ')
		return false;
	for (i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	/* a backslash at the end of a line continues it */
	return text[len - 1] != '\\';
}

/**
 * ddt_value_is_options() - check what goes onto a command line
 * @text: a line without "${", which iPXE has no way to quote
 *
 * Return: true when it is one.
 */
bool ddt_value_is_options(const char *text)
{
	return ddt_value_is_line(text) && !strstr(text, "${");
}

/**
 * ddt_value_is_option() - check the text of a DHCP option
 * @text: as ddt_value_is_options()
 *
 * Return: true when it is one that fits.
 */
bool ddt_value_is_option(const char *text)
{
	return ddt_value_is_options(text) && strlen(text) <= DDT_POOL_OPTION;
}

/**
 * ddt_value_is_hex() - check the bytes of a DHCP option
 * @text: pairs of hexadecimal digits with colons
 *
 * Return: true when it is such.
 */
bool ddt_value_is_hex(const char *text)
{
	size_t i, len = strlen(text);

	if (len % 3 != 2 || len > 255)
		return false;
	for (i = 0; i < len; i++)
		if (i % 3 == 2 ? text[i] != ':' :
		    !isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

/**
 * ddt_value_is_nic() - check what a NIC is said to be
 * @text: PCI id (10ec:8139) or driver (8139too)
 *
 * Return: true when it is one.
 */
bool ddt_value_is_nic(const char *text)
{
	const char *p;

	for (p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_-:", *p))
			return false;
	p = strchr(text, ':');
	if (!p)
		return *text && strlen(text) < 64;
	return strlen(text) == 9 && p == text + 4 &&
	       strspn(text, "0123456789abcdefABCDEF") == 4 &&
	       strspn(p + 1, "0123456789abcdefABCDEF") == 4;
}

/**
 * ddt_value_is_pbkdf2() - check a hash of GRUB 2
 * @text: as grub-mkpasswd-pbkdf2 writes it
 *
 * Return: true when it has that form.
 */
bool ddt_value_is_pbkdf2(const char *text)
{
	static const char begin[] = "grub.pbkdf2.sha512.";
	const char *p = text + sizeof(begin) - 1;
	size_t n;
	int i;

	if (strncmp(text, begin, sizeof(begin) - 1))
		return false;
	n = strspn(p, "0123456789");
	if (!n || n > 9)
		return false;
	for (p += n, i = 0; i < 2; i++, p += n + 1) {
		if (*p != '.')
			return false;
		n = strspn(p + 1, "0123456789ABCDEFabcdef");
		if (n < 2 || n % 2)
			return false;
	}
	return !*p;
}

/**
 * ddt_value_is_md5() - check a hash of GRUB legacy
 * @text: as grub-md5-crypt writes it, crypt(3)'s $1$
 *
 * Return: true when it has that form.
 */
bool ddt_value_is_md5(const char *text)
{
	static const char set[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz";
	size_t n;

	if (strncmp(text, "$1$", 3))
		return false;
	n = strspn(text + 3, set);
	if (!n || n > 8 || text[3 + n] != '$')
		return false;
	text += 3 + n + 1;
	return strspn(text, set) == 22 && !text[22];
}

/**
 * ddt_value_is_domain() - check a domain's name
 * @text: labels separated by dots
 *
 * Return: true when it is one.
 */
bool ddt_value_is_domain(const char *text)
{
	char label[DDT_POOL_NAME_MAX + 1];
	size_t len;

	if (strlen(text) > 253)
		return false;
	for (;; text += len + 1) {
		len = strcspn(text, ".");
		if (len >= sizeof(label))
			return false;
		memcpy(label, text, len);
		label[len] = '\0';
		if (!ddt_value_is_name(label))
			return false;
		if (!text[len])
			return true;
	}
}

/* exports(5) of nfs-utils 1.0 to 2.8; "=": a value follows. */
static const char *const exportopts[] = {
	"secure", "insecure", "sync", "async", "wdelay", "no_wdelay", "hide",
	"nohide", "crossmnt", "nocrossmnt", "subtree_check", "no_subtree_check",
	"secure_locks", "insecure_locks", "auth_nlm", "no_auth_nlm", "acl",
	"no_acl", "root_squash", "no_root_squash", "all_squash",
	"no_all_squash", "anonuid=", "anongid=", "sec=", "xprtsec=", "fsid=",
	"mountpoint", "mountpoint=", "mp", "mp=", "refer=", "replicas=",
	"pnfs", "no_pnfs", "security_label", "nordirplus", NULL
};

/**
 * ddt_value_is_exportopts() - check options of exports(5)
 * @text: options separated by commas; ro and rw have a key of their own
 *
 * Return: true when they are such.
 */
bool ddt_value_is_exportopts(const char *text)
{
	const char *p;
	size_t len, i, n;

	for (p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_,=:.-", *p))
			return false;
	for (;; text += len + 1) {
		len = strcspn(text, ",");
		for (i = 0; exportopts[i]; i++) {
			n = strlen(exportopts[i]);
			if (!strncmp(text, exportopts[i], n) &&
			    (exportopts[i][n - 1] == '=' ? len > n :
			     len == n))
				break;
		}
		if (!exportopts[i])
			return false;
		if (!text[len])
			return true;
	}
}

/**
 * ddt_value_squashed() - is root somebody else by options of exports(5)?
 * @text: valid ones; of several about it the last one counts
 *
 * Return: true when it is.
 */
bool ddt_value_squashed(const char *text)
{
	bool root = true, all = false;
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		/* none begins with another */
		if (!strncmp(text, "no_root_squash", 14))
			root = false;
		else if (!strncmp(text, "root_squash", 11))
			root = true;
		else if (!strncmp(text, "all_squash", 10))
			all = true;
		else if (!strncmp(text, "no_all_squash", 13))
			all = false;
		if (!text[len])
			return root || all;
	}
}
