import type { Operations } from '../operation.ts';
import { ownIam } from './account.ts';
import { requireText } from './constraints.ts';
import { documentSize, encodeDocument, storeDocument } from './documents.ts';
import { limitExceeded, notFound } from './errors.ts';
import { nameRules } from './names.ts';
import { type PageInput, pageOf } from './pages.ts';
import { onEntity, operation } from './permission.ts';
import {
  groupHolder,
  type HolderInput,
  type HolderKind,
  holderOf,
  type NameField,
  type PolicyHolder,
  roleHolder,
  userHolder,
} from './policy-holders.ts';
import { checkIdentityPolicy } from './policy-syntax.ts';
import { entry, setEntry } from './records.ts';

type Named<Field extends NameField> = HolderInput<Field> & { readonly PolicyName: string | undefined };
type Written<Field extends NameField> = Named<Field> & { readonly PolicyDocument: string | undefined };

/** Put-, Get-, List- and Delete…Policy of users, groups and roles. */
export const inlinePolicyOperations: Operations = {
  ...inlineOperations(userHolder),
  ...inlineOperations(groupHolder),
  ...inlineOperations(roleHolder),
};

function inlineOperations<Field extends NameField>(holderKind: HolderKind<Field>): Operations {
  const { kind, field, noun, inlineQuota } = holderKind;

  const find = (holder: PolicyHolder, name: string) => {
    const stored = entry(holder.inline, name);
    if (stored === undefined) throw notFound(`${kind} policy`, name);
    return stored;
  };

  return {
    [`Put${noun}Policy`]: operation<Written<Field>, void>({
      mutates: true,
      permissions: (input, context) => onEntity(`Put${noun}Policy`, kind, input[field], context),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const name = policyName(input.PolicyName);
        const document = checkIdentityPolicy(input.PolicyDocument);
        const others = Object.entries(holder.inline).filter(([other]) => other !== name);
        const size = others.reduce((sum, [, other]) => sum + documentSize(other.document), 0);
        if (size + documentSize(document) > inlineQuota) {
          throw limitExceeded(
            `Maximum policy size of ${inlineQuota} bytes exceeded for ${kind} ${holder.name}`,
          );
        }
        setEntry(holder.inline, name, storeDocument(document, context, entry(holder.inline, name)));
      },
    }),

    [`Get${noun}Policy`]: operation<Named<Field>, object>({
      mutates: false,
      permissions: (input, context) => onEntity(`Get${noun}Policy`, kind, input[field], context),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const name = policyName(input.PolicyName);
        const { document } = find(holder, name);
        return { [field]: holder.name, PolicyName: name, PolicyDocument: encodeDocument(document) };
      },
    }),

    [`List${noun}Policies`]: operation<HolderInput<Field> & PageInput, object>({
      mutates: false,
      permissions: (input, context) => onEntity(`List${noun}Policies`, kind, input[field], context),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const { items, page } = pageOf(Object.keys(holder.inline), (name) => name, input);
        return { PolicyNames: items, ...page };
      },
    }),

    [`Delete${noun}Policy`]: operation<Named<Field>, void>({
      mutates: true,
      permissions: (input, context) => onEntity(`Delete${noun}Policy`, kind, input[field], context),
      run(input, context) {
        const holder = holderOf(holderKind, ownIam(context), input);
        const name = policyName(input.PolicyName);
        find(holder, name);
        delete holder.inline[name];
      },
    }),
  };
}

function policyName(value: string | undefined): string {
  return requireText(value, 'policyName', nameRules.policy);
}
