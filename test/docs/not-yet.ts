/**
 * How lines and code spans begin that name what the program does not have yet, and options that they contain. An entry
 * goes as soon as the program has it: the test of the pages fails until then.
 */
export const notYet: readonly string[] = [
  'diverst config',
  '--print-policy',
  'diverst shell-init',
  'eval "$(diverst shell-init',
  'assume acme',
  'assume --leave',
  'diverst client status',
];
