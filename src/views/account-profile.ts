import { escapeName, escapeText } from './escape.ts';
import type { Paint } from './paint.ts';

/** What `client profile` or `env profile` printed, wrote or removed. */
export interface ProfileFacts {
  /** The AWS configuration file; null where the profiles were only printed. */
  readonly file: string | null;
  readonly changed: boolean;
  readonly profiles: readonly {
    readonly name: string;
    readonly accountId: string;
    readonly roleArn: string;
    readonly credentialProcess: string;
    readonly region: string | null;
  }[];
  readonly removed: readonly string[];
  /** Whether they are of the embedded sandbox. */
  readonly sandbox: boolean;
}

/** The stable object of `--json`. */
export function profileJson({ file, changed, profiles, removed, sandbox }: ProfileFacts): string {
  return `${JSON.stringify({
    file,
    changed,
    profiles: profiles.map(({ name, accountId, roleArn, credentialProcess, region }) => ({
      name,
      accountId,
      roleArn,
      credentialProcess,
      region,
    })),
    removed,
    sandbox,
  })}\n`;
}

/**
 * @param text the profiles as they stand in the file
 * @param next the command that uses one
 */
export function profileView(
  { file, changed, profiles, removed }: ProfileFacts,
  text: string,
  next: string | null,
  paint: Paint,
): string {
  const lines: string[] = [];
  const place = escapeName(file ?? '');
  const names = (list: readonly string[]) =>
    `${list.length === 1 ? 'profile' : 'profiles'} ${list.join(', ')}`;
  if (removed.length > 0) lines.push(`${paint.good('✓')} removed ${names(removed)} from ${place}`);
  else if (profiles.length === 0) lines.push(`${paint.dim('=')} nothing to remove from ${place}`);
  if (profiles.length > 0) {
    const written = names(profiles.map(({ name }) => name));
    lines.push(
      changed
        ? `${paint.good('✓')} wrote ${written} to ${place}`
        : `${paint.dim('=')} ${written} ${profiles.length === 1 ? 'is' : 'are'} in ${place} already`,
    );
    lines.push('', escapeText(text.trimEnd()));
  }
  if (next !== null) lines.push('', `${paint.dim('next')}  ${escapeName(next)}`);
  return `${lines.join('\n')}\n`;
}
