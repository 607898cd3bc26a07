#!/bin/bash
# Every command of ./dev tells on --help what it does, on one screen, and does nothing else; what is no
# command is refused. Run at the root of the sources.
set -euo pipefail

failed=0
fail() {
    echo "FAILED: $*"
    failed=1
}

commands=$(./dev --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 4 ] || fail "./dev --help lists: $commands"

for command in $commands; do
    help=$(./dev "$command" --help) || fail "./dev $command --help ends with $?"
    grep -q "dev $command" <<<"$help" || fail "./dev $command --help does not name itself"
    [ "$(wc -l <<<"$help")" -le 24 ] || fail "./dev $command --help is more than a screen"
done

if ./dev nonsense >/dev/null 2>&1; then
    fail "./dev nonsense is taken for a command"
fi

echo "help of: "$commands
exit $failed
