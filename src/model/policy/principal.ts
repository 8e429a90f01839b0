import type { Principal } from './document.ts';

/**
 * The principal that a `Principal` entry of a policy names.
 *
 * - `account`: every principal of the account, as far as its own identity policies allow.
 * - `session`: one session, of a role (`assumed-role`) or of GetFederationToken (`federated-user`).
 * - `deleted`: the unique ID that IAM shows instead of the ARN of a deleted user or role.
 * - `unknown`: not a form that AWS documents, a wildcard inside an ARN for example.
 */
export type TrustedPrincipal =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'account'; readonly partition?: string; readonly accountId: string }
  | NamedPrincipal<'user'>
  | NamedPrincipal<'role'>
  | {
      readonly kind: 'session';
      readonly partition: string;
      readonly accountId: string;
      readonly arn: string;
      /** Absent for a session of GetFederationToken. */
      readonly roleName?: string;
      readonly sessionName: string;
    }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'federated'; readonly provider: string; readonly accountId?: string }
  | { readonly kind: 'deleted'; readonly uniqueId: string; readonly was: string }
  | { readonly kind: 'unknown'; readonly text: string };

interface NamedPrincipal<Kind extends string> {
  readonly kind: Kind;
  readonly partition: string;
  readonly accountId: string;
  readonly arn: string;
  /** Without its path. */
  readonly name: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const UNIQUE_ID_PREFIXES: { readonly [prefix: string]: string } = {
  ABIA: 'service bearer token',
  ACCA: 'context credential',
  AGPA: 'group',
  AIDA: 'user',
  AIPA: 'instance profile',
  AKIA: 'access key',
  ANPA: 'managed policy',
  ANVA: 'managed policy version',
  APKA: 'public key',
  AROA: 'role',
  ASCA: 'certificate',
  ASIA: 'temporary access key',
};

/**
 * Says what a principal entry names, by its form alone: whether it exists is not known here.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function classifyPrincipal(principal: Principal): TrustedPrincipal {
  const { type, value } = principal;
  if (type === 'AWS') return classifyAwsPrincipal(value);
  if (type === 'Service' && /^[A-Za-z0-9._-]+$/.test(value)) return { kind: 'service', service: value };
  if (type === 'Federated' && value !== '' && !/[*?]/.test(value)) {
    const accountId = /^arn:[^:]+:iam::(\d{12}):/.exec(value)?.[1];
    return { kind: 'federated', provider: value, ...(accountId === undefined ? {} : { accountId }) };
  }
  return { kind: 'unknown', text: `${type} ${value}` };
}

function classifyAwsPrincipal(value: string): TrustedPrincipal {
  if (value === '*') return { kind: 'everyone' };
  if (/^\d{12}$/.test(value)) return { kind: 'account', accountId: value };
  const was = UNIQUE_ID_PREFIXES[value.slice(0, 4)];
  if (was !== undefined && /^[A-Z0-9]{16,128}$/.test(value)) return { kind: 'deleted', uniqueId: value, was };

  const arn = /^arn:([^:*?]+):(iam|sts)::(\d{12}):([^*?]+)$/.exec(value);
  const [, partition, service, accountId, resource] = arn ?? [];
  if (partition === undefined || accountId === undefined || resource === undefined) {
    return { kind: 'unknown', text: value };
  }
  const parts = resource.split('/');
  const [type, first, second] = parts;
  const last = parts.at(-1);
  if (service === 'iam') {
    if (resource === 'root') return { kind: 'account', partition, accountId };
    if ((type === 'user' || type === 'role') && parts.length >= 2 && last) {
      return { kind: type, partition, accountId, arn: value, name: last };
    }
  } else if (type === 'assumed-role' && parts.length === 3 && first && second) {
    return { kind: 'session', partition, accountId, arn: value, roleName: first, sessionName: second };
  } else if (type === 'federated-user' && parts.length === 2 && first) {
    return { kind: 'session', partition, accountId, arn: value, sessionName: first };
  }
  return { kind: 'unknown', text: value };
}
