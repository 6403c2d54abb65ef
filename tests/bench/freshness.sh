#!/usr/bin/env bash
# From a case that comes to the changed tile on every viewer's map.
#   tests/bench/freshness.sh [SECONDS] [VIEWERS] [PERIOD]     needs a release build
# The simulated cases of PERIOD (2012, some 250,000) lie in the store; VIEWERS (200) watch cases by unit grid, each at one of seven zooms
# that show the place; two cases a second come there. Prints the load generator's JSON: times in milliseconds from the sending of
# a case to the last byte of a viewer's tile with another ETag. `late` and `unchanged` must be 0.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
viewers=${2:-200}
period=${3:-2012}
bin=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)
home=$(mktemp -d)
address=127.0.0.1:${GRIDWARD_BENCH_PORT:-8198}
server=
trap '[ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; rm -rf "$home"' EXIT

echo "machine: $(nproc) cores, $(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo)"
"$bin/gridward" simulate --district grid-definitions/minhang --store "$home/cases.gpkg" --period "$period" > "$home/simulated" 2>&1 \
  || { cat "$home/simulated"; exit 1; }
"$bin/gridward-server" --log warn --district grid-definitions/minhang --store "$home/cases.gpkg" --token-file "$home/token" --listen "$address" 2> "$home/log" &
server=$!
for _ in $(seq 600); do
  "$bin/gridward-load" "$address" livez --clients 1 --seconds 0.1 2>/dev/null | grep -q '"200"' && break
  sleep 0.1
done
"$bin/gridward-load" "$address" viewers --clients "$viewers" --seconds "$seconds" --rate 2 --token-file "$home/token" \
  --area 121.3849,31.1119,121.3851,31.1121 || { cat "$home/log"; exit 1; }
