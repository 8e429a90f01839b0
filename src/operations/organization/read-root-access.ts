import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { RootAccessReading } from '../../model/root-users.ts';
import type { Structure } from '../../model/structure.ts';
import { askRootAccess } from './ask-root-access.ts';
import { orUnread } from './or-unread.ts';

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
  return orUnread(tools.wait, () => askRootAccess(tools.aws, tools.structure, featureSet));
}
