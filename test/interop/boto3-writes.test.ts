import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { openWorkshop, serveSandbox } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

const script = fileURLToPath(new URL('boto3-writes.py', import.meta.url));

const documentWith = (action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'A1', Effect: 'Allow', Action: [action, 's3:*'], Resource: 'arn:aws:s3:::ü/*' }],
});

/** What boto3 wrote comes back as it was: the reader of form parameters is the sandbox's own, not the SDK's. */
test.skipIf(!inject('programs').boto3)('boto3 reads back from sandbox serve what it wrote', async () => {
  const workshop = openWorkshop();
  try {
    const served = await serveSandbox(workshop);
    try {
      const ended = await run('python3', [script], {
        env: cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.management)),
        cwd: workshop.folder,
      });
      expect(ended.code, ended.stderr).toBe(0);
      const { odd, ...answers } = JSON.parse(ended.stdout);
      const kept = Array.from({ length: 12 }, (_, index) => index).filter((n) => n !== 3 && n !== 10);
      expect(answers).toEqual({
        user: 'user/people/ana+x@y.z',
        tags: Object.fromEntries(kept.map((n) => [`key-${n}`, `Wert ü ${n}`])),
        members: ['ana+x@y.z'],
        inline: documentWith('ec2:*'),
        description: 'ü & <b>',
        attached: ['packed'],
        versions: { v1: false, v2: false, v3: true },
        second: documentWith('iam:List*'),
        unit: odd,
        unitTags: [{ Key: 'ü', Value: 'a b' }],
        errors: {
          exists: { code: 'EntityAlreadyExists', class: 'EntityAlreadyExistsException', reason: null },
          conflict: { code: 'DeleteConflict', class: 'DeleteConflictException', reason: null },
          malformed: {
            code: 'MalformedPolicyDocument',
            class: 'MalformedPolicyDocumentException',
            reason: null,
          },
          duplicate: {
            code: 'DuplicateOrganizationalUnitException',
            class: 'DuplicateOrganizationalUnitException',
            reason: null,
          },
          input: {
            code: 'InvalidInputException',
            class: 'InvalidInputException',
            reason: expect.any(String),
          },
        },
      });
    } finally {
      await served.stop();
    }
  } finally {
    workshop.remove();
  }
});
