import { shellQuoted } from '../../model/shell-word.ts';
import { allCommands, type CommandWords, type OptionWords } from './command-words.ts';

/**
 * The function `_diverst_value`, which bash and zsh share: it sets what follows an option of the command at a path.
 * @param none sets that there are no words to choose from
 * @param assign sets the words
 */
export function valueFunction(
  program: CommandWords,
  none: string,
  assign: (words: readonly string[]) => string,
): string {
  const cases = ({ path, options }: CommandWords) =>
    options.flatMap((option) => valueCase(option, path === '' ? '' : `${path} `, assign));
  const others = allCommands(program).filter((command) => command !== program);
  return `# Sets what follows an option of the command at a path.
_diverst_value() {
  value=none ${none}
  case "$2" in
${cases(program).join('\n')}
  esac
  [[ $value != none ]] && return
  case "$1 $2" in
${others.flatMap(cases).join('\n')}
  esac
}`;
}

function valueCase(
  { names, value }: OptionWords,
  before: string,
  assign: (words: readonly string[]) => string,
): readonly string[] {
  if (value.kind === 'none') return [];
  const words = value.kind === 'words' ? ` ${assign(value.words)}` : '';
  return [`  ${names.map((name) => shellQuoted(before + name)).join(' | ')}) value=${value.kind}${words} ;;`];
}
