import { certificateErrors } from '../network/certificate-errors.ts';

/** What an error means and what a person does about it. `{profile}` becomes ` --profile NAME` where one is in use. */
export interface Advice {
  readonly why?: string;
  readonly fix: readonly string[];
}

export const again = 'run the same command again in a minute: it continues where it stopped';
const signIn: Advice = {
  why: 'The credentials have expired.',
  fix: ['sign in again (for IAM Identity Center: aws sso login{profile}), then run the same command again'],
};
const wrongKey: Advice = {
  why: 'AWS does not know the access key, or it was deactivated.',
  fix: [
    'check who you are: aws sts get-caller-identity{profile}',
    'correct the profile in ~/.aws/credentials',
  ],
};
const wrongSignature: Advice = {
  why: 'The secret access key does not belong to the access key, or this clock is wrong by more than five minutes.',
  fix: ['set the clock', 'correct the profile in ~/.aws/credentials'],
};
const throttled: Advice = {
  why: 'AWS kept throttling, also after several repetitions.',
  fix: [again, 'find what else is calling the same API in this account'],
};
const serviceFault: Advice = {
  why: 'AWS had an internal error, and repeating did not help.',
  fix: [again, 'look at https://health.aws.amazon.com/ for the service'],
};
const network: Advice = {
  why: 'The connection to AWS broke or no answer came.',
  fix: ['check the network, the proxy and AWS_ENDPOINT_URL', again],
};
const unresolved: Advice = {
  why: 'The host of AWS could not be reached.',
  fix: ['check the network, DNS, the proxy, the region and AWS_ENDPOINT_URL'],
};
const untrusted: Advice = {
  why: 'The certificate of the server is not trusted, so nothing was sent.',
  fix: [
    'if your company inspects TLS, name its certificates: AWS_CA_BUNDLE=FILE, ca_bundle in the AWS profile, or NODE_EXTRA_CA_CERTS=FILE',
    'otherwise do not continue in this network',
  ],
};
const noProxy: Advice = {
  why: 'The proxy could not be reached, so nothing was sent.',
  fix: ['correct HTTPS_PROXY or HTTP_PROXY', 'or list the hosts that need no proxy in NO_PROXY'],
};

const removeKeys = 'remove the keys: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN';
const endedKeys: Advice = {
  why: 'The session of the keys in the environment has ended.',
  fix: [removeKeys, 'then run the same command again with new keys, or with --profile NAME'],
};
const unknownKeys: Advice = {
  why: 'AWS does not know the access key of the environment, or AWS_SESSION_TOKEN belongs to other keys.',
  fix: [
    'if the access key is of an IAM user, remove the session token: unset AWS_SESSION_TOKEN',
    `otherwise ${removeKeys}`,
  ],
};

const mismatchedKeys: Advice = {
  why: 'AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID, or this clock is wrong by more than five minutes.',
  fix: ['set the clock', 'correct AWS_SECRET_ACCESS_KEY'],
};

/** What is different where keys of the environment signed. */
export const adviceForEnvironmentKeys: Readonly<Record<string, Advice>> = {
  ExpiredToken: endedKeys,
  ExpiredTokenException: endedKeys,
  InvalidClientTokenId: unknownKeys,
  UnrecognizedClientException: unknownKeys,
  InvalidSignatureException: mismatchedKeys,
  SignatureDoesNotMatch: mismatchedKeys,
};

/** What every service answers, and what goes wrong on the way to it. */
export const commonAdvice: Readonly<Record<string, Advice>> = {
  CredentialsProviderError: {
    why: 'No AWS credentials were found, or the profile that signs gets its own from diverst.',
    fix: [
      'name a profile of your own: --profile NAME, AWS_PROFILE, or profiles.management and profiles.ops in diverst.config.yaml',
      'try it without AWS: add --sandbox',
    ],
  },
  ExpiredToken: signIn,
  ExpiredTokenException: signIn,
  RequestExpired: wrongSignature,
  InvalidClientTokenId: wrongKey,
  UnrecognizedClientException: wrongKey,
  IncompleteSignature: wrongSignature,
  InvalidSignatureException: wrongSignature,
  SignatureDoesNotMatch: wrongSignature,
  MissingAuthenticationToken: wrongKey,
  MissingAuthenticationTokenException: wrongKey,
  ServiceException: serviceFault,
  ServiceFailureException: serviceFault,
  ServiceUnavailable: serviceFault,
  ServiceUnavailableException: serviceFault,
  InternalFailure: serviceFault,
  InternalServerError: serviceFault,
  SlowDown: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  NotSentInTime: {
    why: 'AWS takes only so many calls a second, and the time of this run ends before the turn of this one.',
    fix: ['give it more time: --timeout', again],
  },
  UnreadableAnswer: { why: 'AWS’s answer could not be read.', fix: [again] },
  TimeoutError: network,
  ...Object.fromEntries(certificateErrors.map((code) => [code, untrusted])),
  PROXY_UNREACHABLE: noProxy,
  PROXY_REFUSED: {
    why: 'The proxy did not open a connection to AWS, so nothing was sent.',
    fix: ['ask who runs the proxy to allow the host that the message names, port 443', ...noProxy.fix],
  },
  PROXY_AUTHENTICATION_REQUIRED: {
    why: 'The proxy asks for a user name and a password, so nothing was sent.',
    fix: ['add them to the address of the proxy: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'],
  },
  ECONNRESET: network,
  EPIPE: network,
  ETIMEDOUT: network,
  ECONNREFUSED: unresolved,
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
};
