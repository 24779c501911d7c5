# The scheduler comes and goes while the machine works. Each time the kernel patches
# its own code, which an emulator with a thread for each CPU gets wrong now and then
# ("Oops: int3"). One thread for all CPUs that goes by the clock is no remedy: in one boot
# of some fifty it leaves a CPU that waits for a spinlock where it is, until RCU complains
# after 21 s and sends it an NMI. So here they take turns by instructions.
#
# kernel: 6.18
# cpus: 4
# emulation: steady
# timeout: 600
# needs: hello flux-loads

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads
rounds=12

keep_running "threads sleep and spin through it all" $loads many-threads --threads 8 --max-sleep-ms 20 --seconds 4

round=0
problems=
while [ $round -lt $rounds ] && [ -z "$problems" ]; do
	round=$((round + 1))
	if ! try_start hello; then
		problems="round $round: it does not attach; "
		break
	fi
	sleep 0.3
	problems="$(attached_problems)"
	detach_problems > /tmp/problems
	AGENT_PID=
	problems="$problems$(cat /tmp/problems)$(kernel_problems)"
	[ -z "$problems" ] || problems="round $round: $problems"
	say "round $round done, up for $(cut -d ' ' -f 1 /proc/uptime) s"
done
judge "attach and detach $rounds times under load" "$problems"

start_hello
kill -9 $AGENT_PID
if wait_state disabled 20; then
	ok "the kernel's default scheduler is back after kill -9 of the agent"
else
	not_ok "the kernel's default scheduler is back after kill -9 of the agent" "sched_ext is $(scx_state)"
	details
fi
wait $AGENT_PID
AGENT_PID=
start_hello
end_running
run_load "it works after the next start" $loads sleep-yield --threads 20
check_balanced "after the next start"
stop_hello
finish
