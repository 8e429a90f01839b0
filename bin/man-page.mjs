import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The manual page of the commands. Naming them loads no package but commander, so none is bundled. */
export async function manPage() {
  const outfile = fileURLToPath(new URL('../dist/man.mjs', import.meta.url));
  await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: ['src/man.ts'],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'warning',
  });
  try {
    const { page } = await import('../dist/man.mjs');
    return page;
  } finally {
    rmSync(outfile);
  }
}
