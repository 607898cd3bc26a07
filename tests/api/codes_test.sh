#!/bin/bash
# Every code of a refusal stands in the table of api/README.md.
set -euo pipefail

codes=$(sed -nE 's/^ *\[API_[A-Z_]+\] = \{"([a-z-]+)".*/\1/p' api/replies/problem.c |
    grep -vxE 'ok|created|no-content|not-modified')
table=$(sed -n '/^| code | when |/,/^$/p' api/README.md | cut -d '|' -f 2)
missing=0
for code in $codes; do
    if ! grep -qF "\`$code\`" <<<"$table"; then
        echo "api/README.md does not tell of $code"
        missing=1
    fi
done
[ -n "$codes" ] && exit "$missing"
