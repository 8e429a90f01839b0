import type { AccountNoun } from '../../model/account-kind.ts';
import { shellQuoted } from '../../model/shell-word.ts';
import {
  allCommands,
  type CommandWords,
  namedKinds,
  namesCommand,
  type OptionWords,
} from './command-words.ts';
import { valueFunction } from './value-function.ts';

/**
 * A completion function for zsh: as a file `_diverst` in a folder of `fpath`, or read by `eval`, before or after
 * `compinit`.
 * https://zsh.sourceforge.io/Doc/Release/Completion-System.html
 */
export function zshCompletion(program: CommandWords): string {
  const commands = allCommands(program);
  const kinds = namedKinds(program);
  return `#compdef diverst
# zsh completion for diverst. In ~/.zshrc: eval "$(diverst completion zsh)"

# Sets what the command at a path takes.
_diverst_at() {
  names=() subcommands=() flags=() argument='' choices=() runs=''
  case "$1" in
${commands.map(commandCase).join('\n')}
  *) return 1 ;;
  esac
}

${valueFunction(program, 'choices=()', (words) => `choices=(${words.map(shellQuoted).join(' ')})`)}

_diverst() {
  local at='' option='' ended='' value='' argument='' runs='' word
  local -i i rest=0 given=0
  local -a names subcommands flags choices ${kinds.map((noun) => `${noun}s`).join(' ')} globals
  globals=(
${program.options.flatMap(described).join('\n')}
  )
  _diverst_at "$at"
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $ended ]]; then
      rest+=1
    elif [[ -n $option ]]; then
      option=''
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -*=* ]]; then
      continue
    elif [[ $word == -* ]]; then
      _diverst_value "$at" "$word"
      [[ $value == none ]] || option=$word
    elif (( \${names[(Ie)$word]} )); then
      at="$at $word"
      given=0
      _diverst_at "$at"
    else
      given+=1
    fi
  done
  if [[ -z $option && -z $ended && \${words[CURRENT]} == --*=* ]]; then
    option=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  if [[ -n $ended ]]; then
    [[ -n $runs ]] || return 1
    if (( rest == 0 )); then _command_names -e; else _files; fi
  elif [[ -n $option ]]; then
    _diverst_value "$at" "$option"
    case "$value" in
    file) _files ;;
    words) compadd -a choices ;;
${kinds.map(namesCase).join('\n')}
    *) return 1 ;;
    esac
  elif [[ \${words[CURRENT]} == -* ]]; then
    flags+=("\${globals[@]}")
    _describe -o option flags
  elif (( \${#subcommands} )); then
    _describe -t commands command subcommands
  elif (( given == 0 )); then
    _diverst_at "$at"
    case "$argument" in
${kinds.map(namesCase).join('\n')}
    words) compadd -a choices ;;
    *) return 1 ;;
    esac
  else
    return 1
  fi
}

if [[ \${funcstack[1]} == _diverst ]]; then
  _diverst "$@"
elif (( \${+functions[compdef]} )); then
  compdef _diverst diverst
else
  # compinit defines compdef. A startup file can call it after it reads this script, but always before the first prompt.
  _diverst_register() {
    (( \${+functions[compdef]} )) || return 0
    compdef _diverst diverst
    add-zsh-hook -d precmd _diverst_register
    unfunction _diverst_register
  }
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd _diverst_register
fi
`;
}

function namesCase(noun: AccountNoun): string {
  return `    ${noun})
      ${noun}s=(\${(f)"$(${namesCommand(noun)})"})
      compadd -a ${noun}s
      ;;`;
}

function commandCase({ path, commands, options, argument, runsCommand }: CommandWords): string {
  const sets = [
    `names=(${commands.map(({ name }) => name).join(' ')})`,
    ...(commands.length > 0
      ? [`subcommands=(${commands.map(({ name, summary }) => entry(name, summary)).join(' ')})`]
      : []),
    `argument=${argument.kind}`,
    ...(argument.kind === 'words' ? [`choices=(${argument.words.map(shellQuoted).join(' ')})`] : []),
    ...(runsCommand ? ['runs=1'] : []),
  ];
  const own = path === '' ? [] : options.flatMap(described);
  const list = own.length === 0 ? '' : `\n    flags=(\n${own.join('\n')}\n    )`;
  return `  ${shellQuoted(path)})\n    ${sets.join(' ')}${list}\n    ;;`;
}

function described({ names, description }: OptionWords): readonly string[] {
  return names.map((name) => `      ${entry(name, description)}`);
}

/** A word and what it means, parted by a colon. */
function entry(name: string, text: string): string {
  return shellQuoted(`${name.replaceAll(':', '\\:')}:${text}`);
}
