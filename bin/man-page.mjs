import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

/** The manual page of the commands. */
export async function manPage() {
  const file = fileURLToPath(new URL('../dist/man.mjs', import.meta.url));
  await bundle('src/man.ts', file);
  try {
    const { page } = await import('../dist/man.mjs');
    return page;
  } finally {
    rmSync(file);
  }
}
