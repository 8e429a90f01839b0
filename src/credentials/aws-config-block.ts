import {
  type AccountNoun,
  type AccountRef,
  accountNouns,
  accountWords,
  nounOfCommand,
  refText,
} from '../model/account-kind.ts';
import {
  byteOrderMarkOf,
  isBlank,
  isComment,
  type Line,
  lineEndOf,
  linesOf,
  profileOf,
  sectionOf,
} from './aws-config-lines.ts';

/** A profile that gets its credentials from a command. */
export interface ProcessProfile {
  readonly name: string;
  readonly credentialProcess: string;
  readonly region: string | null;
  /** Where AWS is, when it is a served sandbox; null for AWS itself. */
  readonly endpointUrl?: string | null;
}

const begin = '# diverst: begin';
const end = '# diverst: end';
const noteOf = (noun: AccountNoun) =>
  `# Written by "diverst ${accountWords[noun].command} profile": changes between these lines are lost.`;
const notes: readonly string[] = accountNouns.map(noteOf);

/** The file cannot be changed without a doubt about what is whose. */
export class ConfigBlockError extends Error {
  override readonly name = 'ConfigBlockError';

  constructor(
    /** `taken`: a profile of that name is somebody else's; `other-kind`: it is of an account of another kind. */
    readonly kind: 'damaged' | 'taken' | 'other-kind',
    message: string,
    /** Line numbers, counted from 1. */
    readonly lines: readonly number[],
    /** The accounts of another kind whose profiles are in the way. */
    readonly others: readonly AccountRef[] = [],
  ) {
    super(message);
  }
}

/** A part of the block: what stands before the first section, or one section and what follows it. */
interface Part {
  /** Null before the first section, and for a section that is no profile. */
  readonly profile: string | null;
  /** Whose credentials the profile gets. */
  readonly noun: AccountNoun;
  readonly isSection: boolean;
  readonly text: string;
  /** Blank lines and comments after the section's last setting: those are not the section's. */
  readonly tail: string;
}

interface Block {
  readonly start: number;
  readonly end: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly lineEnd: string;
  readonly parts: readonly Part[];
}

/** A section as text, each line ended. */
export function profileText(profile: ProcessProfile, lineEnd = '\n'): string {
  const lines = [`[profile ${profile.name}]`, `credential_process = ${profile.credentialProcess}`];
  if (profile.region !== null) lines.push(`region = ${profile.region}`);
  if (profile.endpointUrl) lines.push(`endpoint_url = ${profile.endpointUrl}`);
  return lines.map((line) => line + lineEnd).join('');
}

/** The profiles of one kind of account in the block, in its order. */
export function profilesInBlock(text: string, noun: AccountNoun): readonly string[] {
  const parts = (readBlock(text)?.parts ?? []).filter((part) => part.noun === noun);
  return parts.flatMap(({ profile }) => profile ?? []);
}

/** Whose credentials a section gets. One that does not say it was changed by hand; 0.1.0 wrote those of clients only. */
function nounOfSection(text: string): AccountNoun {
  const [, command] =
    /^[ \t]*credential_process[ \t]*=.*[ \t]([a-z]+) assume [a-z0-9-]+ --format credential-process\b/m.exec(
      text,
    ) ?? [];
  return nounOfCommand(command) ?? 'client';
}

/**
 * The text with these profiles in its block, which is added at the end where there is none. All else stays as it is:
 * what is outside of the block, and the block's other profiles.
 *
 * A text whose last line is not ended gets a block whose last line is not ended either: from that `removeProfiles`
 * knows that the line end before the block is the block's.
 *
 * @throws ConfigBlockError
 */
export function writeProfiles(text: string, profiles: readonly ProcessProfile[]): string {
  const block = readBlock(text);
  refuseTaken(text, block, profiles);
  refuseOtherKind(block, profiles);
  const [first] = profiles;
  if (first === undefined) return text;
  const noun = nounOfSection(profileText(first));
  const lineEnd = block?.lineEnd ?? lineEndOf(text);
  let parts = block?.parts ?? [
    { profile: null, noun, isSection: false, text: '', tail: `${noteOf(noun)}${lineEnd}` } satisfies Part,
  ];
  for (const profile of profiles) parts = putProfile(parts, profile, lineEnd);
  if (block) return replaceBody(text, block, parts);
  const whole = `${begin}${lineEnd}${joined(parts)}${end}`;
  const isEnded = text === byteOrderMarkOf(text) || text.endsWith('\n');
  return isEnded ? `${text}${whole}${lineEnd}` : `${text}${lineEnd}${whole}`;
}

/**
 * The text without these profiles of the block, or without any of a kind; a block that holds nothing more goes too.
 * @throws ConfigBlockError for damaged markers
 */
export function removeProfiles(text: string, noun: AccountNoun, names: readonly string[] | 'all'): string {
  const block = readBlock(text);
  if (!block) return text;
  const goes = ({ profile, noun: whose }: Part) =>
    profile !== null && whose === noun && (names === 'all' || names.includes(profile));
  if (!block.parts.some(goes)) return text;
  const parts: Part[] = [];
  for (const [index, part] of block.parts.entries()) {
    if (!goes(part)) {
      parts.push(part);
      continue;
    }
    // Blank lines set sections apart, so they go with the section; a comment stays.
    if (part.tail.trim() !== '') parts.push({ ...part, profile: null, isSection: false, text: '' });
    const before = parts.at(-1);
    if (index === block.parts.length - 1 && before?.isSection) {
      parts[parts.length - 1] = { ...before, tail: before.tail.replace(/(?:[ \t]*\r?\n)+$/, '') };
    }
  }
  const rest = joined(parts);
  const isOver = rest.split('\n').every((line) => isBlank(line) || notes.includes(line.trim()));
  return isOver ? withoutBlock(text, block) : replaceBody(text, block, parts);
}

