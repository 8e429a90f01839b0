#!/usr/bin/env bash
# Sets up a client as `diverst client init` does, over the AWS CLI: one call after the other, no call too many.
#   client-init.sh CLIENT EMAIL        with credentials of the management account
# It is what a careful company keeps for this, so it refuses a name or address that is taken, waits for the creation
# with polls, the first at once, and asks again where a new account is not ready. It reads nothing again in the end.
set -euo pipefail

client=$1
email=$2
actions='["sts:AssumeRole","sts:SetSourceIdentity","sts:TagSession"]'
access_role=OrganizationAccountAccessRole
role=$client-production
export AWS_PAGER='' AWS_DEFAULT_OUTPUT=text

fail() {
  printf '%s: %s\n' "$client" "$1" >&2
  exit 1
}

# unit_in PARENT NAME: the id of the OU of that name below the parent.
unit_in() {
  local id
  id=$(aws organizations list-organizational-units-for-parent --parent-id "$1" \
    --query "OrganizationalUnits[?Name=='$2'].Id")
  [ -n "$id" ] || fail "there is no OU $2"
  printf '%s\n' "$id"
}

# enter ACCOUNT: makes the account's access role the caller of what follows.
enter() {
  local keys tries=0
  until keys=$(aws sts assume-role --role-arn "arn:aws:iam::$1:role/$access_role" --role-session-name "$user" \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]'); do
    tries=$((tries + 1))
    [ "$tries" -lt 12 ] || fail "account $1 cannot be entered"
    sleep 5
  done
  read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<<"$keys"
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
}

caller=$(aws sts get-caller-identity --query Arn)
user=${caller##*/}
management_key=$AWS_ACCESS_KEY_ID
management_secret=$AWS_SECRET_ACCESS_KEY

root=$(aws organizations list-roots --query 'Roots[0].Id')
envs=$(unit_in "$root" Envs)
production=$(unit_in "$envs" Production)

accounts=$(aws organizations list-accounts --query 'Accounts[].[Id,Email,Name]')
ops=
shopt -s nocasematch
while IFS=$'\t' read -r id address name; do
  [[ $name != "$client" ]] || fail "account $id has that name"
  [[ $address != "$email" ]] || fail "account $id has the address $email"
  [ "$name" != Ops ] || ops=$id
done <<<"$accounts"
[ -n "$ops" ] || fail 'there is no account Ops'

request=$(aws organizations create-account --account-name "$client" --email "$email" --role-name "$access_role" \
  --query CreateAccountStatus.Id)
while :; do
  status=$(aws organizations describe-create-account-status --create-account-request-id "$request" \
    --query 'CreateAccountStatus.[State,AccountId,FailureReason]')
  read -r state account reason <<<"$status"
  case $state in
    SUCCEEDED) break ;;
    FAILED) fail "the account was not created: $reason" ;;
  esac
  sleep 5
done

aws organizations move-account --account-id "$account" --source-parent-id "$root" \
  --destination-parent-id "$production"

enter "$account"
aws iam create-role --role-name "$role" --description "Access to $client for people in Ops" \
  --assume-role-policy-document "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$ops:root\"},\"Action\":$actions}]}" >/dev/null
aws iam attach-role-policy --role-name "$role" --policy-arn arn:aws:iam::aws:policy/AdministratorAccess

# The session in the client's account may not enter Ops: that is for the management account's own keys.
AWS_ACCESS_KEY_ID=$management_key
AWS_SECRET_ACCESS_KEY=$management_secret
unset AWS_SESSION_TOKEN
enter "$ops"
aws iam put-group-policy --group-name production --policy-name "assume-$role" \
  --policy-document "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":$actions,\"Resource\":\"arn:aws:iam::$account:role/$role\"}]}"

printf 'account %s, role arn:aws:iam::%s:role/%s\n' "$account" "$account" "$role"
