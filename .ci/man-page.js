// Makes dist/diverst.1 of the commands. What they load when they run is not needed to name them, so packages are not
// bundled.
import { rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const outfile = 'dist/man.mjs';
await build({
  entryPoints: ['src/man.ts'],
  bundle: true,
  splitting: false,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'warning',
});
const { page } = await import(`../${outfile}`);
rmSync(outfile);
writeFileSync('dist/diverst.1', page);
