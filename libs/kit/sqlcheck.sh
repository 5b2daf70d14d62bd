#!/usr/bin/env bash
# Check every migration of the workspace with squawk; run from the repository root by `make check`.
#   libs/kit/sqlcheck.sh [file…]     other files than the workspace's
set -euo pipefail

excluded=(
    # Counters, positions and versions are integers on purpose (style 4.8); ids are uuid, and row
    # numbers are bigint identities, so that no key can run out.
    prefer-bigint-over-int
)
# Not excluded but answered by --assume-in-transaction: prefer-robust-stmts (a file is applied whole or
# not at all and recorded, so IF NOT EXISTS would only hide a clash) and, for tables that the same file
# makes, require-concurrent-index-creation (an empty, unseen table blocks nobody).
squawk=.venv/bin/squawk

if [ $# -gt 0 ]; then
    files=("$@")
else
    mapfile -t files < <(
        find libs/*/src services/*/src gateway/src sandbox/src -path '*/migrations/*.sql' 2>/dev/null | sort
    )
fi
[ ${#files[@]} -gt 0 ] || { echo "sqlcheck: no migrations found" >&2; exit 1; }

# A file is applied inside a transaction unless its first line says otherwise (kit.runtime.migrate).
inside=() outside=()
for file in "${files[@]}"; do
    case "$(head -n 1 "$file")" in
        "-- no-transaction"*) outside+=("$file") ;;
        *) inside+=("$file") ;;
    esac
done

exclude=$(IFS=,; echo "${excluded[*]}")
options=(--pg-version 18 --exclude "$exclude")
code=0
check() {
    local found
    found=$("$squawk" "${options[@]}" "$@" 2>&1) || { echo "$found" >&2; code=1; }
}
[ ${#inside[@]} -eq 0 ] || check --assume-in-transaction "${inside[@]}"
[ ${#outside[@]} -eq 0 ] || check "${outside[@]}"
exit "$code"
