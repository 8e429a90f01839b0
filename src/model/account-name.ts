import { byText } from './by-text.ts';

/** The longest name that a client or an environment can have, in characters. */
export const NAME_MAX = 31;

/** The rule as a sentence. @param subject whose name it is, e.g. `a client` */
export function nameRule(subject: string): string {
  return `${subject} name has 3 to 31 characters: a–z, 0–9 and single hyphens, starting with a letter, ending with a letter or digit`;
}

/** The whole rule. */
export const NAME_PATTERN = /^(?!.*--)[a-z][a-z0-9-]{1,29}[a-z0-9]$/;

export type NameCheck =
  | { readonly ok: true; readonly name: string }
  | {
      readonly ok: false;
      /** A valid name that is near to what was given. */
      readonly suggestion?: string;
    };

/**
 * Checks a name by which a client or an environment is to be known. It becomes an account name, a part of a role name
 * and of an e-mail address, so the rule is narrower than each of theirs. Never throws.
 */
export function checkName(text: string): NameCheck {
  if (isName(text)) return { ok: true, name: text };
  const suggestion = suggest(text);
  return suggestion === undefined ? { ok: false } : { ok: false, suggestion };
}

export function isName(text: string): boolean {
  return NAME_PATTERN.test(text);
}

/** Letters that Unicode does not take apart into a base letter and a mark. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Longer texts are no slip of the pen; cutting the work short also bounds its time. */
const LONGEST_TO_SUGGEST_FOR = 200;

function suggest(text: string): string | undefined {
  if (text.length > LONGEST_TO_SUGGEST_FOR) return undefined;
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}|['’`]/gu, '')
    .replace(/[ßæœøłđðþı]/g, (letter) => FOLDED[letter] ?? letter);
  const name = plain.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '');
  // A name of which most had to be thrown away (another script, digits only) is not near to what was meant.
  const meant = plain.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const kept = name.replaceAll('-', '').length;
  if (kept * 2 < meant) return undefined;
  const candidate = shorten(name);
  return isName(candidate) ? candidate : undefined;
}

/** Cuts at the end of a word where that keeps at least half of what fits. */
function shorten(name: string): string {
  if (name.length <= NAME_MAX) return name;
  const wordEnd = name.lastIndexOf('-', NAME_MAX);
  return name.slice(0, wordEnd * 2 >= NAME_MAX ? wordEnd : NAME_MAX).replace(/-+$/, '');
}

/**
 * The names that `text` was probably meant to be, nearest first and alphabetical where equally near: those within a
 * third of the length in edits (insert, delete, replace, swap of neighbours), case aside, and those that begin with
 * `text`.
 *
 * @param most how many at most
 */
export function nearestNames(text: string, names: readonly string[], most = 3): readonly string[] {
  const wanted = text.toLowerCase();
  const near: { name: string; distance: number }[] = [];
  for (const name of new Set(names)) {
    const known = name.toLowerCase();
    const allowed = Math.max(1, Math.floor(Math.min(wanted.length, known.length) / 3));
    const completes = wanted.length >= 2 && known !== wanted && known.startsWith(wanted);
    if (Math.abs(wanted.length - known.length) > allowed && !completes) continue;
    const distance = completes ? 1 : editDistance(wanted, known);
    if (completes || distance <= allowed) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || byText(a.name, b.name));
  return near.slice(0, most).map(({ name }) => name);
}

/** Optimal string alignment distance: the fewest edits where no part is edited twice. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
