// @ts-check
// In place of the AWS CLI where it is not installed: aws sts get-caller-identity --query Arn --output text
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const wanted = 'sts get-caller-identity --query Arn --output text';
const words = process.argv.slice(2).join(' ');
if (words !== wanted) throw new Error(`without the AWS CLI only this is answered: aws ${wanted}`);
const sts = new STSClient({ region: 'us-east-1' });
const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
process.stdout.write(`${Arn}\n`);
