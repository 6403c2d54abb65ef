#!/usr/bin/env bash
# Intake and routing over HTTP beside PostgreSQL with PostGIS, in one run on one machine.
#   tests/bench/dispatch.sh [SECONDS]     needs a release build; postgresql and postgis for the peer
# Prints one line a measurement: who, what, clients, the load generator's JSON.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-8}
bin=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)
home=$(mktemp -d)
address=127.0.0.1:${GRIDWARD_BENCH_PORT:-8197}
server=
end() { [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; server=; return 0; }
trap 'end; rm -rf "$home"' EXIT

echo "machine: $(nproc) cores, $(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo)"
begin() {
  "$bin/gridward-server" --log warn --district grid-definitions/minhang --store "$1" --token-file "$home/token" --listen "$address" 2> "$home/log" &
  server=$!
  for _ in $(seq 300); do
    "$bin/gridward-load" "$address" livez --clients 1 --seconds 0.1 2>/dev/null | grep -q '"200"' && return
    sleep 0.1
  done
  cat "$home/log"; exit 1
}
load() { "$bin/gridward-load" "$address" "$@" --token-file "$home/token" --seconds "$seconds"; }
field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }

begin "$home/intake.gpkg"
for clients in 1 32 256; do
  echo "gridward intake $clients $(load intake --clients "$clients" --seed "$clients")"
done
livez=$(load livez --clients 32)
echo "gridward livez 32 $livez"
route=$(load route --clients 32)
echo "gridward route 32 $route"
half=$(echo "$route" | field per_second | awk '{ printf "%d", $1 / 2 }')
echo "gridward route at half that rate: $(load route --clients 32 --rate "$half")"
end
if command -v psql >/dev/null; then tests/bench/postgres.sh "$seconds"; else echo "postgres is not installed: no peer in this run"; fi
