import { RegistryFile } from '../../credentials/granted-clients-file.ts';
import { askerKey, cacheFolder } from '../../credentials/request-key.ts';
import type { Run } from '../context.ts';
import { askerOf } from './cache-identity.ts';

/** Where what the caller's groups grant is kept. */
export function registryFile(run: Run): RegistryFile {
  const asker = askerOf(run);
  return new RegistryFile(cacheFolder(asker), askerKey(asker), () => run.clock.now());
}
