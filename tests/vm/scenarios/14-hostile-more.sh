# The same as 13-hostile, for the vices that one thinks of later.
#
# kernel: 6.18
# cpus: 4
# emulation: steady
# timeout: 5000
# run: when-named
# needs: hello flux-hostile flux-loads flux-storm tests/vm/hostile.sh

. /usr/bin/lib.sh
. /usr/bin/hostile.sh

mix_of_hello
for vice in $(/usr/bin/flux-hostile --list); do
	case " $(echo $OBVIOUS_VICES) " in
	*" $vice "*) ;;
	*) try_vice $vice ;;
	esac
done

# For longer than the watchdog lets a thread wait.
MIX_SECONDS=45
for vice in forgets_popped nobody_pops never_grants starves_grandchild; do
	try_vice $vice
done
finish
