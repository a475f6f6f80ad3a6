/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One print layer: the same call writes a value as text or puts it into a JSON
 * document, so that the two cannot drift apart.
 */
#ifndef _DDT_BASE_PRINT_H
#define _DDT_BASE_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define DDT_PRINT_DEPTH		8

/**
 * struct ddt_print - a document being written
 * @json: as JSON, else as text
 * @depth: number of open containers
 * @stack: the open containers; the first is the document
 */
struct ddt_print {
	bool json;
	int depth;
	json_t *stack[DDT_PRINT_DEPTH];
};

void ddt_print_init(struct ddt_print *p, bool json);
void ddt_print_begin(struct ddt_print *p, bool array);
void ddt_print_end(struct ddt_print *p, bool compact);
void ddt_print_object(struct ddt_print *p, const char *key);
void ddt_print_array(struct ddt_print *p, const char *key);
void ddt_print_close(struct ddt_print *p);

void ddt_print_str(struct ddt_print *p, const char *key, const char *fmt,
		   const char *value);
void ddt_print_null(struct ddt_print *p, const char *key);
void ddt_print_hex(struct ddt_print *p, const char *key, const char *fmt,
		   uint16_t value);
void ddt_print_u64(struct ddt_print *p, const char *key, const char *fmt,
		   uint64_t value);
void ddt_print_count(struct ddt_print *p, const char *key, const char *fmt,
		     uint64_t value, const char *one, const char *many);
void ddt_print_int(struct ddt_print *p, const char *key, const char *fmt,
		   int value);
void ddt_print_bool(struct ddt_print *p, const char *key, const char *text,
		    bool value);
void ddt_print_text(struct ddt_print *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int ddt_print_failure(struct ddt_print *p, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* _DDT_BASE_PRINT_H */
