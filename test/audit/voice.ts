import type { Check } from '../../src/audit/catalog.ts';
import type { Finding } from '../../src/audit/finding.ts';
import { fixOf } from '../../src/model/fix.ts';

/** Verbs that titles of findings have, in the forms that say something of somebody. */
const finiteVerb = new RegExp(
  `\\b(?:${[
    ...['is', 'are', 'was', 'has', 'have', 'does', 'do', 'can', 'cannot', 'could', 'must', 'uses', 'exists'],
    ...['gives?', 'trusts?', 'allows?', 'names?', 'lacks?', 'matches', 'denies', 'deny', 'ends?', 'removes'],
    ...['administers?', 'expired'],
  ].join('|')})\\b`,
);

/** Verbs that an instruction begins with. */
const instructions = new Set([
  ...['add', 'allow', 'ask', 'attach', 'change', 'check', 'choose', 'contact', 'correct', 'create'],
  ...['decide', 'delete', 'deny', 'deregister', 'detach', 'do', 'enable', 'end', 'enforce', 'find', 'fix'],
  ...[
    'give',
    'ignore',
    'let',
    'move',
    'name',
    'note',
    'open',
    'plan',
    'read',
    'record',
    'register',
    'remove',
  ],
  ...['rename', 'request', 'run', 'save', 'see', 'set', 'shorten', 'sign', 'start', 'stop', 'switch', 'use'],
  'wait',
]);

/** What stands for something else in a command, which nobody can paste. */
const placeholder =
  /\b(?:ACCOUNT|ADDRESS|ARN|DATE|DAY|EMAIL|FILE|GROUP|ID|IDS|KEY|NAME|PATH|REGION|ROLE|USER)\b|…|\.\.\.|<[a-z]/;

/** What is wrong with the texts of a finding, by CONTRIBUTING.md, Voice; nothing if they are right. */
export function faultsOf({ id, message, fix }: Pick<Finding, 'id' | 'message' | 'fix'>): readonly string[] {
  return [
    ...titleFaults(message, id),
    ...fix.flatMap((line) => (beginsWithVerb(line) ? [] : [`a fix without a verb first: ${line}`])),
    ...fix.flatMap((line) =>
      placeholder.test(unquoted(fixOf(line).run ?? '')) ? [`a command that cannot be pasted: ${line}`] : [],
    ),
  ].map((fault) => `${id}: ${fault}`);
}

export function checkFaults({ title, holds, why, fix }: Check): readonly string[] {
  return [
    ...titleFaults(title),
    ...(/^(?:[a-z]|(?:CI|FullAWSAccess|IAM|OIDC|OU|Ops) )/.test(title)
      ? []
      : [`a title that is not a clause: ${title}`]),
    ...(isOneSentence(why) ? [] : [`a reason that is not one sentence: ${why}`]),
    ...(/^(?:[A-Z]|diverst ).*\.$/.test(holds) ? [] : [`a rule that is no sentence: ${holds}`]),
    ...sentencesOf(fix).flatMap((one) =>
      beginsWithVerb(one) || /^(?:If|Otherwise) /.test(one) ? [] : [`a fix without a verb first: ${one}`],
    ),
    ...(/\.$/.test(fix) || fixOf(fix).run !== null ? [] : [`a fix without an end: ${fix}`]),
  ];
}

/** @param id may hold a name that ends with a period, as does a title that ends with the name */
function titleFaults(title: string, id = ''): readonly string[] {
  return [
    ...(finiteVerb.test(title) ? [] : [`a title without a verb: ${title}`]),
    ...(/\.$/.test(title) && !id.includes(title.split(' ').at(-1) ?? title)
      ? [`a title with a period: ${title}`]
      : []),
  ];
}

function beginsWithVerb(line: string): boolean {
  if (fixOf(line).say === '') return true;
  // A purpose may stand before a command, and a condition before any verb.
  if (fixOf(line).run !== null && /^to [a-z]/.test(line)) return true;
  const [first = ''] = line
    .replace(/^(?:or|then),? /, '')
    .replace(/^if [^,:]+, /, '')
    .split(/[\s,:]/);
  return instructions.has(first.toLowerCase());
}

/** Names are quoted where they hold more than letters, and can hold anything. */
function unquoted(command: string): string {
  return command.replace(/'[^']*'/g, '');
}

function isOneSentence(text: string): boolean {
  return /^(?:[A-Z]|diverst ).*[A-Za-z0-9)*`]\.$/.test(text) && sentencesOf(text).length === 1;
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=\.) (?=[A-Z]|diverst )/);
}
