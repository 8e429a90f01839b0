import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import type { RootAccessReading } from '../../model/root-users.ts';
import type { Structure } from '../../model/structure.ts';
import { askRootAccess } from './ask-root-access.ts';
import { reasonOf } from './read-account.ts';

/**
 * Whether members' root users are managed centrally, for an audit.
 * @returns `unread` with the reason for whatever goes wrong
 * @throws the signal's reason only
 */
export async function readRootAccess(
  tools: {
    readonly aws: Aws;
    readonly structure: Structure;
    readonly wait: Pick<WaitOptions, 'signal'>;
  },
  featureSet: string,
): Promise<RootAccessReading> {
  try {
    return await askRootAccess(tools.aws, tools.structure, featureSet);
  } catch (error) {
    tools.wait.signal.throwIfAborted();
    return { kind: 'unread', reason: reasonOf(error), denied: isDenied(error) };
  }
}
