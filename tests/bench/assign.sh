#!/usr/bin/env bash
# 2.5 million synthetic cases (seeded) to three layers of the demo district, CSV to Parquet: wall, CPU, peak memory.
# tests/bench/assign.sh [ROWS]; needs built programs. Prints what /usr/bin/time says of three runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
rows=${1:-2500000}
gridward=${CARGO_TARGET_DIR:-target}/release/gridward
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
awk -v rows="$rows" 'BEGIN { srand(7); print "id,class,lon,lat,reported_at";
  for (i = 1; i <= rows; i++) printf "%d,%04d,%.7f,%.7f,2012-%02d-%02dT%02d:%02d:00+08:00\n", i, 101 + int(rand() * 80), 121.25 + rand() * 0.32, 30.98 + rand() * 0.27, 1 + int(rand() * 12), 1 + int(rand() * 28), int(rand() * 24), int(rand() * 60) }' > "$folder/cases.csv"
"$gridward" generate --spec grid-definitions/minhang/source/spec.json --out "$folder/district" --geojson >/dev/null
layer() { echo "--layer $1=$folder/district/$1.geojson:code"; }
for run in 1 2 3; do
  # shellcheck disable=SC2046
  /usr/bin/time -f "run $run: %e s wall, %U s user, %S s system, %M kB peak" "$gridward" assign $(layer town) $(layer responsibility-grid) $(layer unit-grid) \
    --cases "$folder/cases.csv" --lon lon --lat lat --datum wgs84 --out "$folder/out.parquet"
done
