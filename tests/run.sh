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
.venv/bin/pytest -q -n 3 --dist loadfile -m fleet libs services gateway sandbox deploy tests
echo '== the app in a browser'
failed=0
browser() {
  local code=0
  .venv/bin/pytest -q "$@" tests/browser || code=$?
  ((code <= 1)) || exit "$code"
  failed=$((failed + code))
}
browser -n 3 --dist loadfile -m 'browser and not alone'
browser -m 'browser and alone'
((failed == 0)) && exit
# Two cores run two fleets, encoders and browsers: what failed is asked once more, on a fleet of its own.
# Only here: everything above must be right the first time, every time.
echo '== the app in a browser: what failed, once more (passes now: unsteady, to be mended)'
.venv/bin/pytest -q -m browser --lf --lfnf=none tests/browser
