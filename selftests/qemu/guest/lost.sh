# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Cases which must lose their root: separate commands from the NFS root,
# with nothing in the caches.

PROGRESS=/run/progress

# ends_or_hangs SECONDS COMMAND...: its status in $script_status, 124 when its
# progress has stood still for so long; it may stay, hung
ends_or_hangs() {
	still=$1
	shift
	"$@" &
	child=$!
	script_status=124
	limit=$(($(uptime_s) + still))
	begun=0
	while [ "$(uptime_s)" -lt $limit ]; do
		if ! kill -0 $child 2>/dev/null; then
			wait $child
			script_status=$?
			return
		fi
		now=$(wc -l <$PROGRESS)
		[ "$now" = $begun ] || limit=$(($(uptime_s) + still))
		begun=$now
		sleep 0.2
	done
	kill -9 $child 2>/dev/null
}

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
	ends_or_hangs "${HANG_S:-15}" inroot 1 sh /run/script
	last=$(grep -v '^  ' $PROGRESS | tail -n 1)
	say "commands begun: $(tr '\n' ';' <$PROGRESS)"
	metric last_command "$last"
	metric script_hung $((script_status == 124))
	if root_alive "${DEAD_S:-15}"; then
		metric root_lost 0
		fail "the root survived (the script ended with $script_status)"
	fi
	metric root_lost 1
	pass
}
