import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import { byText } from '../../model/by-text.ts';
import { Failure } from '../../model/failure.ts';
import { type GrantedAccount, type GrantedAccounts, grantOf } from '../../model/granted-accounts.ts';
import { fits, type LabelWish, labelsOf, labelText, readLabelWish, wishText } from '../../model/labels.ts';
import type { Structure } from '../../model/structure.ts';
import { nothingGranted, unknownAccount } from '../../operations/account/unknown-account.ts';

/** Which accounts of a kind a command is for, where it can be for several. */
export interface AccountChoice {
  /** Valid ones; empty for all that are granted. */
  readonly names: readonly string[];
  /** Of these, those that have every one of the labels. */
  readonly labels: readonly LabelWish[];
}

/**
 * The labels of `--label`, which may be given several times.
 * @throws Failure of kind `usage`
 */
export function validLabels(given: readonly string[]): readonly LabelWish[] {
  return given.map((text) => {
    const wish = readLabelWish(text);
    if (wish !== null) return wish;
    throw new Failure('usage', {
      what: `--label ${JSON.stringify(text)} is not a label`,
      fix: ['write a key and a value, such as --label tier=gold, or only a key, such as --label tier'],
    });
  });
}

/** Each word a name, or several with commas between them, which no name has; each name once. */
export function namesIn(words: readonly string[] = []): readonly string[] {
  return [...new Set(words.flatMap((word) => word.split(',')))];
}

/**
 * The accounts that are chosen among those that are granted, by name, each once.
 * @throws Failure where one that is named is not granted, or nothing is chosen
 */
export function chosenAccounts(
  noun: AccountNoun,
  { names, labels }: AccountChoice,
  granted: GrantedAccounts,
  structure: Structure,
): readonly GrantedAccount[] {
  const { kinds } = structure;
  const all = granted.accounts.filter((one) => one.noun === noun);
  const wanted = names.length === 0 ? all.map(({ name }) => name) : names;
  const found = [...new Set(wanted)].sort(byText).map((name) => {
    const account = grantOf({ noun, name }, granted);
    if (account === null) throw unknownAccount({ kind: kinds[noun], name }, granted, structure);
    return account;
  });
  if (found.length === 0) {
    throw nothingGranted(kinds[noun], granted, structure);
  }
  const chosen = found.filter((account) => fits(labelsOf(kinds[noun].labels, account.name), labels));
  if (chosen.length === 0) throw nothingLabelled(noun, found, labels, structure);
  return chosen;
}

/** None of them has the labels: says which labels there are. */
function nothingLabelled(
  noun: AccountNoun,
  among: readonly GrantedAccount[],
  labels: readonly LabelWish[],
  { kinds }: Structure,
): Failure {
  const there = [
    ...new Set(
      among
        .map((account) => labelText(labelsOf(kinds[noun].labels, account.name)))
        .filter((text) => text !== ''),
    ),
  ];
  const asked = labels.map(wishText).join(' ');
  return new Failure('failed', {
    what: `none of the ${among.length} ${noun}s has the label ${asked}`,
    why:
      there.length === 0
        ? `${noun}.labels in the configuration has no label for any of them.`
        : `${noun}.labels in the configuration has these labels: ${there.slice(0, 10).join('; ')}${there.length > 10 ? '; …' : ''}.`,
    fix: ['check the spelling', `see the labels: diverst ${accountWords[noun].command} list`],
  });
}
