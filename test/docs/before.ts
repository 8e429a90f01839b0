const twoClients = ['diverst client init acme', 'diverst client init globex'];

/** What is run before the lines of a page, in the same shell: the state of the company that the page is about. */
export const before: Readonly<Record<string, readonly string[]>> = {
  'docs/tasks/add-a-person.md': ['diverst client init acme'],
  'docs/tasks/lost-laptop.md': [...twoClients, 'diverst user add kim --group production'],
  'docs/tasks/client-leaves.md': twoClients,
  'docs/tasks/first-audit.md': ['diverst sandbox reset --story'],
  'docs/tasks/opened-trust-policy.md': ['diverst sandbox reset --story'],
  'docs/tasks/turn-on-mfa.md': [
    'diverst client init acme',
    "printf 'client: { role: { requireMfa: true } }\\n' >diverst.config.yaml",
  ],
};
