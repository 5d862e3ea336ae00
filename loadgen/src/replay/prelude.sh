# ---- what every such script does; the finding's own requests come below ----
set -u
LC_ALL=C
export LC_ALL
TENANT=
WORK=$(mktemp -d) || exit 2
fault=0

give_up() {
  echo "could not be carried out: $*" >&2
  exit 2
}

without_tenant() {
  [ -z "$TENANT" ] || curl -s -o /dev/null -X DELETE ${CONTROL_TOKEN:+-H} ${CONTROL_TOKEN:+"authorization: Bearer $CONTROL_TOKEN"} \
    "$CONTROL/control/v1/tenants/$TENANT"
}
trap 'without_tenant; rm -rf "$WORK"' EXIT

# control METHOD PATH [JSON]: asks the control port; its answer is in $WORK/control.
control() {
  curl -sS --fail-with-body -o "$WORK/control" -X "$1" -H 'content-type: application/json' \
    ${CONTROL_TOKEN:+-H} ${CONTROL_TOKEN:+"authorization: Bearer $CONTROL_TOKEN"} \
    ${3:+-d} ${3:+"$3"} "$CONTROL/control/v1$2" 2>"$WORK/said" \
    || give_up "$1 $CONTROL/control/v1$2: $(cat "$WORK/said" "$WORK/control" 2>/dev/null)"
}

# each MARK NAMES <JSON: the named texts of each part that begins with the mark, one part a line.
each() {
  awk -v mark="$1" -v names="$2" '
    { body = body $0 }
    END {
      parts = split(body, part, mark)
      count = split(names, name, " ")
      for (i = 2; i <= parts; i++) {
        line = ""
        for (j = 1; j <= count; j++) {
          value = "-"
          if (match(part[i], "\"" name[j] "\":\"[^\"]*\"")) {
            value = substr(part[i], RSTART + length(name[j]) + 4, RLENGTH - length(name[j]) - 5)
          }
          line = line (j > 1 ? " " : "") value
        }
        print line
      }
    }'
}

uuid() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n' \
    | sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\)$/\1-\2-4\3-8\4-\5/'
}

# What the Spine gets wrong on purpose in its default tenant.
on=$(curl -s ${CONTROL_TOKEN:+-H} ${CONTROL_TOKEN:+"authorization: Bearer $CONTROL_TOKEN"} "$CONTROL/control/v1/bugs?limit=1000" \
  | tr '{' '\n' | sed -n 's/^"id":"\([^"]*\)".*"on":true.*/"\1"/p' | paste -s -d , -)
[ -z "$on" ] || echo "rules that this Spine breaks on purpose: $on"

# fresh_tenant NUMBER: a tenant of its own, which gets the same wrong.
fresh_tenant() {
  without_tenant
  TENANT=finding-$(date +%s)-$$-$1
  DATA=$BASE/t/$TENANT
  control POST /tenants "{\"id\":\"$TENANT\"}"
  [ -z "$on" ] || control PUT "/t/$TENANT/bugs" "{\"on\":[$on]}"
}

# people NUMBER PLANS COUNT: whether the Spine has the people that the run was about.
people() {
  control GET "/t/$TENANT/patients?nhs_number=$1"
  found=$(sed 's/.*"plans":/"plans":/' "$WORK/control" | each '"id":' '' | wc -l)
  for plan in $2; do
    grep -q "\"id\":\"$plan\"" "$WORK/control" || found=-1
  done
  [ "$found" -eq "$3" ] || give_up "patient $1 has other plans here: start the Spine with the people of the run, as said above"
}

# at INSTANT: pins the tenant's clock.
at() {
  control PUT "/t/$TENANT/clock" "{\"mode\":\"frozen\",\"now\":\"$1\"}"
}

# log_on USER ORGANISATION: $token is a fresh one.
log_on() {
  control GET "/t/$TENANT/users?org_code=$2&limit=1000"
  passcode=$(tr '{' '\n' <"$WORK/control" | sed -n "s/^\"user_id\":\"$1\",\"passcode\":\"\([^\"]*\)\".*/\1/p")
  [ -n "$passcode" ] || give_up "user $1 is not at $2 here: start the Spine with the people of the run, as said above"
  token=$(curl -sS "$DATA/oauth2/token" --data-urlencode grant_type=urn:mock-spine:smartcard \
    --data-urlencode "user_id=$1" --data-urlencode "passcode=$passcode" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || give_up "user $1 could not log on"
}

# look STEP PATH [OPTION…]: asks the data port; the answer is kept under the number of the step.
look() {
  step=$1 path=$2
  shift 2
  curl -sS -D "$WORK/$step.head" -o "$WORK/$step.body" "$@" "$DATA$path" || give_up "step $step: no answer"
}

open_alert() {
  step=$1 number=$2
  shift 2
  look "$step" "/cpis/FHIR/R4/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C$number" "$@"
}

read_list() {
  step=$1 number=$2
  shift 2
  look "$step" "/cpis/FHIR/R4/AuditEvent?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C$number" "$@"
}

overview() {
  step=$1 number=$2
  shift 2
  look "$step" "/patient-flags-api/FHIR/R4/Flag?patient=$number" "$@"
}

status() {
  sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' "$WORK/$1.head"
}

# The step behind an access.
whose() {
  for head in "$WORK"/*.head; do
    if tr -d '\r' <"$head" | grep -qi "^x-spine-access: *$1\$"; then
      echo "step $(basename "$head" .head)"
      return
    fi
  done
  echo "no step, but $1"
}

# The steps behind the accesses of a list, in its order.
listed() {
  each '"resourceType":"AuditEvent"' id <"$WORK/$1.body" | while read -r id; do
    echo "access of $(whose "$id")"
  done
}

# The plans that a step showed: id, first day, last day.
shown() {
  each '"resourceType":"CareTeam"' 'id start end' <"$WORK/$1.body" | sort
}

# The plans that an overview flagged.
flagged() {
  each '"resourceType":"Flag"' id <"$WORK/$1.body" | sort
}

counted() {
  sort | uniq -c | sed 's/^ *\([0-9]*\) /\1 x /'
}

# Who was told of a child's accesses, and how often: of each step, or of each user where nobody can say which of several steps it is.
told() {
  control GET "/t/$TENANT/notifications?nhs_number=$1&limit=1000"
  each '"nhs_number":' 'authority access user_id org_code' <"$WORK/control" | while read -r authority id user org; do
    echo "$authority of $(whose "$id"), user $user at $org"
  done | counted
}

told_of_users() {
  control GET "/t/$TENANT/notifications?nhs_number=$1&limit=1000"
  each '"nhs_number":' 'authority user_id org_code' <"$WORK/control" | while read -r authority user org; do
    echo "$authority of user $user at $org"
  done | counted
}

# expect WHAT REQUIRED CAME: both beside each other where they differ.
expect() {
  if [ "$2" = "$3" ]; then
    echo "as required: $1"
    return
  fi
  fault=1
  echo "FAULT: $1"
  printf '%s\n' "${2:-nothing}" >"$WORK/required"
  printf '%s\n' "${3:-nothing}" >"$WORK/came"
  { echo 'required'; cat "$WORK/required"; } >"$WORK/left"
  { echo 'came'; cat "$WORK/came"; } >"$WORK/right"
  paste -d '\t' "$WORK/left" "$WORK/right" | awk -F '\t' '{ printf "  %-64s  %-64s%s\n", $1, $2, ($1 == $2 || NR == 1 ? "" : "  <--") }'
}
