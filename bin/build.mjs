// Builds the program into `dist`: one file that answers from the cache, and the rest in chunks that are loaded when
// they are needed. Every package is in them, so that an installed diverst brings no other package. All of it is
// CommonJS, which Node starts faster than modules.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { common } from './bundle.mjs';
import { licenceNotes } from './licence-notes.mjs';
import { manPage } from './man-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Of package.json only what the program asks for. */
const shortManifest = {
  name: 'short-manifest',
  load(id) {
    if (id !== `${root}package.json`) return null;
    const { version, engines } = JSON.parse(readFileSync(id, 'utf8'));
    return { code: JSON.stringify({ version, engines }), moduleType: 'json' };
  },
};

const output = {
  dir: 'dist',
  format: 'cjs',
  exports: 'named',
  chunkFileNames: 'chunks/[name]-[hash].js',
  entryFileNames: '[name].js',
  // Names of functions and classes stay, so that what `--debug` prints can be read.
  minify: {
    compress: true,
    mangle: { keepNames: { function: true, class: true } },
    codegen: { removeWhitespace: true },
  },
};

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
mkdirSync(new URL('../dist', import.meta.url));
const input = { ...common, plugins: [...common.plugins, shortManifest] };
const bundles = [
  await build({ ...input, input: 'src/start.ts', output: { ...output, codeSplitting: false } }),
  await build({ ...input, input: 'src/main.ts', output }),
];
const files = bundles.flatMap((bundle) => bundle.output).map(contents);

write('package.json', JSON.stringify({ type: 'commonjs' }));
write(
  'third-party-licences.txt',
  licenceNotes(
    root,
    files.flatMap(({ sources }) => sources),
  ),
);
write('diverst.1', await manPage());
// Which source is in which file; for tests, not for the package.
write('contents.json', JSON.stringify(Object.fromEntries(files.map(({ file, sources }) => [file, sources]))));

function write(name, text) {
  writeFileSync(new URL(`../dist/${name}`, import.meta.url), text);
}

/** The sources of a built file, without those of which nothing was left. */
function contents({ fileName, modules }) {
  const sources = Object.entries(modules)
    .filter(([id, { renderedLength }]) => renderedLength > 0 && id.startsWith(root))
    .map(([id]) => relative(root, id));
  return { file: `dist/${fileName}`, sources };
}
