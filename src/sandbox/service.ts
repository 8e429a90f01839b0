import type { Operations, SandboxError } from './operation.ts';
import {
  type ErrorRegistries,
  type ErrorSchema,
  isError,
  type OperationSchema,
  queryErrorOf,
} from './wire/schema.ts';
import type { WireRequest } from './wire/wire-request.ts';

/** Everything that the sandbox knows about a service of AWS: a row of the table in `services.ts`. */
export interface Service {
  /** As in the scope of its signatures. */
  readonly name: string;
  readonly title: string;
  /** Of its API. */
  readonly version: string;
  readonly protocol: JsonProtocol | QueryProtocol | RestXmlProtocol;
  /** `global`: us-east-1 answers every request, whatever region its signature names. */
  readonly endpoint: 'global' | 'regional';
  readonly schemas: readonly OperationSchema[];
  readonly errorSchemas: ErrorRegistries;
  /** By the names that their schemas have. */
  readonly operations: Operations;
  readonly rates: PublishedRates;
  /** What it answers to a caller that calls too often; the SDKs retry it. */
  throttled(): SandboxError;
  /** What it answers to a request without members that the model requires. */
  missingMembers(names: readonly string[]): SandboxError;
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
interface JsonProtocol {
  readonly kind: 'json';
  /** What comes before the operation's name in X-Amz-Target. */
  readonly target: string;
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
interface QueryProtocol {
  readonly kind: 'query';
  readonly xmlNamespace: string;
}

/**
 * Method, path, query and headers say what is asked for, and the body is XML.
 * https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
 */
export interface RestXmlProtocol {
  readonly kind: 'rest-xml';
  readonly xmlNamespace: string;
  /** Operations whose answer is an element with the text of their only member. */
  readonly unwrapped: readonly string[];
  /** Whether the host is the service's own: all that an unsigned request says of it. */
  isAt(host: string): boolean;
  /** What the request names by its host and the beginning of its path, and the rest of the path. */
  locate(request: WireRequest): Location;
  /** @throws SandboxError for a body that is not what the headers say of it */
  checkBody(request: WireRequest): void;
}

export interface Location {
  /** The path that is compared with the operations' own; it begins with a slash. */
  readonly path: string;
  /** Members of the input that are known by now. */
  readonly labels: Readonly<Record<string, string>>;
}

/** How often one account may call: with a bucket for each operation or one for all of them. Null: not published. */
type PublishedRates =
  | { readonly per: 'operation'; readonly rates: Readonly<Record<string, Rate>> }
  | { readonly per: 'service'; readonly rate: Rate }
  | null;

export interface Rate {
  /** Calls a second. */
  readonly perSecond: number;
  /** Calls that may come at once. */
  readonly burst: number;
}

export function operationSchema({ schemas }: Service, operation: string): OperationSchema | undefined {
  return schemas.find((schema) => schema[2] === operation);
}

/** The error's schema by its shape's name or its awsQuery code, with or without `Exception`. */
export function errorSchema({ errorSchemas }: Service, code: string): ErrorSchema | undefined {
  for (const registry of errorSchemas) {
    const found: unknown = registry.find((schema) => {
      const candidate: unknown = schema;
      if (!isError(candidate)) return false;
      return (
        candidate[2] === code || candidate[2] === `${code}Exception` || queryErrorOf(candidate)?.code === code
      );
    });
    if (isError(found)) return found;
  }
  return undefined;
}
