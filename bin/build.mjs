// Builds the program into `dist`: one file that answers from the cache, and the rest in chunks that are loaded when
// they are needed. Every package is in them, so that an installed diverst brings no other package.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licenceNotes } from './licence-notes.mjs';
import { manPage } from './man-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Of package.json only what the program asks for. */
const shortManifest = {
  name: 'short-manifest',
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, ({ path }) => {
      if (path !== fileURLToPath(new URL('../package.json', import.meta.url))) return undefined;
      const { version, engines } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ version, engines }), loader: 'json' };
    });
  },
};

/** Names of functions stay, so that what `--debug` prints can be read; comments and blanks go. */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  plugins: [shortManifest],
};

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
const [start, main] = await Promise.all([
  // CommonJS, because Node starts that faster than a module.
  build({ ...common, entryPoints: ['src/start.ts'], format: 'cjs', outfile: 'dist/start.cjs' }),
  build({
    ...common,
    entryPoints: ['src/main.ts'],
    format: 'esm',
    splitting: true,
    // Modules, of which what is not used can be left out.
    conditions: ['module'],
    mainFields: ['module', 'main'],
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    // Some packages are CommonJS and ask for Node's own modules.
    banner: {
      js: "import{createRequire as createRequireOf}from'node:module';const require=createRequireOf(import.meta.url);",
    },
  }),
]);

const outputs = { ...start.metafile.outputs, ...main.metafile.outputs };
mkdirSync(new URL('../dist', import.meta.url), { recursive: true });
write('third-party-licences.txt', licenceNotes(root, Object.values(outputs)));
write('diverst.1', await manPage());
// Which source is in which file; for tests, not for the package.
write('contents.json', JSON.stringify(contents(outputs)));

function write(name, text) {
  writeFileSync(new URL(`../dist/${name}`, import.meta.url), text);
}

/** The sources of each file, without those of which nothing was left. */
function contents(files) {
  return Object.fromEntries(
    Object.entries(files).map(([file, { inputs }]) => [
      file,
      Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
    ]),
  );
}
