import { READ_GOAL, type Scenario } from './scenario.ts';
import { READERS, secretIdAt, VAULTS } from './secrets.ts';

const PAGE = 10;
const where = (vault: number): string => encodeURIComponent(JSON.stringify({ vault }));

/** Reads of objects that only a role opens, by a user who has it through two others. */
export const SECRET_SCENARIOS: readonly Scenario[] = [
  {
    name: 'authenticated get',
    goal: READ_GOAL,
    amount: 3_000,
    status: 200,
    key: 'user',
    next: (index) => ({ method: 'GET', path: `/parse/classes/Secret/${secretIdAt(index * 7919)}` }),
    check: (body) => (isSecret(body) ? undefined : 'expected a secret with its ACL'),
  },
  {
    name: 'authenticated find',
    goal: READ_GOAL,
    amount: 2_000,
    status: 200,
    key: 'user',
    next: (index) => ({ method: 'GET', path: `/parse/classes/Secret?where=${where(index % VAULTS)}&limit=${PAGE}` }),
    check: ({ results = [] }) => (results.length === PAGE && results.every(isSecret) ? undefined : `expected ${PAGE} secrets`),
  },
];

function isSecret({ text, ACL: acl }: Readonly<Record<string, unknown>>): boolean {
  return typeof text === 'string' && (acl as Record<string, unknown> | undefined)?.[`role:${READERS}`] !== undefined;
}
