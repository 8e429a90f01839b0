import type {
  DescribeResourcePolicyResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
  ResourcePolicy,
} from '@aws-sdk/client-organizations';
import { readPolicyForm } from '../iam/policy-syntax.ts';
import { newResourcePolicyId } from '../ids.ts';
import { type Operation, SandboxError } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import type { ResourcePolicyState } from '../state-of-organizations.ts';
import { resourcePolicyArn } from './arns.ts';
import { asManagementAccount, asReader, invalidInput } from './errors.ts';
import { tagContext } from './tags.ts';
import { validPolicyText, withTags } from './validate.ts';

/** The organization's one policy of its own as a resource. https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy: Operation<PutResourcePolicyRequest, PutResourcePolicyResponse> = {
  mutates: true,
  permissions: ({ Tags }) => {
    const context = tagContext(Tags);
    const put = { action: 'organizations:PutResourcePolicy', resource: '*', context };
    const tag = { action: 'organizations:TagResource', resource: '*', context };
    return Tags === undefined || Tags.length === 0 ? [put] : [put, tag];
  },
  run: ({ Content: content = '', Tags }, context) => {
    const { state } = context;
    const organization = asManagementAccount(context);
    validPolicyText(content, 1, 40_000);
    checkContent(content);
    const before = organization.resourcePolicy;
    const tags = withTags(before?.tags ?? {}, Tags ?? []);
    const policy = { id: before?.id ?? newResourcePolicyId(state), content, tags };
    organization.resourcePolicy = policy;
    return { ResourcePolicy: resourcePolicyShape(state, policy) };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html */
export const describeResourcePolicy: Operation<object, DescribeResourcePolicyResponse> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:DescribeResourcePolicy', resource: '*' }],
  run: (_, context) => ({
    ResourcePolicy: resourcePolicyShape(context.state, resourcePolicyOf(asReader(context))),
  }),
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy: Operation<object, undefined> = {
  mutates: true,
  permissions: () => [{ action: 'organizations:DeleteResourcePolicy', resource: '*' }],
  run: (_, context) => {
    const organization = asManagementAccount(context);
    resourcePolicyOf(organization);
    delete organization.resourcePolicy;
    return undefined;
  },
};

function resourcePolicyOf({ resourcePolicy }: OrganizationState): ResourcePolicyState {
  if (resourcePolicy !== undefined) return resourcePolicy;
  throw new SandboxError('ResourcePolicyNotFoundException', "We can't find a resource policy.");
}

/** The operation names no error for a malformed policy but an invalid input. */
function checkContent(content: string): void {
  const { statements } = formOf(content);
  if (
    statements.some(({ Principal, NotPrincipal }) => Principal === undefined && NotPrincipal === undefined)
  ) {
    throw invalidInput('INVALID_PRINCIPAL', 'You specified an invalid principal element in the policy.');
  }
}

function formOf(content: string) {
  try {
    return readPolicyForm(content, () => new SyntaxError('no JSON'));
  } catch {
    throw invalidInput('INVALID_PATTERN');
  }
}

function resourcePolicyShape(state: SandboxState, { id, content }: ResourcePolicyState): ResourcePolicy {
  return { ResourcePolicySummary: { Id: id, Arn: resourcePolicyArn(state, id) }, Content: content };
}
