#!/usr/bin/env bash
# Tiles of figures by unit grids, with filters drawn at random, beside PostGIS ST_AsMVT, in one run on one machine and the same
# cases; then the rate of unchanged tiles beside Martin, which serves pre-compressed tiles of the same cells from MBTiles.
#   tests/bench/tiles.sh [CASES]...      default 250000 2500000; needs a release build of all programs
# PostgreSQL 15 with PostGIS (Debian's packages) for the first peer, martin (`cargo install martin`) on the PATH or
# in $MARTIN for the second; who is not installed is left out, and the run says so.
# GRIDWARD_BENCH_TILES and GRIDWARD_BENCH_PEER_TILES: how many tiles of a zoom; GRIDWARD_BENCH_LOCK: put before what is measured.
# One line a measurement: who, what, zoom, cases, the load generator's JSON.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- 250000 2500000
bin=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)
postgres=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1 || true)
martin=${MARTIN:-$(dirname "$(command -v martin || echo /none/martin)")}
port=${GRIDWARD_BENCH_PORT:-8197}
times=${GRIDWARD_BENCH_TILES:-200} peer_times=${GRIDWARD_BENCH_PEER_TILES:-20}
home=$(mktemp -d); chmod a+rx "$home"
server= peer=
end() { [ -n "$1" ] && kill "$1" 2>/dev/null && wait "$1" 2>/dev/null; return 0; }
as_owner() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$(printf '%q ' "$@")"; else "$@"; fi; }
stop_postgres() { [ -n "$postgres" ] && as_owner "$postgres/pg_ctl" -D "$home/pg/data" -m immediate stop >/dev/null 2>&1; return 0; }
trap 'end "$server"; end "$peer"; stop_postgres; rm -rf "$home"' EXIT
load() { local at=$1; shift; "$bin/gridward-load" "127.0.0.1:$at" "$@"; }
ready() { for _ in $(seq 600); do load "$1" get --paths "$2" --clients 1 --seconds 0.1 2>/dev/null | grep -q '"20[04]"' && return; sleep 0.1; done; return 1; }
sql() { as_owner "$postgres/psql" -h "$home/pg" -U gridward -d postgres -v ON_ERROR_STOP=1 -q "$@"; }
echo "machine: $(nproc) cores, $(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo), $(date -u +%F)"

echo /livez > "$home/livez"
for zoom in $(seq 8 18); do
  for who in gridward martin; do python3 tests/bench/tile_paths.py $who "$zoom" "$times" > "$home/$who-$zoom"; done
done
"$bin/gridward" simulate --district grid-definitions/minhang --store "$home/years.gpkg" >/dev/null
"$bin/gridward" export --store "$home/years.gpkg" --out "$home/years.csv" >/dev/null
rm -rf "$home"/years.gpkg*

begin_postgres() {
  mkdir "$home/pg"; [ "$(id -u)" = 0 ] && chown postgres "$home/pg"
  as_owner "$postgres/initdb" -D "$home/pg/data" --auth=trust --username=gridward >/dev/null
  as_owner "$postgres/pg_ctl" -D "$home/pg/data" -w -l "$home/pg/log" \
    -o "-c listen_addresses= -c unix_socket_directories=$home/pg -c shared_buffers=1GB -c work_mem=64MB -c jit=off" start >/dev/null
  sql -f tests/bench/tiles_postgis.sql
  python3 tests/bench/postgres_cells.py grid-definitions/minhang/layers/coverage.topojson |
    sed -n 's/^\(unit-grid\t.*\)\t\(MULTI\)/\1\tSRID=4326;\2/p' > "$home/cells"
  sql -c "\\copy cell from '$home/cells'" \
    -c 'alter table cell alter geom type geometry(MultiPolygon, 3857) using st_transform(geom, 3857)' \
    -c 'create index on cell using gist (geom)' -c 'analyze cell'
}

fill_postgres() {
  awk -F, -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["class"], $at["reported_at"], $at["cell"] }' "$1" > "$home/rows"
  sql -c 'set client_min_messages = warning' -c 'drop index if exists cases_reported_at_idx' -c 'truncate cases' -c "\\copy cases from '$home/rows' with (null '')" \
    -c 'create index on cases (reported_at) include (class, cell)' -c 'vacuum analyze cases'
  rm "$home/rows"
}

