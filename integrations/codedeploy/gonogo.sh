#!/bin/sh
# A hook script of CodeDeploy for EC2 and on-premises: starts tests, waits, and ends with the verdict.
# Needs GONOGO_URL, GONOGO_KEY (role read) and GONOGO_TRIGGER_URL; CodeDeploy sets the rest.
# Every instance of a deployment waits for the same runs: the first one starts them.
# Exit codes: 0 go, 1 no-go, 2 not started or not readable, 3 no verdict within GONOGO_TIMEOUT seconds.
set -u

name="${DEPLOYMENT_ID:-manual-$$}-${LIFECYCLE_EVENT:-hook}"
end=$(($(date +%s) + ${GONOGO_TIMEOUT:-3000}))
answer=$(mktemp) || exit 2
trap 'rm -f "$answer"' EXIT

say() { echo "gonogo: $1" >&2; }
fail() { say "$2"; head -c 2000 "$answer" >&2; exit "$1"; }
call() { curl -sS -m 60 --retry 5 -o "$answer" -w '%{http_code}' "$@"; }

# Before anything is started: without these the runs could not be waited for.
[ -n "${GONOGO_URL:-}" ] && [ -n "${GONOGO_KEY:-}" ] || fail 2 'GONOGO_URL and GONOGO_KEY must be set'
case "${GONOGO_TRIGGER_URL:-}" in
  */v1/triggers/*) ;;
  *) fail 2 'GONOGO_TRIGGER_URL must be the address of a trigger of gonogo itself: .../v1/triggers/...' ;;
esac

while :; do
  code=$(call -X POST -H "Idempotency-Key: $name" "$GONOGO_TRIGGER_URL" \
    --data-urlencode "deployment_id=${DEPLOYMENT_ID:-}" \
    --data-urlencode "application=${APPLICATION_NAME:-}" \
    --data-urlencode "deployment_group=${DEPLOYMENT_GROUP_NAME:-}") || fail 2 'nothing was started'
  [ "$code" = 409 ] || break # another instance starts them just now
  [ "$(date +%s)" -lt "$end" ] || fail 2 'nothing was started'
  sleep 2
done
[ "$code" = 201 ] || fail 2 "nothing was started: the trigger answered $code"

batch=$(sed -n 's/.*"batch":{"id":"\([^"]*\)".*/\1/p' "$answer")
[ -n "$batch" ] || fail 2 'the trigger answered something else'
# A run has no verdict, and a batch has one only when it is over.
until grep -q '"verdict":"' "$answer"; do
  left=$((end - $(date +%s)))
  [ "$left" -gt 0 ] || fail 3 'there is no verdict in time'
  [ "$left" -lt 25 ] || left=25
  code=$(call -H "Authorization: Bearer $GONOGO_KEY" "$GONOGO_URL/v1/batches/$batch?wait=$left") ||
    fail 2 'the batch cannot be read'
  [ "$code" = 200 ] || fail 2 "the batch cannot be read: $code"
done

say "$GONOGO_URL/ui/batches/$batch"
if grep -q '"verdict":"go"' "$answer"; then
  say 'go'
  exit 0
fi
if command -v jq > /dev/null; then
  jq -r '.reasons[] | "gonogo: " + .test + ": " + .message' "$answer" >&2
fi
say 'no-go'
exit 1
