#!/bin/sh
# A client of the Engagedly API as its page has it: curl, two headers, and a change of host and key.
# It walks the users, creates one, blocks and unblocks them, and pages the praises.
#   HOST=http://127.0.0.1:8000 CLIENT_KEY=plc_… SECRET_KEY=plk_… DOMAIN=acme.test sh client.sh
set -eu
BASE="$HOST/beta"

ask() {
    verb=$1
    path=$2
    shift 2
    curl --silent --show-error --fail-with-body -X "$verb" "$BASE/$path" \
        -H "ClientKey: $CLIENT_KEY" -H "SecretKey: $SECRET_KEY" "$@"
}

write() {
    ask "$1" "$2" -H 'Content-Type: application/json' -d "$3"
}

# Prints the ids of every page, as a client does that knows nothing but `has_more`.
walk() {
    page=1
    while :; do
        answer=$(ask GET "$1?page=$page&size=2")
        printf '%s\n' "$answer" | tr '{' '\n' |
            sed -n "s|^\"id\":\"\{0,1\}\([^\",]*\)\"\{0,1\},.*\"$2\":.*|$1 \1|p"
        case $answer in *'"has_more":false'*) break ;; esac
        page=$((page + 1))
    done
}

# Prints one member of the answer that is read.
member() {
    printf '%s\n' "$(cat)" | sed -n "s|^{\"success\":true,\"data\":{.*\"$1\":\"\([^\"]*\)\".*|\1|p"
}

walk users status
jane="{\"first_name\":\"Jane\",\"last_name\":\"Doe\",\"email\":\"jane@$DOMAIN\"}"
new=$(write POST users "$jane" | tr '{' '\n' | sed -n 's|^"id":"\([^"]*\)".*"status":.*|\1|p')
echo "created $new"
echo "renamed $(write PUT "users/$new" '{"first_name":"John"}' | member first_name)"
echo "now $(write PUT "users/$new/deactivate" '{"block_reason_code":"fatigue"}' | member status)"
echo "now $(write PUT "users/$new/activate" '' | member status)"
walk activities/praises activity_type
echo "without keys $(curl --silent --output /dev/null --write-out '%{http_code}' "$BASE/users")"
