import { certificateErrors } from '../network/certificate-errors.ts';
import { fileCodes } from './aws-error.ts';

/**
 * What an error means and what a person does about it. The first sentence of the reason ends the first line.
 * `{profile}` becomes ` --profile NAME` where one is in use, `{given}` the options that decide where a command works, and
 * `{resumed}` what the command does with what it has done already, if it changes something.
 */
export interface Advice {
  readonly why: string;
  readonly fix: readonly string[];
}

export const again = 'run the same command again in a minute{resumed}';
const signIn: Advice = {
  why: 'The credentials have expired.',
  fix: [
    'if you use IAM Identity Center, sign in again: aws sso login{profile}',
    'otherwise get new credentials, then run the same command again',
  ],
};
const wrongKey: Advice = {
  why: 'AWS does not know the access key, or the access key is inactive.',
  fix: [
    'check whether the AWS CLI can sign with it: aws sts get-caller-identity{profile}',
    'correct the access key of the profile: aws configure{profile}',
  ],
};
const wrongSignature: Advice = {
  why: 'The secret access key does not belong to the access key, or the clock of this computer is wrong by more than five minutes.',
  fix: ['set the clock', 'correct the access key of the profile: aws configure{profile}'],
};
const throttled: Advice = {
  why: 'AWS throttled the call, also after several attempts.',
  fix: [again, 'find out what else calls the same API in this account'],
};
const serviceFault: Advice = {
  why: 'AWS had an internal error, also after several attempts.',
  fix: [again, 'check the state of the service: https://health.aws.amazon.com/'],
};
const checkNetwork = 'check the network, the proxy, and AWS_ENDPOINT_URL if it is set';
const brokenOff: Advice = {
  why: 'The connection to AWS broke off before the answer was complete.',
  fix: [checkNetwork, again],
};
const noAnswer: Advice = {
  why: 'AWS did not answer in time.',
  fix: [checkNetwork, again],
};
const unreachable: Advice = {
  why: 'The host of AWS cannot be reached.',
  fix: [checkNetwork, again],
};
const unresolved: Advice = {
  why: 'The name of the AWS host cannot be resolved.',
  fix: ['check the network, DNS and the region, and the proxy and AWS_ENDPOINT_URL if they are set', again],
};
const unreadable: Advice = { why: 'The answer of AWS cannot be read.', fix: [again] };
const noFile: Advice = {
  why: 'A file cannot be read.',
  fix: ['check the file that the message names, then run the same command again'],
};
/** Of any other error of the network. */
export const networkFault: Advice = {
  why: 'The connection to AWS failed.',
  fix: [checkNetwork, again],
};
const untrusted: Advice = {
  why: 'The certificate of the server is not trusted. Nothing was sent.',
  fix: [
    'if your company inspects TLS, name its certificates: AWS_CA_BUNDLE=FILE, ca_bundle in the AWS profile, or NODE_EXTRA_CA_CERTS=FILE',
    'otherwise do not continue in this network',
  ],
};
const noProxy: Advice = {
  why: 'The proxy cannot be reached. Nothing was sent.',
  fix: ['correct HTTPS_PROXY or HTTP_PROXY', 'or list the hosts that need no proxy in NO_PROXY'],
};

const removeKeys =
  'remove the keys from this shell: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN';
const endedKeys: Advice = {
  why: 'The session of the keys in the environment has ended.',
  fix: [removeKeys, 'then run the same command again with new keys, or with --profile NAME'],
};
const unknownKeys: Advice = {
  why: 'AWS does not know the access key in the environment, or AWS_SESSION_TOKEN belongs to other keys.',
  fix: [
    'if the access key is of an IAM user, remove the session token: unset AWS_SESSION_TOKEN',
    `otherwise ${removeKeys}`,
  ],
};

const mismatchedKeys: Advice = {
  why: 'AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID, or the clock of this computer is wrong by more than five minutes.',
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
    why: 'No AWS credentials were found.',
    fix: [
      'use a profile of your own: add --profile NAME, set AWS_PROFILE, or set profiles.management and profiles.ops in diverst.config.yaml',
      'or set up a profile: aws configure --profile NAME',
      'or try the command without AWS: add --sandbox',
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
    why: 'The time limit of this run ends before the call can be sent. diverst limits its calls per second to what AWS accepts.',
    fix: ['give the run more time: add --timeout DURATION', again],
  },
  SyntaxError: unreadable,
  UnreadableAnswer: unreadable,
  TimeoutError: noAnswer,
  ...Object.fromEntries(certificateErrors.map((code) => [code, untrusted])),
  PROXY_UNREACHABLE: noProxy,
  PROXY_REFUSED: {
    why: 'The proxy refused to connect to AWS. Nothing was sent.',
    fix: [
      'ask the administrator of the proxy to allow the host that the message names, port 443',
      ...noProxy.fix,
    ],
  },
  PROXY_AUTHENTICATION_REQUIRED: {
    why: 'The proxy requires a user name and a password. Nothing was sent.',
    fix: ['add both to the address of the proxy: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'],
  },
  ...Object.fromEntries(fileCodes.map((code) => [code, noFile])),
  ECONNABORTED: brokenOff,
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  ETIMEDOUT: noAnswer,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EAI_AGAIN: unresolved,
  ENOTFOUND: unresolved,
};
