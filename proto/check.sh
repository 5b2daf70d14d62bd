#!/usr/bin/env bash
# Schemas: lint, no breaking change against what main has, generated code current.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
buf lint
base=${BUF_AGAINST:-}
if [ -z "$base" ]; then
  # against the newest commit that was there before this work: main's upstream, else the commit before
  base=$(git rev-parse --verify --quiet origin/main || git rev-parse --verify --quiet HEAD~1 || true)
fi
if [ -n "$base" ] && git cat-file -e "$base:buf.yaml" 2>/dev/null; then
  buf breaking --against ".git#ref=$base"
fi
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
bash proto/generate.sh "$fresh"
diff -r "$fresh/nightmarket" proto/python/src/nightmarket --exclude=__pycache__ \
  || { echo 'generated code is not current: run make proto' >&2; exit 1; }
