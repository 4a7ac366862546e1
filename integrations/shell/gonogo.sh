#!/bin/sh
# Starts the tests and waits for the verdict. Ends with 0 go, 1 no-go, 2 error, 3 timeout.
# Needs curl 7.76 or later, jq, GONOGO_URL, GONOGO_KEY (role read) and GONOGO_TRIGGER_URL;
# GONOGO_TIMEOUT says how many seconds to wait, 900 unless set.
set +x # the key is not for the log
rm -f gonogo.json gonogo.xml
fail() { echo "gonogo: $2" >&2; head -c 2000 gonogo.json >&2 || true; exit "$1"; }
ask() { curl -sS -m 60 --fail-with-body -o gonogo.json "$@"; }
end=$(($(date +%s) + ${GONOGO_TIMEOUT:-900}))
once="Idempotency-Key: $(od -An -N12 -tx1 /dev/urandom | tr -d ' ')"
ask --retry 5 -X POST -H "$once" "$GONOGO_TRIGGER_URL" || fail 2 'nothing was started'
batch=$(jq -er 'select(.refused == 0).batch.id' gonogo.json) || fail 2 'not all was started'
until jq -e .finished gonogo.json > /dev/null; do
  left=$((end - $(date +%s)))
  [ "$left" -gt 0 ] || fail 3 'there is no verdict in time'
  poll="$GONOGO_URL/v1/batches/$batch?wait=$((left < 25 ? left : 25))"
  ask --retry 5 -H "Authorization: Bearer $GONOGO_KEY" "$poll" || fail 2 'the batch cannot be read'
done
report() { curl -sS -m 60 --retry 5 -f -o gonogo.xml -H 'Accept: application/xml' "$@"; }
report -H "Authorization: Bearer $GONOGO_KEY" "$GONOGO_URL/v1/batches/$batch" || fail 2 'no report'
jq -r '.page, (.reasons[] | .test + ": " + .message), .verdict' gonogo.json
[ "$(jq -r .verdict gonogo.json)" = go ] || exit 1
