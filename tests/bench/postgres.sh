#!/usr/bin/env bash
# The peer of intake: PostgreSQL with PostGIS on this machine, durable inserts that look up the owning cell in three layers and
# write the case and one line of history in one transaction. Needs Debian's postgresql and postgis.
#   tests/bench/postgres.sh [SECONDS]       prints "postgres CLIENTS RATE" for 1, 32 and 256 clients
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-8}
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
home=$(mktemp -d)
trap 'as_owner "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$home"' EXIT
# PostgreSQL refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$(printf '%q ' "$@")"; else "$@"; fi; }
[ "$(id -u)" = 0 ] && chown postgres "$home"

as_owner "$bin/initdb" -D "$home/data" --auth=trust --username=gridward >/dev/null
as_owner "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" \
  -o "-c listen_addresses= -c unix_socket_directories=$home -c max_connections=300 -c shared_buffers=512MB -c fsync=on -c synchronous_commit=on" start >/dev/null
sql() { as_owner "$bin/psql" -h "$home" -U gridward -d postgres -v ON_ERROR_STOP=1 -q "$@"; }

sql -c 'create extension postgis' -c 'create table cell (layer text, code text, geom geometry(MultiPolygon, 4326))' \
  -c 'create table cases (id text primary key, class text, reported_at timestamptz, geom geometry(Point, 4326), unit_grid text, community text, town text, due_at timestamptz)' \
  -c 'create table history (case_id text references cases, at timestamptz, act text, detail jsonb)'
python3 tests/bench/postgres_cells.py grid-definitions/minhang/layers/coverage.topojson |
  sed 's/\t\(MULTI\)/\tSRID=4326;\1/' > "$home/cells"; chmod a+r "$home/cells"
sql -c "\\copy cell from '$home/cells'" -c 'create index on cell using gist (geom)' -c 'analyze cell'
cat > "$home/intake.sql" <<'SQL'
\set x random(1213300000, 1215600000)
\set y random(309800000, 312400000)
begin;
with place as (select st_setsrid(st_makepoint(:x / 1e7, :y / 1e7), 4326) as geom),
owner as (select layer, min(code) as code from cell, place where st_covers(cell.geom, place.geom) group by layer),
new as (insert into cases select gen_random_uuid()::text, 'E0110', now(), place.geom,
    (select code from owner where layer = 'unit-grid'), (select code from owner where layer = 'community'),
    (select code from owner where layer = 'town'), now() + interval '4 hours' from place returning id, unit_grid)
insert into history select id, now(), 'assign', jsonb_build_object('cell', unit_grid) from new;
commit;
SQL
chmod a+r "$home/intake.sql"
for clients in 1 32 256; do
  rate=$(as_owner "$bin/pgbench" -h "$home" -U gridward -n -M prepared -f "$home/intake.sql" -c "$clients" -j 2 -T "$seconds" postgres 2>/dev/null |
    awk '/^tps/ { printf "%.0f", $3 }')
  echo "postgres $clients $rate"
done
