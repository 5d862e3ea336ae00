
# patient NUMBER STATUS [BIRTHDAY]: whether the Spine has the patient that the run was about.
patient() {
  control GET "/t/$TENANT/patients?nhs_number=$1"
  here=$(tr ',' '\n' <"$WORK/control" | sed -n 's/.*"status":"\([^"]*\)".*/\1/p')
  if [ "${here:-nobody}" != "$2" ] || { [ -n "${3:-}" ] && ! grep -q "\"birth_date\":\"$3\"" "$WORK/control"; }; then
    give_up "patient $1 is another here: start the Spine with the people of the run, as said above"
  fi
}

# application: $token is one of an application, without a user.
application() {
  token=$(curl -sS "$DATA/oauth2/token" --data-urlencode grant_type=client_credentials | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
  [ -n "$token" ] || give_up 'an application could not log on'
}

read_patient() {
  step=$1 number=$2
  shift 2
  look "$step" "/personal-demographics/FHIR/R4/Patient/$number" "$@"
}

search() {
  step=$1 query=$2
  shift 2
  look "$step" "/personal-demographics/FHIR/R4/Patient?$query" "$@"
}

about_the_application() {
  case $(status "$1") in
    401 | 408 | 429 | 5* | '') give_up "step $1 is answered with $(status "$1"), which says nothing of what it asks for" ;;
  esac
}

about_the_question() {
  about_the_application "$1"
  [ "$(status "$1")" != 403 ] || give_up "step $1 is answered with 403, which says nothing of what it asks for"
}

# The members of an answer, one a line, without those that say nothing.
members() {
  sed -e 's/"[A-Za-z]*":null//g' -e 's/"[A-Za-z]*":\[\]//g' -e 's/"[A-Za-z]*":{}//g' "$WORK/$1.body" | tr '{}[],' '\n\n\n\n\n'
}

# The code of a refusal, or of an answer that shows nobody.
code() {
  members "$1" | grep -qx '"resourceType":"OperationOutcome"' || return
  members "$1" | sed -n 's/^"code":"\([A-Z][A-Z_]*\)"$/\1/p' | sed -n 1p
}

# The numbers of the patients whom an answer shows, in its order.
found() {
  members "$1" | sed -n 's/^"id":"\([0-9]\{10\}\)"$/\1/p'
}

# answer STEP [CODE]: status and code, or whose record it is; CODE is taken for that of a refusal that has none.
answer() {
  code=$(code "$1")
  case $(status "$1") in
    2*) count=$(found "$1" | wc -l) ;;
    *) count=0 code=${code:-${2:-}} ;;
  esac
  if [ -n "$code" ]; then
    echo "$(status "$1") $code"
  elif [ "$count" -eq 1 ]; then
    echo "$(status "$1"), the record of $(found "$1")"
  else
    echo "$(status "$1"), $((count)) patients"
  fi
}

# few_enough STEP: what too many match shows nobody.
few_enough() {
  [ "$(code "$1")" != TOO_MANY_MATCHES ] || give_up "step $1 is told that too many match, and so shows nobody"
  [ "$(status "$1")" = 200 ] || give_up "step $1 is answered with $(answer "$1"), and so shows nobody"
}

# present STEP NUMBER: goes on only where a patient is shown.
present() {
  found "$1" | grep -qx "$2" || give_up "step $1 does not show $2: it is answered with $(answer "$1")"
}

# among STEP NUMBER…: whether each of these is shown.
among() {
  step=$1
  shift
  found "$step" >"$WORK/found"
  for number; do
    if grep -qx "$number" "$WORK/found"; then
      echo "$number is shown"
    else
      echo "$number is not shown"
    fi
  done
}

# record STEP NUMBER: the members of one patient.
record() {
  members "$1" | awk -v number="$2" '
    /^"fullUrl":/ { is_search = 1; is_other = index($0, "/" number "\"") == 0 }
    !is_search || !is_other'
}

# mark STEP NUMBER: whether a patient is marked as restricted.
mark() {
  record "$1" "$2" | awk '
    /^"security":/ { is_mark = 1 }
    is_mark && /^"code":/ { if ($0 == "\"code\":\"R\"") restricted = 1; is_mark = 0 }
    END { print (restricted ? "R" : "no R") }'
}

# told_of STEP NUMBER MEMBER…: which of these is told of a patient; an extension goes by its address.
told_of() {
  record "$1" "$2" >"$WORK/record"
  shift 2
  for member; do
    if grep -qF -e "\"url\":\"$member\"" "$WORK/record" || grep -q "^\"$member\":" "$WORK/record"; then
      echo "$member"
    fi
  done
}

# form STEP MOST: what is wrong with the form of an answer that shows patients.
form() {
  members "$1" | sed -n 's/^"score"://p' >"$WORK/scores"
  found "$1" >"$WORK/found"
  awk '
    $1 < 0 || $1 > 1 { print "a score of " $1 }
    NR > 1 && $1 > before { print "a match of " before " before one of " $1 }
    { before = $1 }' "$WORK/scores"
  sort "$WORK/found" | uniq -d | sed 's/$/ is shown twice/'
  [ "$(wc -l <"$WORK/scores")" -eq "$(wc -l <"$WORK/found")" ] || echo 'a patient without a score'
  [ "$(wc -l <"$WORK/found")" -le "$2" ] || echo "more than $2 patients"
}
