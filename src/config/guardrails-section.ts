import * as v from 'valibot';
import { guardrailNames } from '../model/guardrails.ts';
import { defaultStructure } from '../model/structure.ts';
import { accountName, listOfNames, text } from './values.ts';

const { guardrails } = defaultStructure;

const enabledAllowed = `a list of guardrails: ${guardrailNames.join(', ')}`;
const vendorAllowed = 'the ID of an account of another organization, 12 digits';
const issuerAllowed =
  'the address of an identity provider without https://, such as token.actions.githubusercontent.com';

/** Each value once. */
function once<T extends v.GenericSchema<string, string>>(item: T, allowed: string) {
  return v.pipe(
    v.array(item, allowed),
    v.checkItems((one, index, all) => all.indexOf(one) === index, 'each value once'),
    v.metadata({ uniqueItems: true }),
  );
}

/** What AWS is to forbid in member accounts; `false`: policies of the organization are none of this program's business. */
export const guardrailsSection = v.pipe(
  v.union(
    [
      v.literal(false),
      v.strictObject({
        enabled: v.optional(
          v.pipe(
            once(v.picklist(guardrailNames, enabledAllowed), enabledAllowed),
            v.title('Enabled guardrails'),
            v.description(
              'Guardrails that are enabled. The guardrail mfa is also enabled if client.role.requireMfa or environment.role.requireMfa is true.',
            ),
          ),
          [...(guardrails?.enabled ?? [])],
        ),
        reach: v.optional(
          v.pipe(
            listOfNames(accountName),
            v.title('Reachable accounts'),
            v.description(
              'Names or IDs of accounts whose roles every client and environment is allowed to assume, despite the guardrail lateral.',
            ),
          ),
          [],
        ),
        hubs: v.optional(
          v.pipe(
            listOfNames(accountName),
            v.title('Hubs'),
            v.description(
              'Names or IDs of environment accounts that are allowed to assume roles in every account, such as an account that deploys.',
            ),
          ),
          [],
        ),
        vendors: v.optional(
          v.pipe(
            once(text(vendorAllowed, /^\d{12}$/), vendorAllowed),
            v.title('Vendors'),
            v.description(
              'IDs of accounts outside the organization that are allowed to assume roles in it, despite the guardrail outsiders.',
            ),
          ),
          [],
        ),
        issuers: v.optional(
          v.pipe(
            v.nullable(once(text(issuerAllowed, /^[a-z0-9.-]+(:\d+)?(\/[\w./-]*)?$/), issuerAllowed)),
            v.title('Issuers'),
            v.description(
              'Identity providers whose tokens (web identity) are allowed to assume roles; null for any provider.',
            ),
          ),
          null,
        ),
      }),
    ],
    'false, or an object with enabled, reach, hubs, vendors and issuers',
  ),
  v.title('Guardrails'),
  v.description(
    'Actions that policies of the organization deny in clients, environments and Ops. If false, diverst neither reads nor writes these policies.',
  ),
);
