import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, type Json } from './data-service.ts';

const HOUR_MS = 3_600_000;
const at = (hours: number): Json => ({ __type: 'Date', iso: new Date(Date.now() + hours * HOUR_MS).toISOString() });

describe.each(MODES)('relative dates, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    await deployment.anyone.createMany('Meeting', [
      { name: 'last month', begins: at(-24 * 30) },
      { name: 'yesterday', begins: at(-24) },
      { name: 'tomorrow', begins: at(24) },
      { name: 'next month', begins: at(24 * 30) },
      { name: 'never', room: 5 },
    ]);
  });
  afterAll(() => deployment.close());

  const names = async (where: Json): Promise<string[]> =>
    (await deployment.anyone.find('Meeting', { where, order: 'begins' })).results.map(({ name }) => name as string);

  it('are relative to the time of the request', async () => {
    expect(await names({ begins: { $lt: { $relativeTime: 'now' } } })).toEqual(['last month', 'yesterday']);
    expect(await names({ begins: { $gt: { $relativeTime: 'now' }, $lte: { $relativeTime: 'in 2 days 3 hours' } } })).toEqual(['tomorrow']);
    expect(await names({ begins: { $gte: { $relativeTime: '1 week ago' } } })).toEqual(['yesterday', 'tomorrow', 'next month']);
    expect(await names({ createdAt: { $gt: { $relativeTime: '1 hour ago' } } })).toHaveLength(5);
    expect(await names({ createdAt: { $lt: { $relativeTime: '1 hour ago' } } })).toEqual([]);
  });

  it('are for dates, and have to be readable', async () => {
    expect(await codeOf(names({ room: { $lt: { $relativeTime: 'now' } } }))).toBe(107);
    expect(await codeOf(names({ begins: { $lt: { $relativeTime: 'soon' } } }))).toBe(107);
    expect(await codeOf(names({ begins: { $ne: { $relativeTime: 'now' } } }))).toBe(107);
  });
});
