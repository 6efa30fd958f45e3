import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS } from './table.ts';

/** Words of operations that take something away. */
const TAKES_AWAY = /^(delete|drop|remove|revoke|disable|purge|erase|restore|drain|apply|roll-back|sign-out|cancel)$/;

describe('dangerous operations', () => {
  it.each(
    ADMIN_OPERATIONS.filter(({ name }) => TAKES_AWAY.test(name)).map((operation) => [`${operation.area}.${operation.name}`, operation]),
  )('%s says what is lost', (_, operation) => {
    expect(operation).toMatchObject({ dangerous: { loses: expect.stringMatching(/^[A-Z].*\.$/) } });
  });

  it('are changes, name a member of their request, and confirm in the request are typed words', () => {
    const faults = ADMIN_OPERATIONS.filter(({ dangerous, changes, request }) =>
      dangerous === undefined ? 'confirm' in request.shape : changes === undefined || !(dangerous.word in request.shape),
    );
    expect(faults.map(({ area, name }) => `${area}.${name}`)).toEqual([]);
  });
});
