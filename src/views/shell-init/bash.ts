import { posixFunctions } from './posix.ts';

/** `%(%s)T` is known since bash 4.2, and macOS brings 3.2: there the prompt shows no minutes. */
const now = `    if ((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 2))); then
      builtin printf -v now '%(%s)T' -1
    fi`;

/** For `~/.bashrc`. The completion of diverst itself is loaded by the first Tab, so that a shell starts without it. */
export function bashInit(): string {
  return `# diverst for bash. In ~/.bashrc: eval "$(diverst shell-init bash)"
${posixFunctions(now, ':')}
function __diverst_load {
  declare -F _diverst >/dev/null || eval "$(diverst completion bash)"
}

function __diverst_complete {
  __diverst_load && _diverst "$@"
}

function __diverst_complete_assume {
  __diverst_load || return 0
  local diverst_noun=client diverst_verb=assume diverst_at=$COMP_CWORD diverst_name
  local -a diverst_words
  diverst_words=("\${COMP_WORDS[@]:1}")
  if ((diverst_at > 1)); then
    case \${diverst_words[0]} in
    client | env)
      diverst_noun=\${diverst_words[0]}
      diverst_words=("\${diverst_words[@]:1}")
      diverst_at=$((diverst_at - 1))
      ;;
    --leave)
      diverst_verb=leave
      [[ -z \${DIVERST_ENVIRONMENT-} ]] || diverst_noun=env
      diverst_words=("\${diverst_words[@]:1}")
      diverst_at=$((diverst_at - 1))
      ;;
    esac
  fi
  local diverst_first=$((COMP_CWORD == 1)) diverst_typed=\${COMP_WORDS[COMP_CWORD]}
  local -a COMP_WORDS=(diverst "$diverst_noun" "$diverst_verb" "\${diverst_words[@]}")
  local COMP_CWORD=$((diverst_at + 2))
  _diverst diverst
  if ((diverst_first)); then
    while IFS= read -r diverst_name; do
      COMPREPLY+=("$diverst_name")
    done < <(compgen -W 'client env --leave' -- "$diverst_typed")
  fi
  return 0
}

if builtin type complete >/dev/null 2>&1; then
  complete -F __diverst_complete diverst
  complete -F __diverst_complete_assume assume
fi
`;
}
