import { loadConfig } from '../../config/load.ts';
import type { CommandContext } from '../context.ts';
import { grantedClientsFile } from '../session/granted-clients-cache.ts';
import { withMapped } from '../session/mapped-clients.ts';

/** Names that a shell may complete, by name. */
export async function knownClients(context: CommandContext): Promise<readonly string[]> {
  const kept = grantedClientsFile(context).read()?.clients ?? [];
  // What is wrong with the file the next command says: while a line is typed nothing may be.
  const roleArns = await loadConfig({ cwd: context.cwd, file: context.globals.config }).then(
    (config) => config.roleArns,
    () => ({}),
  );
  return withMapped(kept, roleArns).map(({ client }) => client);
}
