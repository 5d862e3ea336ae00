
# member NAME: a text of $item; - where it has none.
member() {
  printf '%s\n' "$item" | sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' | grep . || echo -
}

# shared_ids CHILD: the ids that more than one notification about a child has, in $WORK/shared.
shared_ids() {
  control GET "/t/$TENANT/notifications?nhs_number=$1&limit=1000"
  tr '{' '\n' <"$WORK/control" | grep '"access":' | while IFS= read -r item; do
    echo "id $(member id)"
  done | counted >"$WORK/ids"
  [ -s "$WORK/ids" ] || give_up 'no authority was told that had to be, so nothing can be compared'
  grep -v '^1 x ' "$WORK/ids" >"$WORK/shared"
}

# said CHILD STEP…: what the notifications of these steps say, one part a line.
said() {
  control GET "/t/$TENANT/notifications?nhs_number=$1&limit=1000"
  shift
  tr '{' '\n' <"$WORK/control" | grep '"access":' | while IFS= read -r item; do
    step=$(whose "$(member access)")
    for named; do
      [ "$step" = "step $named" ] || continue
      of="$(member authority) of $step"
      echo "$of: at $(member at)"
      echo "$of: user $(member user_id), $(member user_name)"
      echo "$of: job role $(member role_code), $(member role_name)"
      echo "$of: organisation $(member org_code), $(member org_name)"
      echo "$of: local id $(member local_id)"
      echo "$of: upload $(member upload)"
    done
  done >"$WORK/said"
}

# alike KEY WORDS VALUE…: under this key each of these values is as good as the others.
alike() {
  key=$1 words=$2
  shift 2
  while IFS= read -r line; do
    for value; do
      [ "$line" != "$key $value" ] || line="$key $words"
    done
    printf '%s\n' "$line"
  done <"$WORK/said" >"$WORK/alike"
  mv "$WORK/alike" "$WORK/said"
}

# unlike KEY WORDS VALUE…: under this key any value is as good as another, but for these.
unlike() {
  key=$1 words=$2
  shift 2
  while IFS= read -r line; do
    case $line in
      "$key "*)
        good=1
        for value; do
          [ "$line" != "$key $value" ] || good=0
        done
        [ "$good" = 0 ] || line="$key $words"
        ;;
    esac
    printf '%s\n' "$line"
  done <"$WORK/said" >"$WORK/alike"
  mv "$WORK/alike" "$WORK/said"
}

# expect_said WHAT REQUIRED: beside each other what is required of those notifications that came, and what they say.
expect_said() {
  printf '%s\n' "$2" >"$WORK/owed"
  awk -F ': ' 'NR == FNR { is[$1]; next } $1 in is' "$WORK/said" "$WORK/owed" | sort -u >"$WORK/owed.of"
  awk -F ': ' 'NR == FNR { is[$1]; next } $1 in is' "$WORK/owed" "$WORK/said" | sort -u >"$WORK/said.of"
  [ -s "$WORK/owed.of" ] || give_up 'no authority was told that had to be, so nothing can be compared'
  expect "$1" "$(cat "$WORK/owed.of")" "$(cat "$WORK/said.of")"
}