function withoutBlock(text: string, block: Block): string {
  const before = text.slice(0, block.start);
  const isUnended = block.end === text.length && !text.endsWith('\n');
  const own = isUnended && before.endsWith(block.lineEnd) ? block.lineEnd.length : 0;
  return before.slice(0, before.length - own) + text.slice(block.end);
}

function putProfile(parts: readonly Part[], profile: ProcessProfile, lineEnd: string): readonly Part[] {
  const text = profileText(profile, lineEnd);
  const at = parts.findIndex((part) => part.profile === profile.name);
  if (at !== -1) {
    return parts
      .filter((part, index) => index <= at || part.profile !== profile.name)
      .map((part, index) => (index === at ? { ...part, text } : part));
  }
  const last = parts.at(-1);
  const apart = last?.isSection && last.tail === '' ? [{ ...last, tail: lineEnd }] : last ? [last] : [];
  return [
    ...parts.slice(0, -1),
    ...apart,
    { profile: profile.name, noun: nounOfSection(text), isSection: true, text, tail: '' },
  ];
}

function replaceBody(text: string, block: Block, parts: readonly Part[]): string {
  return text.slice(0, block.bodyStart) + joined(parts) + text.slice(block.bodyEnd);
}

function joined(parts: readonly Part[]): string {
  return parts.map((part) => part.text + part.tail).join('');
}

/** A section of the same name twice is refused by botocore, and overrides in others. */
function refuseTaken(text: string, block: Block | null, profiles: readonly ProcessProfile[]): void {
  const wanted = new Set(profiles.map(({ name }) => name));
  const taken: { readonly name: string; readonly line: number }[] = [];
  for (const line of linesOf(text)) {
    if (block && line.start >= block.start && line.end <= block.end) continue;
    const name = profileOf(line.text);
    if (name !== null && wanted.has(name)) taken.push({ name, line: line.number });
  }
  if (taken.length === 0) return;
  throw new ConfigBlockError(
    'taken',
    taken.map(({ name, line }) => `[profile ${name}] in line ${line}`).join(', '),
    taken.map(({ line }) => line),
  );
}

/** The names of clients and environments do not meet: one of them is a mistake, and is not written over. */
function refuseOtherKind(block: Block | null, profiles: readonly ProcessProfile[]): void {
  const others = (block?.parts ?? []).flatMap(({ profile, noun }) => {
    const wanted = profiles.find(({ name }) => name === profile);
    if (wanted === undefined || nounOfSection(profileText(wanted)) === noun) return [];
    return { noun, name: wanted.name };
  });
  if (others.length === 0) return;
  const message = others.map((other) => `[profile ${other.name}] of ${refText(other)}`).join(', ');
  throw new ConfigBlockError('other-kind', message, [], others);
}

function readBlock(text: string): Block | null {
  const lines = linesOf(text);
  const markers = lines.flatMap((line) => {
    const kind = markerOf(line);
    return kind === null ? [] : [{ kind, line }];
  });
  const [first, second, ...more] = markers;
  if (first === undefined) return null;
  if (first.kind === 'end')
    throw damaged(`line ${first.line.number} ends a block that does not begin anywhere`, first);
  if (second === undefined)
    throw damaged(`the block that begins in line ${first.line.number} has no end`, first);
  if (second.kind === 'begin') {
    throw damaged(
      `line ${second.line.number} begins a block inside the block of line ${first.line.number}`,
      second,
    );
  }
  const [third] = more;
  if (third) throw damaged(`line ${third.line.number} is an extra marker`, third);
  const within = lines.filter(({ start }) => start >= first.line.end && start < second.line.start);
  return {
    start: first.line.start,
    end: second.line.end,
    bodyStart: first.line.end,
    bodyEnd: second.line.start,
    lineEnd: lineEndOf(text.slice(first.line.start)),
    parts: partsOf(text, within),
  };
}

function damaged(problem: string, { line }: { readonly line: Line }): ConfigBlockError {
  return new ConfigBlockError('damaged', problem, [line.number]);
}

/** @throws ConfigBlockError for a line that was a marker and was changed */
function markerOf(line: Line): 'begin' | 'end' | null {
  const text = line.text.trim();
  if (text === begin) return 'begin';
  if (text === end) return 'end';
  if (/^[#;]\s*diverst\s*:\s*(begin|end)/i.test(text)) {
    throw damaged(`line ${line.number} resembles a marker, but is not a marker`, { line });
  }
  return null;
}

function partsOf(text: string, lines: readonly Line[]): readonly Part[] {
  const groups: Line[][] = [[]];
  for (const line of lines) {
    if (sectionOf(line.text) !== null) groups.push([line]);
    else groups.at(-1)?.push(line);
  }
  return groups.flatMap((group, index) => {
    const [first] = group;
    const last = group.at(-1);
    if (first === undefined || last === undefined) return [];
    const settings = group.findLast((line) => !isBlank(line.text) && !isComment(line.text));
    const cut = settings?.end ?? first.start;
    const own = text.slice(first.start, cut);
    return {
      profile: index === 0 ? null : profileOf(first.text),
      noun: nounOfSection(own),
      isSection: index > 0,
      text: own,
      tail: text.slice(cut, last.end),
    };
  });
}
