import { filled, roleTemplate } from '../model/account-kind.ts';
import { accountKinds } from '../model/structure.ts';
import { type DiffContext, iamOf, type OwnedAccount } from '../plan/diff/context.ts';
import { ownedRoleArn } from '../plan/diff/grants.ts';
import { inlineGrantName } from '../plan/grant-slot.ts';

/** Where a text was found: what is in the account itself is the client's own to know. */
export type TextOrigin = 'account' | 'elsewhere';

/**
 * Keeps from a page about one account what it would tell of the others. A text that names another account, by name, ID,
 * email address or role, is left out as a whole: what stands around a name often says as much.
 */
export interface Discretion {
  /** The text, or what stands in its place if it names another account. */
  orLeftOut(text: string, origin: TextOrigin): string;
  /**
   * @param origin `elsewhere` for texts of Ops, the management account and the organization. There each further account
   * ID counts as another's, and each name of a role like a client's: policies outlive accounts.
   */
  namesOther(text: string, origin: TextOrigin): boolean;
  /** The text; null if it names another account. */
  told(text: string, origin: TextOrigin): string | null;
}

/** Stands for a text that names another account. */
export const leftOut = '(left out, because the text names another account)';

/** A shorter name is found as a word only: as a part of a word, it would be found everywhere. */
const shortest = 5;

export function discretionFor(owned: OwnedAccount, context: DiffContext): Discretion {
  const own = ownWords(owned, context);
  const others = context.snapshot.accounts.filter(
    (account) => account !== owned.account && account !== context.ops && account !== context.management,
  );
  const names = [...new Set(others.flatMap(({ id, name, email }) => [id, name, email].map(folded)))].filter(
    (name) => name !== '',
  );
  const ofElsewhere = [/\d{12}/gu, ...rolePatterns(owned, context)];
  const namesOther = (text: string, origin: TextOrigin): boolean => {
    const searched = folded(text);
    let ownSpans: readonly Span[] | null = null;
    const isOwn = ([start, end]: Span) => {
      ownSpans ??= [...searched.matchAll(own)].map(spanOf);
      return ownSpans.some(([from, to]) => from <= start && end <= to);
    };
    return (
      names.some((name) => hasOther(occurrences(searched, name), isOwn)) ||
      (origin === 'elsewhere' && ofElsewhere.some((one) => hasOther(matches(searched, one), isOwn)))
    );
  };
  const told = (text: string, origin: TextOrigin) => (namesOther(text, origin) ? null : text);
  return { namesOther, told, orLeftOut: (text, origin) => told(text, origin) ?? leftOut };
}

type Span = readonly [start: number, end: number];

/** Written in another way, by case, composition or width, it is the same name to a person. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function spanOf({ 0: found, index }: RegExpExecArray): Span {
  return [index, index + found.length];
}

/** Whether something is found that is not within what the page tells anyway: `acme` is, `acme labs` is not. */
function hasOther(found: Iterable<Span>, isOwn: (span: Span) => boolean): boolean {
  for (const span of found) if (!isOwn(span)) return true;
  return false;
}

/** Where a name stands. Of thousands of names, looking for each is much faster than one pattern of all. */
function* occurrences(text: string, name: string): Generator<Span> {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (name.length >= shortest || isWord(text, at, end)) yield [at, end];
  }
}

const letter = /[\p{L}\p{N}]/u;

function isWord(text: string, start: number, end: number): boolean {
  const before = [...text.slice(Math.max(0, start - 2), start)].at(-1) ?? '';
  const after = String.fromCodePoint(text.codePointAt(end) ?? 0);
  return !letter.test(before) && !letter.test(after);
}

/** Where a pattern fits, also from within what fits already. */
function* matches(text: string, wanted: RegExp): Generator<Span> {
  wanted.lastIndex = 0;
  for (let found = wanted.exec(text); found !== null; found = wanted.exec(text)) {
    const { index } = found;
    yield spanOf(found);
    wanted.lastIndex = index + String.fromCodePoint(text.codePointAt(index) ?? 0).length;
  }
}

/** ARNs of policies that AWS has written, and named. */
const policyOfAws = 'arn:[a-z-]+:iam::aws:policy/[\\w/-]+';

/** What the page tells anyway: the account's own names, and those that every client has in common. */
function ownWords(owned: OwnedAccount, context: DiffContext): RegExp {
  const { structure, snapshot, ops, management } = context;
  const { kind, account, name, roleName } = owned;
  const ci = kind.ci.flatMap(({ role, subject }) => [filled(role, owned), filled(subject, owned)]);
  const common = [
    structure.accessRole,
    ...kind.role.managedPolicies,
    structure.groups.admin,
    kind.group,
    structure.people?.group ?? '',
    structure.opsAccount,
    snapshot.id,
    ...Object.values(structure.units),
    ...[ops, management].flatMap((one) => (one === null ? [] : [one.id, one.name, one.email])),
  ];
  const words = [
    name,
    account.id,
    account.email,
    roleName,
    ownedRoleArn(owned, context),
    inlineGrantName(roleName),
    ...ci,
    ...(iamOf(account)?.roles ?? []).map(({ arn }) => arn).filter((arn) => arn.endsWith(`/${roleName}`)),
    ...common,
  ];
  const alternatives = [...new Set(words.map(folded))]
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length)
    .map(escaped);
  // Not within a longer name: `acme` is not what `acme-labs` is about.
  const anyOfThem = `(?<![\\w+=,.@-])(?:${alternatives.join('|')})(?![\\w+=,@-]|\\.\\w)`;
  return new RegExp(`${policyOfAws}|${anyOfThem}`, 'giu');
}

/** Names of roles by the templates, of clients and environments that are there, and of those that are gone. */
function rolePatterns(owned: OwnedAccount, { structure }: DiffContext): readonly RegExp[] {
  return accountKinds(structure).flatMap((kind) =>
    [roleTemplate(kind).template, ...kind.ci.map(({ role }) => role)].flatMap((template) => {
      const [before = '', ...rest] = template.split(kind.placeholder);
      const after = rest.at(-1) ?? '';
      // A template that is nothing but the name would find every word.
      if (`${before}${after}`.length < 3 || template === owned.roleName) return [];
      return [new RegExp(`${escaped(before)}[a-z0-9-]{1,64}${escaped(after)}`, 'giu')];
    }),
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
