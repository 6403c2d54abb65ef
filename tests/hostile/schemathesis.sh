#!/usr/bin/env bash
# Generated requests from the server's own description: none may be answered with a fault of the server (5xx), or with a status
# that the description does not tell.
#   tests/hostile/schemathesis.sh [EXAMPLES]     needs a release build and Python with venv; installs schemathesis beside the build
set -euo pipefail
cd "$(dirname "$0")/../.."
examples=${1:-100}
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
venv=$target/schemathesis
[ -x "$venv/bin/schemathesis" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet schemathesis==4.32.5; }
home=$(mktemp -d)
address=127.0.0.1:${GRIDWARD_BENCH_PORT:-8196}
"$target/release/gridward-server" --log warn --district grid-definitions/minhang --store "$home/s.gpkg" --token-file "$home/token" --listen "$address" 2> "$home/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$home"' EXIT
for _ in $(seq 300); do curl -fs "http://$address/readyz" > "$home/ready" 2>/dev/null && break; sleep 0.1; done
# The streams never end by themselves and are left out; everything else is asked.
(cd "$home" && "$venv/bin/schemathesis" run "http://$address/openapi.json" -H "Authorization: Bearer $(cat "$home/token")" \
  --checks not_a_server_error,status_code_conformance --max-examples "$examples" --phases examples,coverage,fuzzing --seed 20121231 --exclude-path /api/v1/stream --exclude-path /api/v1/stream/tiles --no-color)
kill -0 "$server" && echo "schemathesis: 1 passed, 0 failed"
