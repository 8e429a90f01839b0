import { evaluated, exported, forgotten, type ShellName } from '../credentials/shells.ts';
import { fixOf } from '../model/fix.ts';
import { commandForCmd, shellWord } from '../model/shell-word.ts';
import type { Globals } from './globals.ts';

/** Where a fix is going to be typed. */
export interface FixPlace {
  readonly globals: Globals;
  /** The shell that runs; asked only for a line that each shell writes in its own way. */
  shell(): ShellName | null;
}

/**
 * A fix whose diverst command works where this run worked: in the same sandbox, with the same configuration and
 * region, and in the same shell. The profile is not among them: a fix may be for another person. What an admin is asked
 * to run is for another person, who keeps the configuration elsewhere; a sandbox has no other admin than its user.
 * @param platform as `process.platform` names it
 */
export function completeFix(
  fix: string,
  { globals, shell }: FixPlace,
  platform: NodeJS.Platform = process.platform,
): string {
  const { run } = fixOf(fix);
  if (run === null) return fix;
  const say = fix.slice(0, fix.length - run.length);
  const [, names] = /^unset ([A-Z_ ]+)$/.exec(run) ?? [];
  if (names !== undefined) return say + forgotten(names.split(' '), shell());
  const [, name, value] = /^export ([A-Z_]+)=(\S+)$/.exec(run) ?? [];
  if (name !== undefined && value !== undefined) return say + exported(name, value, shell());
  const [, command] = /^eval "\$\((diverst .*)\)"$/s.exec(run) ?? [];
  if (command !== undefined) return say + evaluated(withGlobals(command, globals), shell());
  const line = withGlobals(fix, globals).slice(say.length);
  const isForCmd = platform === 'win32' && line.includes("'") && shell() === 'cmd';
  return say + (isForCmd ? commandForCmd(line) : line);
}

function withGlobals(fix: string, { sandbox, sandboxState, config, region }: Globals): string {
  const { say, run } = fixOf(fix);
  const found = run === null ? null : /^(.*?\bdiverst)( (?!help\b).*)$/s.exec(run);
  if (run === null || found === null || / --help$| leave\b/.test(run)) return fix;
  const [, program = '', rest = ''] = found;
  const words: string[] = [];
  const add = (flag: string, value: string | undefined) => {
    if (value !== undefined && !rest.includes(flag)) words.push(flag, shellWord(value));
  };
  add('--sandbox-state', sandboxState);
  if (sandbox && sandboxState === undefined && !rest.includes('--sandbox')) words.push('--sandbox');
  if (!/\bask an admin/.test(say)) add('--config', config);
  add('--region', region);
  return fix.slice(0, fix.length - run.length) + [program, ...words].join(' ') + rest;
}
