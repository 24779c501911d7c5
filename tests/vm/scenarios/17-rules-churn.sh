# Threads come, go, run and wait while rules send them from one instance to another, ten
# times a second for 20 s: nothing is lost, and all accounts balance.
#
# kernel: 6.18
# cpus: 4
# timeout: 900
# emulation: steady
# needs: composed flux-loads hackbench

. /usr/bin/lib.sh
loads=/usr/bin/flux-loads

# Each sends away whom the one before has sent there.
for home in first second other; do
	cat > /tmp/$home.toml <<END
[tunables.$home]
SLICE = "2ms"
[[rules]]
to = "$home"
comm = "flux-*"
[[rules]]
to = "$home"
process = "hack*ch"
nice = 0
[[rules]]
to = "second"
kernel_thread = true
uid = 0
cgroup = "/"
END
done
echo '[[rule]]' > /tmp/bad.toml

cp /tmp/first.toml /tmp/flux.toml
start_agent composed --config /tmp/flux.toml --check

# Until it is told to end; counts what it did.
cat > /usr/bin/reload <<'END'
#!/bin/sh
count=0
until [ -e /tmp/reload.stop ]; do
	for file in first second bad other; do
		cp /tmp/$file.toml /tmp/flux.new
		mv /tmp/flux.new /tmp/flux.toml
		kill -HUP "$1"
		sleep 0.1
		count=$((count + 1))
	done
done
echo $count > /tmp/reload.count
END
chmod +x /usr/bin/reload
/usr/bin/reload "$AGENT_PID" &
reloader=$!
BACKGROUND_PID=$reloader

# The accounts are asked for at the end: the machine does not come to rest meanwhile.
run_together "loads of all kinds while rules change" \
	"sleep-yield --threads 40" "affinity --seconds 20" "fork-storm --count 2000" "exec --seconds 20" \
	"nice --seconds 20" "class --in-all-states --seconds 20"
run_load "hackbench while rules change" /usr/bin/hackbench -g 4 -l 200
: > /tmp/reload.stop
wait $reloader
BACKGROUND_PID=
say "$(cat /tmp/reload.count) files were read"
# A sleep of 0.1 s takes several on a machine that is emulated and full.
if [ "$(cat /tmp/reload.count)" -ge 30 ]; then
	ok "thirty files and more were read"
else
	not_ok "thirty files and more were read" "only $(cat /tmp/reload.count)"
fi
# Threads have been in all three.
for instance in served.first served.second other; do
	runs=$(accounts | sed 's/"id"/\n&/g' | sed -n "s/.*\"name\":\"$instance\".*\"runs\":\([0-9]*\).*/\1/p")
	say "$instance ran $runs times"
	if [ "${runs:-0}" -ge 1000 ]; then
		ok "threads ran in $instance"
	else
		not_ok "threads ran in $instance" "$runs times"
	fi
done
check_attached
check_balanced "at the end"
stop_agent
finish
