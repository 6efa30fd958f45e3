import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TransfersDeployment } from './transfers-deployment.ts';

describe('imports and exports', () => {
  let deployment: TransfersDeployment;
  beforeAll(async () => {
    deployment = await TransfersDeployment.start();
  });
  afterAll(() => deployment?.close());

  it('IMP-12 imports a thousand rows into a new class, and exports them', async () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => ({ place: at, name: `row ${at}` }));
    const { job, failures } = await deployment.import('/imports/Row', JSON.stringify(rows));
    expect(failures).toEqual([]);
    expect(job).toMatchObject({ state: 'done', done: 1_000, total: 1_000, created: 1_000, failed: 0 });
    expect(await deployment.count('Row')).toBe(1_000);
    const { job: exported, bytes } = await deployment.export({ className: 'Row' });
    expect(exported).toMatchObject({ state: 'done', done: 1_000, total: 1_000 });
    const { results } = JSON.parse(bytes.toString()) as { results: { place: number; name: string }[] };
    expect(results.map(({ place }) => place).toSorted((one, other) => one - other)).toEqual(rows.map(({ place }) => place));
  });
});
