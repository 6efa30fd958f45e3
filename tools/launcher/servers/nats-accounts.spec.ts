import { expect, it } from 'vitest';
import { accounts } from './nats-accounts.ts';

it('users are written as a NATS server reads them: the queue group stands behind the subject', () => {
  const users = [{ name: 'data', publish: ['p.inbox.>'], subscribe: [{ subject: 'p.data.>', queue: 'data' }, { subject: 'p.events.>' }] }]; // prettier-ignore
  expect(accounts(users, (user) => `"of ${user}"`, 'owner').replace(/\s+/g, ' ')).toBe(
    'authorization { users: [ { user: "owner", password: "of owner" } { user: "data", password: "of data" permissions: { ' +
      'publish: [ "p.inbox.>" ] subscribe: [ "p.data.> data" "p.events.>" ] } } ] } ',
  );
});
