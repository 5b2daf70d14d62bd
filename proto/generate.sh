#!/usr/bin/env bash
# Generate proto/python from proto/nightmarket, from nothing: what a schema no longer has goes away.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-proto/python/src}
export PATH="$PWD/.venv/bin:$PATH"
rm -rf "$out/nightmarket"
mkdir -p "$out"
mapfile -t files < <(find proto/nightmarket -name '*.proto' | sort)
python -m grpc_tools.protoc -I proto --python_out="$out" --mypy_out=quiet:"$out" \
  --grpc_python_out="$out" --mypy_grpc_out=quiet,only_async:"$out" "${files[@]}"
# files without a service give empty stubs
for f in $(find "$out/nightmarket" -name '*_pb2_grpc.py' | sort); do
  grep -q 'class .*Stub' "$f" || rm -f "$f" "${f}i"
done
touch "$out/nightmarket/py.typed"
