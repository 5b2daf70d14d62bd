#!/bin/sh
# What MediaMTX runs when a broadcast begins, ends, or a recording is whole: `media-hook.sh EVENT`. The same post as
# deploy/local's media_hook.py makes, with what the image has (busybox). It gives up after about 3 s, and never prints
# its environment, whose MTX_QUERY holds the stream key.
set -eu
# MediaMTX interrupts the hook of a broadcast that ends at once; its beginning is told anyway
trap '' INT

# busybox's date knows no fraction of a second, a new file's time does
mark=$(mktemp)
stamp=$(TZ=UTC stat -c %y "$mark")
rm -f "$mark"
clock=${stamp#* }
clock=${clock%% *}

# nothing to escape: a path is [A-Za-z0-9_/-] by its pattern in mediamtx.yml, the rest is MediaMTX's own
body="{\"event\":\"$1\",\"path\":\"$MTX_PATH\""
if [ -n "${MTX_SOURCE_ID:-}" ]; then
  body="$body,\"source_type\":\"${MTX_SOURCE_TYPE:-}\",\"source_id\":\"$MTX_SOURCE_ID\""
fi
if [ -n "${MTX_SEGMENT_PATH:-}" ]; then
  body="$body,\"segment_path\":\"${MTX_SEGMENT_PATH#"$NIGHTMARKET_RECORDINGS"/}\""
  body="$body,\"segment_duration_s\":${MTX_SEGMENT_DURATION:-0}"
fi
body="$body,\"occurred_at\":\"${stamp%% *}T${clock%??????}Z\"}"

end=$(($(date +%s) + 3))
for pause in 0.1 0.2 0.4 0.8 1 0; do
  left=$((end - $(date +%s)))
  [ "$left" -gt 0 ] || break
  if timeout "$left" wget -q -O /dev/null --header 'Content-Type: application/json' \
    --header "X-Hook-Secret: $NIGHTMARKET_HOOK_SECRET" --post-data "$body" "$NIGHTMARKET_HOOK_URL" 2>/dev/null; then
    exit 0
  fi
  sleep "$pause"
done
echo "hook $1 of $MTX_PATH: the gateway did not take it" >&2
exit 1
