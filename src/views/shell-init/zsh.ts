import { posixFunctions } from './posix.ts';

const now = `    zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null && now=\${EPOCHSECONDS-}`;

/**
 * For `~/.zshrc`, before or after `compinit`. The completion of diverst itself is loaded by the first Tab, so that a
 * shell starts without it.
 */
export function zshInit(): string {
  return `# diverst for zsh. In ~/.zshrc: eval "$(diverst shell-init zsh)"
${posixFunctions(now, 'emulate -L zsh')}
function __diverst_complete {
  (( \${+functions[_diverst]} )) || eval "$(diverst completion zsh)"
  if [[ $service == assume ]]; then
    local diverst_noun=client diverst_verb=assume
    if (( CURRENT == 2 )); then
      compadd -- client env --leave
    else
      case \${words[2]} in
      client | env)
        diverst_noun=\${words[2]}
        words[2]=()
        (( CURRENT -= 1 ))
        ;;
      --leave)
        diverst_verb=leave
        [[ -z \${DIVERST_ENVIRONMENT-} ]] || diverst_noun=env
        words[2]=()
        (( CURRENT -= 1 ))
        ;;
      esac
    fi
    words=(diverst "$diverst_noun" "$diverst_verb" "\${(@)words[2,-1]}")
    (( CURRENT += 2 ))
  fi
  _diverst
}

if (( \${+functions[compdef]} )); then
  compdef __diverst_complete diverst assume
else
  # compinit defines compdef, and can run later than these lines: before a prompt it has.
  function __diverst_register {
    (( \${+functions[compdef]} )) || return 0
    compdef __diverst_complete diverst assume
    add-zsh-hook -d precmd __diverst_register
    unfunction __diverst_register
  }
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd __diverst_register
fi
`;
}
