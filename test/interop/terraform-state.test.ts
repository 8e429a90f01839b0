import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { type Desk, openDesk } from './support/client-profile.ts';
import { diverst, openWorkshop, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';
import { type Moto, startMoto } from './support/moto.ts';

const programs = inject('programs');

describe.skipIf(!programs.terraform)('the bucket of client terraform --backend-bucket', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk('profiles: { ops: ops }\nregion: us-east-1\n');
  });
  afterAll(() => desk?.leave());

  test('is made in the client’s account, and kept by a destroy', async () => {
    const terraform = ['client', 'terraform', 'acme'];
    await desk.ok('diverst', [...terraform, '--output', 'provider.tf']);
    await desk.ok('diverst', [...terraform, '--backend-bucket', '--output', 'state-bucket.tf']);
    const plugins = `-plugin-dir=${inject('terraformPlugins')}`;
    await desk.ok('terraform', ['init', '-no-color', '-input=false', plugins]);
    const exec = ['client', 'exec', 'acme', '--', 'terraform'];
    const applied = await desk.ok('diverst', [...exec, 'apply', '-no-color', '-auto-approve']);
    expect(applied).toContain('Resources: 5 added');
    const bucket = `terraform-state-${desk.acme.account.id}-us-east-1`;
    expect(readFileSync(desk.served.stateFile, 'utf8')).toContain(`"${bucket}"`);
    const destroyed = await desk.run('diverst', [...exec, 'destroy', '-no-color', '-auto-approve']);
    expect(destroyed).toMatchObject({ code: 1, stderr: expect.stringContaining('prevent_destroy') });
  });
});

/** The sandbox keeps no objects: moto does. Nothing here needs the provider, which is slow to start. */
describe.skipIf(!programs.terraform || !programs.moto_server)(
  'the backend of client terraform --backend',
  () => {
    let workshop: Workshop;
    let moto: Moto;
    let s3: S3Client;
    const Bucket = 'terraform-state-123456789012-us-east-1';

    beforeAll(async () => {
      workshop = openWorkshop();
      moto = await startMoto(workshop);
      s3 = new S3Client({
        endpoint: moto.endpoint,
        region: 'us-east-1',
        credentials: keys,
        forcePathStyle: true,
      });
    });
    afterAll(async () => {
      s3?.destroy();
      await moto?.stop();
      workshop?.remove();
    });

    // moto takes any keys for those of its default account's administrator.
    const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' };
    const file = (name: string) => join(workshop.folder, name);
    const terraform = (...words: readonly string[]) =>
      run('terraform', [...words, '-no-color', '-input=false'], {
        env: cleanEnv(workshop.folder, awsEnv(moto.endpoint, keys)),
        cwd: workshop.folder,
      });
    async function done(...words: readonly string[]) {
      const { code, stdout, stderr } = await terraform(...words);
      expect(code, stderr).toBe(0);
      return stdout;
    }

    test('takes the local state, locks it, and stops in another account or for another bucket', async () => {
      writeFileSync(file('main.tf'), 'resource "terraform_data" "made" { input = "before" }\n');
      await done('init');
      await done('apply', '-auto-approve');
      await s3.send(new CreateBucketCommand({ Bucket }));
      const role = 'arn:aws:iam::123456789012:role/acme-production';
      const words = ['client', 'terraform', 'acme', '--backend', '--role-arn', role, '--region', 'us-east-1'];
      const { stdout: backend } = await diverst(workshop, words);
      writeFileSync(file('backend.tf'), backend);
      await done('init', '-migrate-state', '-force-copy');
      expect(statSync(file('terraform.tfstate')).size).toBe(0);
      const { ServerSideEncryption } = await s3.send(
        new HeadObjectCommand({ Bucket, Key: 'terraform.tfstate' }),
      );
      expect(ServerSideEncryption).toBe('AES256');
      expect(await done('plan')).toContain('No changes');

      // While one run has the lock, the next is refused.
      writeFileSync(
        file('main.tf'),
        'resource "terraform_data" "made" {\n  input = "after"\n  provisioner "local-exec" { command = "terraform plan -no-color > inner 2>&1; true" }\n}\n',
      );
      await done('apply', '-auto-approve', '-replace=terraform_data.made');
      expect(existsSync(file('inner'))).toBe(true);
      expect(readFileSync(file('inner'), 'utf8')).toContain('Error acquiring the state lock');

      // As in a working folder that two clients share.
      writeFileSync(file('backend.tf'), backend.replaceAll(Bucket, 'terraform-state-999999999999-us-east-1'));
      expect(await terraform('init')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Backend configuration changed'),
      });

      writeFileSync(file('backend.tf'), backend.replace('["123456789012"]', '["999999999999"]'));
      const elsewhere = await terraform('init', '-reconfigure');
      expect(elsewhere).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('AWS account ID not allowed'),
      });
    });
  },
);
