// Runs the contract of the sandbox against AWS: see CONTRIBUTING.md.
// node test/contract/aws.mjs [part of an id …]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from '../../bin/bundle.mjs';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const work = mkdtempSync(join(tmpdir(), 'diverst-contract-'));
try {
  const file = join(work, 'contract.mjs');
  await bundle(fileURLToPath(new URL('aws/main.ts', import.meta.url)), file);
  await import(pathToFileURL(file).href);
} finally {
  rmSync(work, { recursive: true, force: true });
}
