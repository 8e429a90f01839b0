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
  /** @param origin `elsewhere` for texts of Ops, the management account and the organization: any further account ID, and
   * any name of a role like a client's, counts as another's there, because policies outlive accounts */
  namesOther(text: string, origin: TextOrigin): boolean;
  /** The text; null if it names another account. */
  told(text: string, origin: TextOrigin): string | null;
}

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
  const namesOther = (text: string, origin: TextOrigin): boolean => {
    const rest = text.replace(own, ' ');
    if (parts.test(rest) || words.test(rest)) return true;
    return origin === 'elsewhere' && (/\d{12}/.test(rest) || roles.some((one) => one.test(rest)));
  };
  return { namesOther, told: (text, origin) => (namesOther(text, origin) ? null : text) };
}

/** What the page tells anyway: the account's own names, and those that every client has in common. */
function ownWords(owned: OwnedAccount, context: DiffContext): RegExp {
  const { structure, snapshot, ops, management } = context;
  const { kind, account, name, roleName } = owned;
  const ci = kind.ci.flatMap(({ role, subject }) => [filled(role, owned), filled(subject, owned)]);
  const common = [
    structure.accessRole,
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
    ...(iamOf(account)?.roles ?? []).map(({ arn }) => arn).filter((arn) => arn.includes(roleName)),
    ...common,
  ];
  // Not within a longer name: `acme` is not what `acme-labs` is about.
  const { source } = pattern(words, '(?<![\\w+=,.@-])', '(?![\\w+=,@-]|\\.\\w)');
  return new RegExp(source, 'giu');
}

/** Names of roles by the templates, of clients and environments that are there, and of those that are gone. */
function rolePatterns(owned: OwnedAccount, { structure }: DiffContext): readonly RegExp[] {
  return accountKinds(structure).flatMap((kind) =>
    [roleTemplate(kind).template, ...kind.ci.map(({ role }) => role)].flatMap((template) => {
      const [before = '', ...rest] = template.split(kind.placeholder);
      const after = rest.at(-1) ?? '';
      // A template that is nothing but the name would find every word.
      if (`${before}${after}`.length < 3 || template === owned.roleName) return [];
      return [new RegExp(`${escaped(before)}[a-z0-9-]+${escaped(after)}`, 'iu')];
    }),
  );
}

/** Any of the texts, whatever its case, the longest first. */
function pattern(texts: readonly string[], before = '', after = ''): RegExp {
  const wanted = [...new Set(texts)].filter((text) => text !== '').sort((a, b) => b.length - a.length);
  // Nothing to be found is found nowhere.
  if (wanted.length === 0) return /(?!)/u;
  return new RegExp(`${before}(?:${wanted.map(escaped).join('|')})${after}`, 'iu');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
