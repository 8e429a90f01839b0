import type { AccountNoun } from '../../model/account-kind.ts';
import { shellQuoted } from '../../model/shell-word.ts';
import { allCommands, type CommandWords, namedKinds, namesCommand } from './command-words.ts';
import { valueFunction } from './value-function.ts';

/**
 * A completion function for bash 3.2 and newer, which needs nothing else to be installed. Names of accounts are compared
 * as text: `compgen -W` would expand them.
 * https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
 */
export function bashCompletion(program: CommandWords): string {
  const commands = allCommands(program);
  return `# bash completion for diverst. In ~/.bashrc: eval "$(diverst completion bash)"

# Sets what the command at a path takes.
_diverst_at() {
  commands='' options='' argument='' words='' runs=''
  case "$1" in
${commands.map(commandCase).join('\n')}
  *) return 1 ;;
  esac
}

${valueFunction(program, "words=''", (words) => `words=${shellQuoted(words.join(' '))}`)}

_diverst() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' option='' ended='' rest=0 given=0 i word name
  local commands options argument words runs value
  COMPREPLY=()
  # In --format=env the equals sign is a word of its own.
  [[ $cur == = ]] && cur=''
  _diverst_at "$path"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $ended ]]; then
      rest=$((rest + 1))
    elif [[ -n $option ]]; then
      [[ $word == = ]] || option=''
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -* ]]; then
      _diverst_value "$path" "$word"
      [[ $value == none ]] || option=$word
    elif [[ " $commands " == *" $word "* ]]; then
      path="$path $word"
      given=0
      _diverst_at "$path"
    else
      given=$((given + 1))
    fi
  done
  [[ -z $option ]] || _diverst_value "$path" "$option"
  if [[ -n $ended ]]; then
    [[ -n $runs ]] || return 0
    if ((rest == 0)); then
      while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -c -- "$cur")
    else
      _diverst_files
    fi
  elif [[ -n $option ]]; then
    case "$value" in
    file) _diverst_files ;;
    words) _diverst_words "$words" ;;
    *) _diverst_names "$value" ;;
    esac
  elif [[ $cur == -* ]]; then
    _diverst_words "$options ${program.options.flatMap(({ names }) => names).join(' ')}"
  elif [[ -n $commands ]]; then
    _diverst_words "$commands"
  elif ((given == 0)); then
    _diverst_at "$path"
    case "$argument" in
    words) _diverst_words "$words" ;;
    *) _diverst_names "$argument" ;;
    esac
  fi
  return 0
}

# The accounts of a kind, if it is one.
_diverst_names() {
  case "$1" in
${namedKinds(program).map(namesCase).join('\n')}
  esac
}

_diverst_words() {
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -W "$1" -- "$cur")
}

_diverst_files() {
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$cur")
  compopt -o filenames 2>/dev/null || true
}

complete -F _diverst diverst
`;
}

function namesCase(noun: AccountNoun): string {
  return `  ${noun})
    while IFS= read -r name; do
      [[ $name == "$cur"* && $name != *[!a-z0-9-]* ]] && COMPREPLY+=("$name")
    done < <(${namesCommand(noun)})
    ;;`;
}

function commandCase({ path, commands, options, argument, runsCommand }: CommandWords): string {
  const sets = [
    `commands=${shellQuoted(commands.map(({ name }) => name).join(' '))}`,
    `options=${shellQuoted(path === '' ? '' : options.flatMap(({ names }) => names).join(' '))}`,
    `argument=${argument.kind}`,
    ...(argument.kind === 'words' ? [`words=${shellQuoted(argument.words.join(' '))}`] : []),
    ...(runsCommand ? ['runs=1'] : []),
  ];
  return `  ${shellQuoted(path)}) ${sets.join(' ')} ;;`;
}
