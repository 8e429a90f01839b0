import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that ask for no more than that their text goes along. */
const accepted = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/**
 * The licences of the packages that are in the built files, as one text.
 * @param {string} root folder of `node_modules`
 * @param {readonly string[]} sources paths of the files that are in the program, from `root` on
 * @throws Error where a package has no licence, or one that was not looked at
 */
export function licenceNotes(root, sources) {
  const folders = new Set(
    sources.flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []),
  );
  const packages = [...folders].map((folder) => packageIn(join(root, folder)));
  const titles = new Map();
  for (const one of packages) {
    const text = one.text ?? packages.find((other) => isKin(one, other))?.text;
    if (text === undefined) throw new Error(`${one.name} brings no text of its licence`);
    titles.set(text, [...(titles.get(text) ?? []), `${one.name} ${one.version} (${one.license})`]);
  }
  const parts = [...titles]
    .map(([text, names]) => ({ names: names.sort(), text: text.trim() }))
    .sort((a, b) => (a.names[0] < b.names[0] ? -1 : 1))
    .map(({ names, text }) => `${names.join('\n')}\n\n${text}\n`);
  return `diverst holds code of these packages, under their own licences.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Some packages of a family leave its licence to the others. */
function isKin(one, other) {
  const scope = ({ name }) => /^@[^/]+\//.exec(name)?.[0];
  return (
    other.text !== undefined &&
    scope(one) !== undefined &&
    scope(one) === scope(other) &&
    one.license === other.license
  );
}

function packageIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!accepted.includes(license))
    throw new Error(`${name} has the licence ${license}, which is not among those accepted`);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e\b/i.test(entry));
  return { name, version, license, text: file && readFileSync(join(folder, file), 'utf8') };
}
