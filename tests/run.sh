#!/usr/bin/env bash
# Every test: first those that need nothing (sockets blocked), then those on real servers, then the fleet,
# then the app in a browser.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
servers='pg or valkey or kafka or loopback'

if (($#)); then
  exec $python -m nightmarket_kit.testing.backends .venv/bin/pytest -q "$@"
fi

echo '== unit: sockets blocked'
.venv/bin/pytest -q -n 2 --disable-socket --allow-unix-socket \
  -m "not ($servers) and not fleet and not browser" libs services gateway sandbox deploy tests
echo '== real Postgres, Valkey, Kafka'
$python -m nightmarket_kit.testing.backends .venv/bin/pytest -q -n 2 --dist loadgroup \
  -m "($servers) and not fleet and not browser" libs services gateway sandbox deploy
echo '== the fleet'
.venv/bin/pytest -q -m fleet libs services gateway sandbox deploy tests
echo '== the app in a browser'
.venv/bin/pytest -q -m browser tests/browser
