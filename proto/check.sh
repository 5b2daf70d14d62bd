#!/usr/bin/env bash
# Schemas: lint, no breaking change against what main has, generated code current.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
buf lint
# breaking changes: against the last commit while the schemas are being edited, else against the
# commit before the one that touched them last
if git rev-parse --verify --quiet HEAD >/dev/null; then
  if git diff --quiet HEAD -- proto/nightmarket; then
    base=$(git log -2 --format=%H -- proto/nightmarket | tail -n 1)
  else
    base=HEAD
  fi
  if git cat-file -e "$base:buf.yaml" 2>/dev/null; then
    buf breaking --against ".git#ref=$base"
  fi
fi
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
bash proto/generate.sh "$fresh"
diff -r "$fresh/nightmarket" proto/python/src/nightmarket --exclude=__pycache__ \
  || { echo 'generated code is not current: run make proto' >&2; exit 1; }
