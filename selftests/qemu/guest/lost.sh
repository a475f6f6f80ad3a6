# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Cases which must lose their root: separate commands from the NFS root,
# with nothing in the caches.

PROGRESS=/run/progress

# lose_root SCRIPT: runs the commands on standard input in the NFS root;
# passes when the root is lost, and says at which command.
lose_root() {
	{
		cat <<-'EOF'
			step() {
				echo "$*" >>/run/progress
				"$@" || echo "  status $?" >>/run/progress
			}
		EOF
		cat
		echo 'echo done >>/run/progress'
	} >/run/script
	: >$PROGRESS
	drop_caches
	root_alive 20 || fail "the root was dead before the first command"
	drop_caches
	bounded "${HANG_S:-60}" inroot 1 sh /run/script
	script_status=$?
	last=$(grep -v '^  ' $PROGRESS | tail -n 1)
	say "commands begun: $(tr '\n' ';' <$PROGRESS)"
	metric last_command "$last"
	metric script_hung $((script_status == 124))
	if root_alive "${DEAD_S:-30}"; then
		metric root_lost 0
		fail "the root survived (the script ended with $script_status)"
	fi
	metric root_lost 1
	pass
}
