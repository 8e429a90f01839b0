import type { Principal } from '../model/arn.ts';
import { Failure } from '../model/failure.ts';
import { clientOfRole } from '../model/registry.ts';
import type { Structure } from '../model/structure.ts';

const useOps = 'use your profile in Ops: --profile NAME, AWS_PROFILE, or profiles.ops in diverst.config.yaml';

/**
 * The caller's IAM user name, if it is one who can be in a group of Ops.
 * @throws Failure that says who calls, and why that cannot be
 */
export function refuseWrongCaller(caller: Principal, arn: string, structure: Structure): string {
  if (caller.kind === 'user') return caller.name;
  if (caller.kind === 'root') {
    throw new Failure('failed', {
      what: `you are the root user of account ${caller.accountId}`,
      why: 'AWS does not let a root user assume a role.',
      fix: [useOps],
    });
  }
  const client = caller.kind === 'role' ? clientOfRole(structure.client.role.name, caller.name) : null;
  if (client !== null) {
    throw new Failure('failed', {
      what: `these are credentials of client ${client} (${arn})`,
      why: 'From one client’s account no other can be reached; clients are assumed from your IAM user in Ops.',
      fix: ['leave this client first: eval "$(diverst client leave)"', useOps],
    });
  }
  throw new Failure('failed', {
    what: `you are ${arn}, which is no IAM user`,
    why: 'Clients are granted to IAM users of Ops by their groups.',
    fix: [useOps, 'or name the role yourself: --role-arn ARN'],
  });
}
