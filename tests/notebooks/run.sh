#!/usr/bin/env bash
# Executes the notebooks against a server of their own over simulated cases, and ends with "N passed, N failed, N skipped".
#   tests/notebooks/run.sh     needs a release build and Python 3.11 with venv; installs notebooks/requirements.txt beside the build
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(cd "${CARGO_TARGET_DIR:-target}" && pwd)
notebooks=(notebooks/*.ipynb)

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "notebooks: Python 3.11 with venv is missing (Debian: python3-venv), so none was executed"
  echo "notebooks: 0 passed, 0 failed, ${#notebooks[@]} skipped"
  exit 0
fi
# One environment for each set of requirements and each Python.
venv=$target/notebooks-$( (python3 -V; cat notebooks/requirements.txt) | sha256sum | cut -c1-12)
if [ ! -f "$venv/.whole" ]; then
  echo "notebooks: installing what they need (once)"
  rm -rf "$venv"
  python3 -m venv "$venv"
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check -r notebooks/requirements.txt; then
    echo "notebooks: what they need could not be installed (see above), so none was executed"
    echo "notebooks: 0 passed, 0 failed, ${#notebooks[@]} skipped"
    exit 0
  fi
  touch "$venv/.whole"
fi

home=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }; rm -rf "$home"' EXIT
# The two years that the stories are about; all cases are marked synthetic.
"$target/release/gridward" simulate --district grid-definitions/minhang --store "$home/cases.gpkg" --period 2010 --period 2012 > "$home/simulate.log"
"$target/release/gridward" export --store "$home/cases.gpkg" --out "$home/cases.parquet" > "$home/export.log"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$target/release/gridward-server" --log warn --district grid-definitions/minhang --store "$home/cases.gpkg" \
  --token-file "$home/token" --listen "127.0.0.1:$port" 2> "$home/server.log" &
server=$!
for _ in $(seq 600); do
  curl -fs "http://127.0.0.1:$port/readyz" > "$home/ready" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$home/server.log" >&2; exit 1; }
  sleep 0.1
done
export GRIDWARD_SERVER=http://127.0.0.1:$port GRIDWARD_TOKEN_FILE=$home/token GRIDWARD_EXPORT=$home/cases.parquet MPLBACKEND=agg
"$venv/bin/python" tests/notebooks/execute.py "${notebooks[@]}"
