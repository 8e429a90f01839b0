/**
 * For `config.fish`. The completion of diverst itself is loaded by the first Tab, so that a shell starts without it.
 *
 * fish has no variable for the time, and `date` is a process. The time since a folder was changed, which `path mtime`
 * gives (fish 3.5), and the time of that change come to it.
 * https://fishshell.com/docs/current/cmds/path.html#mtime-subcommand
 */
export function fishInit(): string {
  return `# diverst for fish. In config.fish: diverst shell-init fish | source

# assume acme           enters client acme, or asks which client
# assume env staging    enters environment staging
# assume --leave        leaves the client or environment
function assume --description 'Enter a client or an environment'
  set -l noun client
  switch "$argv[1]"
    case client env
      set noun $argv[1]
      set -e argv[1]
    case --leave
      set -e argv[1]
      test -z "$DIVERST_ENVIRONMENT"
      or set noun env
      __diverst_take $noun leave $argv
      return
  end
  __diverst_take $noun assume $argv
end

function __diverst_take
  set -l noun $argv[1]
  set -l verb $argv[2]
  set -e argv[1 2]
  set -l shown
  for word in $argv
    switch $word
      # What these print is for you or for a program, and not for the shell.
      case --help -h --json --format '--format=*' '-f*' --print-policy
        set shown 1
    end
  end
  set -l lines
  set -l code
  if set -q shown[1]
    diverst $noun $verb $argv
    set code $status
  else
    # With the format, the lines are for fish also if another shell starts diverst, such as a wrapper script.
    set lines (diverst $noun $verb --format fish $argv)
    set code $status
  end
  switch "$lines[1]"
    case ''
    case 'set *' 'true;' 'false;'
      string join \\n -- $lines | source
      or test $code != 0
      or set code 1
    case '*'
      string join \\n -- $lines
  end
  # Without these lines the credentials of the client from before would still be set.
  if test $code != 0; and test -n "$DIVERST_CLIENT$DIVERST_ENVIRONMENT"
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION \\
        DIVERST_CLIENT DIVERST_ENVIRONMENT DIVERST_EXPIRES DIVERST_BASE
      set -e -g $name
    end
    echo "error: diverst stopped with status $code; this shell is in no client now" >&2
  end
  return $code
end

# diverst_prompt [FORMAT]: prints the client and the time left, such as 'acme 42m', and nothing outside a client.
function diverst_prompt --description 'The client of this shell, for a prompt'
  set -l place "$DIVERST_CLIENT"
  if test -z "$place"; and test -n "$DIVERST_ENVIRONMENT"
    set place "env $DIVERST_ENVIRONMENT"
  end
  test -n "$place"
  or return 0
  # diverst sets no such name.
  string match -qr '^[a-z0-9 -]+$' -- $place
  or set place '?'
  set -l left
  if string match -qr '^[1-9][0-9]{0,10}$' -- "$DIVERST_EXPIRES"; and builtin -n | string match -q path
    set -l now (math (path mtime /) + (path mtime -R /))
    if test $DIVERST_EXPIRES -le $now
      set left ' expired'
    else
      set left ' '(math "floor(($DIVERST_EXPIRES - $now) / 60)")m
    end
  end
  set -l format '%s'
  set -q argv[1]
  and set format $argv[1]
  printf $format "$place$left"
end

# What follows the words, as diverst itself completes it.
function __diverst_complete
  if not functions -q __diverst_at
    complete -c diverst -e
    diverst completion fish | source
  end
  complete -C (string join ' ' -- $argv)
end

function __diverst_complete_assume
  set -l words (commandline -opc)
  set -e words[1]
  set -l noun client
  set -l verb assume
  if not set -q words[1]
    printf '%s\\n' client env --leave
  else
    switch $words[1]
      case client env
        set noun $words[1]
        set -e words[1]
      case --leave
        set verb leave
        test -z "$DIVERST_ENVIRONMENT"
        or set noun env
        set -e words[1]
    end
  end
  __diverst_complete diverst $noun $verb (string escape -- $words) (commandline -ct)
end

complete -c diverst -e
complete -c diverst -f -a '(__diverst_complete (commandline -cp))'
complete -c assume -e
complete -c assume -f -a '(__diverst_complete_assume)'
`;
}
