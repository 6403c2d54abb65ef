#!/usr/bin/env bash
# Import of cases with assignment, history and chain, and the start of a server over them.
#   tests/bench/import.sh [MILLIONS]     default 2.5; simulated cases of the demo district, repeated under new identities
set -euo pipefail
cd "$(dirname "$0")/../.."
millions=${1:-2.5}
bin=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
"$bin/gridward" simulate --district grid-definitions/minhang --store "$home/years.gpkg"
"$bin/gridward" export --store "$home/years.gpkg" --out "$home/years.csv"
rm "$home"/years.gpkg*
rows=$(awk -v m="$millions" 'BEGIN { printf "%d", m * 1000000 }')
awk -v rows="$rows" 'NR == 1 { print; next } { line[NR - 1] = $0 } END { n = NR - 1; for (i = 0; i < rows; i++) { text = line[i % n + 1]; print int(i / n) "-" text } }' "$home/years.csv" > "$home/cases.csv"
rm "$home/years.csv"
ls -l "$home/cases.csv" | awk '{ printf "table: %d MB\n", $5 / 1e6 }'
/usr/bin/time -f "import: %e s, %U s user, %M KiB peak" "$bin/gridward" import --district grid-definitions/minhang --store "$home/big.gpkg" --cases "$home/cases.csv"
du -ch "$home"/big.gpkg* | tail -1
address=127.0.0.1:${GRIDWARD_BENCH_PORT:-8197}
began=$(date +%s.%N)
"$bin/gridward-server" --log warn --district grid-definitions/minhang --store "$home/big.gpkg" --token-file "$home/token" --listen "$address" 2> "$home/log" &
server=$!
until "$bin/gridward-load" "$address" livez --clients 1 --seconds 0.1 2>/dev/null | grep -q '"200"'; do sleep 0.02; done
awk -v b="$began" -v e="$(date +%s.%N)" 'BEGIN { printf "start: %.2f s until the first answer\n", e - b }'
awk '/VmRSS/ { printf "memory of the server: %d MB\n", $2 / 1024 }' "/proc/$server/status"
kill "$server"; wait "$server" || true
