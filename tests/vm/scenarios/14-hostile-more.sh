# The same as 13-hostile, for the vices that one thinks of later.
#
# kernel: 6.18
# cpus: 4
# emulation: steady
# timeout: 3000
# run: when-named
# needs: flux-hostile flux-loads tests/vm/hostile.sh

. /usr/bin/lib.sh
. /usr/bin/hostile.sh

for vice in $(/usr/bin/flux-hostile --list); do
	case " $(echo $OBVIOUS_VICES) " in
	*" $vice "*) ;;
	*) try_vice $vice ;;
	esac
done
finish
