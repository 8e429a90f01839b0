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
  /** @param origin `elsewhere` for texts of Ops, the management account and the organization: any further account ID, and
   * any name of a role like a client's, counts as another's there, because policies outlive accounts */
  namesOther(text: string, origin: TextOrigin): boolean;
  /** The text; null if it names another account. */
  told(text: string, origin: TextOrigin): string | null;
}

/** Stands for a text that names another account. */
export const leftOut = '(left out: it names another account)';

/** A shorter name is found as a word only: as a part of a word, it would be found everywhere. */
const shortest = 5;

export function discretionFor(owned: OwnedAccount, context: DiffContext): Discretion {
  const own = ownWords(owned, context);
  const others = context.snapshot.accounts.filter(
    (account) => account !== owned.account && account !== context.ops && account !== context.management,
  );
  const names = others.flatMap(({ id, name, email }) => [id, name, email.toLowerCase()]);
  const parts = pattern(names.filter((name) => name.length >= shortest));
  const words = pattern(
    names.filter((name) => name.length < shortest),
    '(?<![\\p{L}\\p{N}])',
    '(?![\\p{L}\\p{N}])',
  );
  const roles = rolePatterns(owned, context);
  const always = [parts, words];
  const ofElsewhere = [...always, /\d{12}/giu, ...roles];
  const namesOther = (text: string, origin: TextOrigin): boolean => {
    const composed = text.normalize('NFC');
    const ownSpans = [...composed.matchAll(own)].map(spanOf);
    return (origin === 'elsewhere' ? ofElsewhere : always).some((one) => isBeyond(ownSpans, one, composed));
  };
  const told = (text: string, origin: TextOrigin) => (namesOther(text, origin) ? null : text);
  return { namesOther, told, orLeftOut: (text, origin) => told(text, origin) ?? leftOut };
}

type Span = readonly [start: number, end: number];

function spanOf({ 0: found, index }: RegExpExecArray): Span {
  return [index, index + found.length];
}

/** Whether something is found that is not within what the page tells anyway: `acme` is, `acme labs` is not. */
function isBeyond(ownSpans: readonly Span[], wanted: RegExp, text: string): boolean {
  wanted.lastIndex = 0;
  for (let found = wanted.exec(text); found !== null; found = wanted.exec(text)) {
    const [start, end] = spanOf(found);
    if (!ownSpans.some(([from, to]) => from <= start && end <= to)) return true;
    // What begins within it is another find.
    wanted.lastIndex = start + String.fromCodePoint(text.codePointAt(start) ?? 0).length;
  }
  return false;
}

/** ARNs of policies that AWS has written, and named. */
const policyOfAws = 'arn:[a-z-]+:iam::aws:policy/[\\w+=,.@/-]+';

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
  // Not within a longer name: `acme` is not what `acme-labs` is about.
  const { source } = pattern(words, '(?<![\\w+=,.@-])', '(?![\\w+=,@-]|\\.\\w)');
  return new RegExp(`${policyOfAws}|${source}`, 'giu');
}

/** Names of roles by the templates, of clients and environments that are there, and of those that are gone. */
function rolePatterns(owned: OwnedAccount, { structure }: DiffContext): readonly RegExp[] {
  return accountKinds(structure).flatMap((kind) =>
    [roleTemplate(kind).template, ...kind.ci.map(({ role }) => role)].flatMap((template) => {
      const [before = '', ...rest] = template.split(kind.placeholder);
      const after = rest.at(-1) ?? '';
      // A template that is nothing but the name would find every word.
      if (`${before}${after}`.length < 3 || template === owned.roleName) return [];
      return [new RegExp(`${escaped(before)}[a-z0-9-]+${escaped(after)}`, 'giu')];
    }),
  );
}

/** Any of the texts, whatever its case, the longest first. */
function pattern(texts: readonly string[], before = '', after = ''): RegExp {
  const wanted = [...new Set(texts.map((text) => text.normalize('NFC')))]
    .filter((text) => text !== '')
    .sort((a, b) => b.length - a.length);
  // Nothing to be found is found nowhere.
  if (wanted.length === 0) return /(?!)/gu;
  return new RegExp(`${before}(?:${wanted.map(escaped).join('|')})${after}`, 'giu');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
