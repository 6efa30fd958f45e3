import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

const DAY_SECONDS = 86_400;

describe.each([
  ['30', 30 * DAY_SECONDS],
  [undefined, undefined],
])('SEC-39 the age of entries of the audit, with PARLANCE_AUDIT_DAYS=%s', (days, seconds) => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('fused', [{ id: 'alpha' }], days === undefined ? {} : { PARLANCE_AUDIT_DAYS: days });
  });
  afterAll(() => deployment?.close());

  /** MongoDB itself removes old entries by an index with an end, once a minute. */
  it('is left to MongoDB, by the time of the entry', async () => {
    const indexes = await (await deployment.parlance.controlDatabase()).collection('audit').indexes();
    const ends = indexes.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
    expect(ends.map(({ key, expireAfterSeconds }) => ({ key, expireAfterSeconds }))).toEqual(
      seconds === undefined ? [] : [{ key: { at: 1 }, expireAfterSeconds: seconds }],
    );
  });
});
