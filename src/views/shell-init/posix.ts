/**
 * What bash and zsh have in common, for the start file of a shell. It is written for a shell in any state: with `set -u`
 * and `set -e`, with `noclobber`, and with aliases of the same names, which the word `function` keeps from being expanded.
 * Values of variables are checked before an arithmetic expression reads them, because such an expression runs code.
 * https://www.gnu.org/software/bash/manual/html_node/Shell-Arithmetic.html
 * @param now lines that set `now` to the epoch seconds, or leave it empty; they start no process
 * @param prepare a line at the beginning of each function
 */
export function posixFunctions(now: string, prepare: string): string {
  return `unalias assume diverst_prompt 2>/dev/null || :

# assume acme           enters client acme, or asks which client
# assume env staging    enters environment staging
# assume --leave        leaves the client or environment
function assume {
  ${prepare}
  local diverst_noun=client
  case "\${1-}" in
  client | env)
    diverst_noun=$1
    shift
    ;;
  --leave)
    shift
    [[ -z \${DIVERST_ENVIRONMENT-} ]] || diverst_noun=env
    __diverst_take "$diverst_noun" leave "$@"
    return
    ;;
  esac
  __diverst_take "$diverst_noun" assume "$@"
}

function __diverst_take {
  ${prepare}
  local diverst_noun=$1 diverst_verb=$2 diverst_lines='' diverst_code=0 diverst_word diverst_shown=''
  shift 2
  for diverst_word in "$@"; do
    case $diverst_word in
    # What these print is for you or for a program, and not for the shell.
    --help | -h | --json | --format | --format=* | -f* | --print-policy) diverst_shown=1 ;;
    esac
  done
  if [[ -n $diverst_shown ]]; then
    diverst "$diverst_noun" "$diverst_verb" "$@" || diverst_code=$?
  else
    # With the format, the lines are for this shell also if another one starts diverst, such as a wrapper script.
    diverst_lines="$(diverst "$diverst_noun" "$diverst_verb" --format env "$@")" || diverst_code=$?
  fi
  case $diverst_lines in
  '') ;;
  'export '* | 'unset '* | 'false;'*)
    eval "$diverst_lines" || [[ $diverst_code != 0 ]] || diverst_code=1
    ;;
  *) builtin printf '%s\\n' "$diverst_lines" ;;
  esac
  # Without these lines the credentials of the client from before would still be set.
  if [[ $diverst_code != 0 && -n "\${DIVERST_CLIENT-}\${DIVERST_ENVIRONMENT-}" ]]; then
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION
    unset DIVERST_CLIENT DIVERST_ENVIRONMENT DIVERST_EXPIRES DIVERST_BASE
    builtin printf '%s\\n' "error: diverst stopped with status $diverst_code; this shell is in no client now" >&2
  fi
  return "$diverst_code"
}

# diverst_prompt [FORMAT]: prints the client and the time left, such as 'acme 42m', and nothing outside a client.
function diverst_prompt {
  ${prepare}
  local diverst_place="\${DIVERST_CLIENT-}" now='' minutes=''
  if [[ -z $diverst_place && -n \${DIVERST_ENVIRONMENT-} ]]; then
    diverst_place="env \${DIVERST_ENVIRONMENT}"
  fi
  [[ -n $diverst_place ]] || return 0
  case $diverst_place in
  # diverst sets no such name, and a shell could run what its prompt contains.
  *[!a-z0-9\\ -]*) diverst_place='?' ;;
  esac
  case \${DIVERST_EXPIRES-} in
  '' | 0* | *[!0-9]* | ????????????*) ;;
  *)
${now}
    if [[ -n $now ]]; then
      minutes=$(((DIVERST_EXPIRES - now) / 60))
      if ((DIVERST_EXPIRES <= now)); then minutes=' expired'; else minutes=" \${minutes}m"; fi
    fi
    ;;
  esac
  builtin printf "\${1:-%s}" "$diverst_place$minutes"
}
`;
}
