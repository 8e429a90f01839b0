import { evaluated, exported, intoFile } from '../credentials/shells.ts';
import type { Example } from '../views/help-page.ts';

/**
 * The examples of a help in the words of the system. On Windows, a line that a shell evaluates is shown for PowerShell,
 * and for cmd if it was for a POSIX shell by name; one for the start file of a shell is the same on each system.
 * @param platform as `process.platform` names it
 */
export function systemExamples(
  examples: readonly Example[],
  platform: NodeJS.Platform = process.platform,
): readonly Example[] {
  return platform === 'win32' ? examples.flatMap(onWindows) : examples;
}

function onWindows(example: Example): readonly Example[] {
  const [line, purpose] = example;
  if (/\bdiverst (completion|shell-init) /.test(line)) return [example];
  if (line.endsWith(' | source')) return [];
  const [, command] = /^eval "\$\((.*)\)"$/.exec(line) ?? [];
  if (command !== undefined) {
    const inPowershell = evaluated(command, 'powershell');
    if (purpose !== 'in bash and zsh') return [withPurpose(inPowershell, purpose)];
    return [
      [inPowershell, 'in PowerShell'],
      [evaluated(command, 'cmd'), 'in cmd'],
    ];
  }
  const [, name, value] = /^export (\w+)=(\S+)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined)
    return [withPurpose(exported(name, value, 'powershell'), purpose)];
  // With `>`, the PowerShell that comes with Windows writes UTF-16, which few programs read.
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding
  const [, printing, file] = /^(diverst (?:(?! -- ).)*) > (\S+)$/.exec(line.replace(/ >(?=\S)/, ' > ')) ?? [];
  if (printing !== undefined && file !== undefined) {
    if (printing.includes(' terraform ')) return [withText(`${printing} --output ${file}`, purpose)];
    // A byte order mark, which utf8 begins with, is no part of a token.
    const isToken = printing.includes(' token ');
    const inFile = isToken
      ? intoFile(printing, file, 'powershell')
      : `${printing} | Out-File -Encoding utf8 ${file}`;
    return [withPurpose(inFile, purpose)];
  }
  // Windows PowerShell has no `&&`.
  const [first = '', second] = line.split(' && ');
  if (second !== undefined)
    return [...onWindows([first]), ...onWindows(purpose === undefined ? [second] : [second, purpose])];
  const own = line
    .replace(/ -- sh -c '(.*)'$/, ' -- cmd /c "$1"')
    .replace(/ \.\/(\w+)\.sh\b/, ' .\\$1.cmd')
    .replace(/ \/tmp\//, ' ')
    .replace(/ '([^'"]*)'/, ' "$1"');
  return [withText(own, purpose)];
}

function withText(line: string, purpose: string | undefined): Example {
  return purpose === undefined ? [line] : [line, purpose];
}

function withPurpose(line: string, purpose: string | undefined): Example {
  return [line, purpose === undefined ? 'in PowerShell' : `${purpose}, in PowerShell`];
}
