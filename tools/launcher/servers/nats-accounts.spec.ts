import { expect, it } from 'vitest';
import { accounts } from './nats-accounts.ts';

it('a user that answers anywhere has the right to as many answers as a request gets', () => {
  const users = [{ name: 'admin', publish: [], subscribe: [{ subject: '$SRV.>' }], answersAnywhere: true as const }];
  expect(accounts(users, () => '"x"').replace(/\s+/g, ' ')).toContain(
    'subscribe: [ "$SRV.>" ] allow_responses: { max: -1, expires: "1h" } }',
  );
});

it('users are written as a NATS server reads them: the queue group stands behind the subject', () => {
  const users = [{ name: 'data', publish: ['p.inbox.>'], subscribe: [{ subject: 'p.data.>', queue: 'data' }, { subject: 'p.events.>' }] }]; // prettier-ignore
  expect(accounts(users, (user) => `"of ${user}"`, 'owner').replace(/\s+/g, ' ')).toBe(
    'authorization { users: [ { user: "owner", password: "of owner" } { user: "data", password: "of data" permissions: { ' +
      'publish: [ "p.inbox.>" ] subscribe: [ "p.data.> data" "p.events.>" ] } } ] } ',
  );
});
