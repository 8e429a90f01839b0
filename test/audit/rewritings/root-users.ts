import { ofBase, type Rewriting } from '../drift.ts';
import { giveRoot } from '../drifts/root-users.ts';

/** What root users may have, and what else of root access may be enabled. */
export const rootUserRewritings: readonly Rewriting[] = [
  {
    name: 'a root user of the management account without a password',
    kinds: ofBase,
    touches: 'root users',
    apply: (state, { management }) => giveRoot(state, management, { hasPassword: false, mfaDevices: [] }),
  },
  {
    name: 'a root user of the management account with a signing certificate',
    kinds: ofBase,
    touches: 'root users',
    apply: (state, { management }) =>
      giveRoot(state, management, {
        signingCertificates: [{ id: 'CERTIFICATEOFMANAGEMENT0', uploadedAt: 0 }],
      }),
  },
  {
    name: 'both features of central root access',
    kinds: ofBase,
    touches: 'root management',
    apply(state) {
      if (state.organization) state.organization.rootFeatures = ['RootCredentialsManagement', 'RootSessions'];
    },
  },
];