cold() { # who, port, cases, tiles of each zoom, further arguments: every address once, by one client
  local who=$1 at=$2 cases=$3 most=$4 zoom; shift 4
  for zoom in $(seq 8 18); do
    head -n "$most" "$home/${who%%-*}-$zoom" > "$home/now"
    echo "$who cold $zoom $cases $(load "$at" get --paths "$home/now" --once --clients 1 --seconds 600 "$@")"
  done
}

kept() { # cases: an unchanged tile, and the same told to be unchanged
  local coding tag
  echo "gridward livez 32 $1 $(load "$port" livez --clients 32 --seconds 5)"
  for coding in gzip zstd; do
    echo "gridward unchanged-$coding 13 $1 $(load "$port" get --paths "$home/tile" --clients 32 --seconds 5 --token-file "$home/token" --header "Accept-Encoding: $coding")"
  done
  tag=$(curl -sD - -o "$home/tile.gz" -H "Authorization: Bearer $(cat "$home/token")" -H 'Accept-Encoding: gzip' "http://127.0.0.1:$port$(cat "$home/tile")" | tr -d '\r' | sed -n 's/^etag: //Ip')
  echo "gridward not-modified 13 $1 $(load "$port" get --paths "$home/tile" --clients 32 --seconds 5 --token-file "$home/token" --header "Accept-Encoding: gzip" --header "If-None-Match: $tag")"
}

beside_martin() { # the same bytes, kept by Martin and compressed before
  echo "martin-mbtiles unchanged-gzip 13 - $(load $((port + 2)) get --paths "$home/mbtiles" --clients 32 --seconds 5 --header 'Accept-Encoding: gzip')"
}
export -f cold kept beside_martin load
export bin home port
echo "/tiles/unit-grid/13/6858/3350.mvt?plan=1&measure=count" > "$home/tile"
echo "/cells/13/6858/3350" > "$home/mbtiles"
# What is measured may be put behind a command that keeps other work away.
alone() { ${GRIDWARD_BENCH_LOCK:-} bash -c "$*"; }

[ -z "$postgres" ] && echo "PostgreSQL is not installed: no peer in this run" || begin_postgres
for cases in "$@"; do
  awk -v rows="$cases" 'NR == 1 { print; next } { line[NR - 1] = $0 } END { n = NR - 1; for (i = 0; i < rows; i++) print int(i / n) "-" line[(n > rows ? int(i * n / rows) : i % n) + 1] }' "$home/years.csv" > "$home/cases.csv"
  "$bin/gridward" import --district grid-definitions/minhang --store "$home/$cases.gpkg" --cases "$home/cases.csv" >/dev/null
  "$bin/gridward-server" --log warn --district grid-definitions/minhang --store "$home/$cases.gpkg" --token-file "$home/token" --listen "127.0.0.1:$port" 2> "$home/log" & server=$!
  ready "$port" "$home/livez"
  sleep 5
  alone cold gridward "$port" "$cases" "$times" --token-file "$home/token" --header "'Accept-Encoding: gzip, deflate, br, zstd'"
  alone kept "$cases"
  awk -v cases="$cases" '/VmRSS/ { printf "gridward memory - %s %d MB\n", cases, $2 / 1024 }' "/proc/$server/status"
  if [ -x "$martin/martin" ] && [ ! -f "$home/cells.mbtiles" ]; then
    python3 tests/bench/mbtiles.py "$home/cells.mbtiles" 13 6858 3350 < "$home/tile.gz"
    "$martin/martin" --listen-addresses "127.0.0.1:$((port + 2))" "$home/cells.mbtiles" > "$home/martin-log" 2>&1 & peer=$!
    ready $((port + 2)) "$home/mbtiles" || cat "$home/martin-log"
    alone beside_martin
    end "$peer"; peer=
  fi
  end "$server"; server=
  if [ -x "$martin/martin" ] && [ -n "$postgres" ]; then
    fill_postgres "$home/cases.csv"
    "$martin/martin" --listen-addresses "127.0.0.1:$((port + 1))" --cache-size 0 "postgres://gridward@localhost/postgres?host=$home/pg" > "$home/martin-log" 2>&1 & peer=$!
    ready $((port + 1)) "$home/martin-18" || cat "$home/martin-log"
    alone cold martin-postgis $((port + 1)) "$cases" "$peer_times" --header "'Accept-Encoding: gzip'"
    end "$peer"; peer=
  else
    echo "martin or PostgreSQL is not installed: no peer in this run"
  fi
  rm -rf "$home/$cases".gpkg* "$home/cases.csv"
done
