import { loadConfig } from '../../config/load.ts';
import type { Run } from '../context.ts';
import { withMapped } from '../session/mapped-clients.ts';
import { registryFile } from '../session/granted-clients-cache.ts';

/** Names that a shell may complete, by name. */
export async function knownClients(run: Run): Promise<readonly string[]> {
  const kept = registryFile(run).read()?.clients ?? [];
  // What is wrong with the file the next command says: while a line is typed nothing may be.
  const roleArns = await loadConfig({ cwd: run.cwd, file: run.globals.config }).then(
    (config) => config.roleArns,
    () => ({}),
  );
  return withMapped(kept, roleArns).map(({ client }) => client);
}
