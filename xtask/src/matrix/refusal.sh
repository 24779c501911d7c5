# Starts hello where it cannot run: it has to say why, and to end.
#
# What it says becomes "REFUSAL said LINE", its status "REFUSAL status N"; then
# "REFUSAL state STATE" of sched_ext, or "absent".

timeout -s KILL 120 /usr/bin/hello > /tmp/refusal.log 2>&1 < /dev/null
status=$?
sed 's/^/REFUSAL said /' /tmp/refusal.log
echo "REFUSAL status $status"
echo "REFUSAL state $(cat /sys/kernel/sched_ext/state 2>/dev/null || echo absent)"
exit 0
