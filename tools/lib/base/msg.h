/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes to standard error, and the exit codes.
 */
#ifndef _DDT_BASE_MSG_H
#define _DDT_BASE_MSG_H

/**
 * enum ddt_exit - exit codes of every command
 * @DDT_EXIT_DONE: done
 * @DDT_EXIT_UNDONE: failed, and rolled back
 * @DDT_EXIT_USAGE: the command line or the configuration file is wrong
 * @DDT_EXIT_REFUSED: refused, nothing changed
 * @DDT_EXIT_UNDO_FAILED: failed, and the rollback is incomplete
 * @DDT_EXIT_UNSAID: done, but what there is to say could not be written
 * @DDT_EXIT_PARTLY: of the bridges for domUs, not all were made or removed
 */
enum ddt_exit {
	DDT_EXIT_DONE,
	DDT_EXIT_UNDONE,
	DDT_EXIT_USAGE,
	DDT_EXIT_REFUSED,
	DDT_EXIT_UNDO_FAILED,
	DDT_EXIT_UNSAID,
	DDT_EXIT_PARTLY,
};

void ddt_msg_clean(char *text, const char *keep);
void ddt_msg_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void ddt_msg_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* _DDT_BASE_MSG_H */
