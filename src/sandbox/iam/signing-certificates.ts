import { X509Certificate } from 'node:crypto';
import type {
  DeleteSigningCertificateRequest,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  UpdateSigningCertificateRequest,
  UploadSigningCertificateRequest,
  UploadSigningCertificateResponse,
} from '@aws-sdk/client-iam';
import { newCertificateId } from '../ids.ts';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { CertificateState } from '../state-of-iam.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { readStatus } from './credential-status.ts';
import { noSuchEntity, quotaExceeded } from './errors.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';
import { changeRootUser, isAboutRoot, rootUserOf } from './root-user.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const certificateQuota = 2;
const bodyRule = { min: 1, max: 16_384, pattern: /^[\u0009\u000A\u000D\u0020-\u00FF]+$/ };
const idRule = { min: 24, max: 128, pattern: /^[\w]+$/ };

/** Of users, and of root users about themselves. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html */
export const signingCertificateOperations: Operations = {
  UploadSigningCertificate: operation<UploadSigningCertificateRequest, UploadSigningCertificateResponse>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('UploadSigningCertificate', input.UserName, context),
    run(input, context) {
      const holder = holderOf(input.UserName, context);
      const body = requireText(input.CertificateBody, 'certificateBody', bodyRule);
      const print = fingerprintOf(body);
      if (print === undefined) {
        throw new SandboxError(
          'MalformedCertificateException',
          'The certificate is not in X.509 PEM format.',
        );
      }
      if (holder.certificates.some((other) => fingerprintOf(other.body ?? '') === print)) {
        throw new SandboxError('DuplicateCertificateException', 'The certificate is there already.', 409);
      }
      if (holder.certificates.length >= certificateQuota) {
        throw quotaExceeded('CertificatesPerUser', certificateQuota);
      }
      const id = newCertificateId(context.state);
      const added: CertificateState = { id, body, uploadedAt: context.now, status: 'Active' };
      holder.replace([...holder.certificates, added]);
      return { Certificate: shown(holder.name, added) };
    },
  }),

  ListSigningCertificates: operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListSigningCertificates', input.UserName, context),
    run(input, context) {
      const { name, certificates } = holderOf(input.UserName, context);
      const { items, page } = pageOf(certificates, ({ id }) => id, input);
      return { Certificates: items.map((certificate) => shown(name, certificate)), ...page };
    },
  }),

  UpdateSigningCertificate: operation<UpdateSigningCertificateRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('UpdateSigningCertificate', input.UserName, context),
    run(input, context) {
      const status = readStatus(input.Status);
      const holder = holderOf(input.UserName, context);
      const changed = find(input.CertificateId, holder);
      holder.replace(holder.certificates.map((one) => (one === changed ? { ...one, status } : one)));
    },
  }),

  DeleteSigningCertificate: operation<DeleteSigningCertificateRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('DeleteSigningCertificate', input.UserName, context),
    run(input, context) {
      const holder = holderOf(input.UserName, context);
      const deleted = find(input.CertificateId, holder);
      holder.replace(holder.certificates.filter((one) => one !== deleted));
    },
  }),
};

interface Holder {
  readonly name: string;
  readonly certificates: readonly CertificateState[];
  replace(certificates: CertificateState[]): void;
}

function holderOf(userName: string | undefined, context: CallContext): Holder {
  if (isAboutRoot(userName, context)) {
    return {
      name: 'root',
      certificates: rootUserOf(context.state, context.caller.accountId).signingCertificates,
      replace: (signingCertificates) => changeRootUser(context, { signingCertificates }),
    };
  }
  const user = userOrCaller(userName, context);
  return {
    name: user.name,
    certificates: user.certificates ?? [],
    replace(certificates) {
      user.certificates = certificates;
    },
  };
}

function find(value: string | undefined, { certificates }: Holder): CertificateState {
  const id = requireText(value, 'certificateId', idRule);
  const certificate = certificates.find((one) => one.id === id);
  if (certificate === undefined) throw noSuchEntity(`The Certificate with id ${id} cannot be found.`);
  return certificate;
}

/** Undefined for what is no certificate. */
function fingerprintOf(body: string): string | undefined {
  try {
    return new X509Certificate(body).fingerprint256;
  } catch {
    return undefined;
  }
}

function shown(UserName: string, { id, body = '', uploadedAt, status = 'Active' }: CertificateState) {
  return {
    UserName,
    CertificateId: id,
    CertificateBody: body,
    Status: status,
    UploadDate: new Date(uploadedAt),
  };
}
