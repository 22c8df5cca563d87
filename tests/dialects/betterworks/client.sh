#!/bin/sh
# What an HR sync does with plain curl: HOST is where the API is, API_TOKEN an administrator's key,
# EMPLOYEE_TOKEN an ordinary user's. Prints a line for each step; stops at the first surprise.
set -eu

api="$HOST/api/v1"

# ask STATUS METHOD PATH [curl's own arguments…]: prints the body, or fails.
ask() {
    expected=$1 method=$2 path=$3
    shift 3
    answer=$(curl --silent --show-error --max-time 20 --request "$method" "$api/$path" \
        --header "Authorization: APIToken ${TOKEN-$API_TOKEN}" \
        --header "Content-Type: application/json" --write-out '\n%{http_code}' "$@")
    status=${answer##*
}
    if [ "$status" != "$expected" ]; then
        echo "$method $path: $answer, not $expected" >&2
        exit 1
    fi
    printf '%s' "${answer%
*}"
}

# value NAME: the first "NAME":… of the JSON on standard input, without its quotes.
value() {
    sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" | head -n 1
}

ask 201 POST users/ --data '{"employee_id": "E-100", "email": "nia@acme.test",
    "first_name": "Nia", "last_name": "Okoro", "title": "Forwarder", "manager": "ada@acme.test",
    "department": {"name": "Export", "parent": "Operations"}}' >/dev/null
echo "made"
ask 200 POST users/ --data '{"employee_id": "E-100", "location": "Harbour"}' >/dev/null
echo "put again: $(ask 200 GET users/E-100/ | value location)"
ask 200 POST users/E-100/ --data '{"is_active": false}' >/dev/null
echo "left: $(ask 200 GET users/nia@acme.test/ | value is_active)"
rows=$(ask 200 POST users/ --data '[{"employee_id": "E-100", "is_active": true}, {"email": "x"}]')
echo "rows: $rows"

echo "departments: $(ask 200 GET departments/ | value count)"
TOKEN=$EMPLOYEE_TOKEN
echo "refused: $(ask 403 GET departments/ | value detail)"
unset TOKEN

# Walking the pages as the API says: by nextURL, until there is none.
pages=0 next="$api/recognitions/?size=2"
while [ "$next" != null ]; do
    page=$(curl --silent --show-error --fail --max-time 20 "$next" \
        --header "Authorization: APIToken $API_TOKEN")
    pages=$((pages + 1))
    next=$(printf '%s' "$page" | value nextURL)
done
echo "pages: $pages of $(printf '%s' "$page" | value count) recognitions"

id=$(curl --silent --output /dev/null --dump-header - --max-time 20 "$api/users/" \
    --header "X-Request-Id: sync-2026-11-18" | tr -d '\r' | sed -n 's/^X-Request-Id: //Ip')
echo "request id: $id"
echo "no goals: $(ask 404 GET goals/ | value detail)"
