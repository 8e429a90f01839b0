import { type AccountNoun, accountNouns } from '../../model/account-kind.ts';
import { allCommands, type CommandWords, namesCommand, type OptionWords } from './command-words.ts';

/**
 * Completions for fish: in `~/.config/fish/completions/diverst.fish`, or read by `source`.
 * https://fishshell.com/docs/current/cmds/complete.html
 */
export function fishCompletion(program: CommandWords): string {
  const commands = allCommands(program);
  const below = commands.filter((command) => command !== program);
  return `# fish completion for diverst. In config.fish: diverst completion fish | source

# Whether the words before the cursor lead to the command at a path, with this many arguments where a number is given.
function __diverst_at
  set -l path ''
  set -l given 0
  set -l skip 0
  set -l tokens (commandline -opc)
  for word in $tokens[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case '--'
        return 1
      case '-*'
        __diverst_takes_value $path $word
        and set skip 1
        continue
    end
    if __diverst_is_command "$path $word"
      set path "$path $word"
      set given 0
    else
      set given (math $given + 1)
    end
  end
  test "$path" = "$argv[1]"
  or return 1
  test (count $argv) -lt 2
  or test $given = $argv[2]
end

function __diverst_is_command
  contains -- $argv[1] ${below.map(({ path }) => fishWord(path)).join(' ')}
end

function __diverst_takes_value
  contains -- $argv[2] ${valued(program).map(fishWord).join(' ')}
  or contains -- "$argv[1] $argv[2]" ${below
    .flatMap((command) => valued(command).map((name) => fishWord(`${command.path} ${name}`)))
    .join(' ')}
end

# Whether the cursor is in the command that diverst will run.
function __diverst_after_dashes
  contains -- -- (commandline -opc)
end

complete -c diverst -e
complete -c diverst -f
complete -c diverst -n __diverst_after_dashes -F
${program.options.map((option) => optionLine(option, null)).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines(command: CommandWords): readonly string[] {
  const { path, commands, options, argument } = command;
  const at = `__diverst_at ${fishWord(path)}`;
  const first = `complete -c diverst -n ${fishWord(`${at} 0`)} -f -a`;
  return [
    ...commands.map(({ name, summary }) => `${first} ${fishWord(name)} -d ${fishWord(summary)}`),
    ...(path === '' ? [] : options.map((option) => optionLine(option, at))),
    ...accountNouns
      .filter((noun) => noun === argument.kind)
      .map((noun) => `${first} '(${namesCommand(noun)})' -d ${noun}`),
    ...(argument.kind === 'words' ? [`${first} ${fishWord(argument.words.join(' '))}`] : []),
  ];
}

function optionLine({ names, description, value }: OptionWords, condition: string | null): string {
  const words = ['complete -c diverst'];
  if (condition !== null) words.push(`-n ${fishWord(condition)}`);
  for (const name of names) {
    words.push(name.startsWith('--') ? `-l ${fishWord(name.slice(2))}` : `-s ${fishWord(name.slice(1))}`);
  }
  if (value.kind === 'words') words.push(`-x -a ${fishWord(value.words.join(' '))}`);
  else if (value.kind === 'file') words.push('-r -F');
  else if (isAccountKind(value.kind)) words.push(`-x -a '(${namesCommand(value.kind)})'`);
  else if (value.kind === 'text') words.push('-x');
  words.push(`-d ${fishWord(description)}`);
  return words.join(' ');
}

function isAccountKind(kind: string): kind is AccountNoun {
  return accountNouns.some((noun) => noun === kind);
}

function valued({ options }: CommandWords): readonly string[] {
  return options.filter(({ value }) => value.kind !== 'none').flatMap(({ names }) => names);
}

/** Within single quotes a backslash and a quote are escaped. */
function fishWord(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
