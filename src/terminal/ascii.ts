/** What stands for the characters outside ASCII that diverst itself prints. */
const replacements: Readonly<Record<string, string>> = {
  '✓': 'ok',
  '✗': 'error:',
  '…': '...',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '·': '-',
  '•': '*',
  '×': 'x',
  '→': '->',
  '←': '<-',
  '─': '-',
  '│': '|',
  '├': '|',
  '└': '`',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '~',
  '▅': '=',
  '▆': '+',
  '▇': '#',
};

const replaced = new RegExp(`✗ error:|[${Object.keys(replacements).join('')}]`, 'g');

/** Text of diverst in ASCII. All other characters stay: they are part of a name. */
export function ascii(text: string): string {
  return text.replace(replaced, (found) => replacements[found] ?? 'error:');
}
