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

  it('SEC-39 each import, export and end of one leaves one entry in the audit, with its author and without its data', async () => {
    const { job } = await deployment.import('/imports/Audited?update=true', '[{"secretOfSomebody":"x"}]');
    const { job: exported } = await deployment.export({ className: 'Audited', passwords: true });
    await deployment.ask('DELETE', `/exports/${exported.id}`);
    await deployment.ask('DELETE', `/imports/${job.id}`);
    await deployment.ask('POST', '/imports/_Session', '[]', { 'Content-Type': 'application/json' });
    const { id: app } = deployment.parlance.app();
    const of = { app, action: /^workers\./, at: { $exists: true } };
    const audit = (await deployment.parlance.controlDatabase()).collection('audit');
    const entries = await audit.find(of).sort({ _id: -1 }).limit(5).toArray();
    const told = entries.map(({ action, text, outcome }) => [action, text, outcome] as unknown).reverse();
    expect(told).toEqual([
      ['workers.prepare-import', 'POST /imports/Audited', 'done'],
      ['workers.start-export', 'POST /exports', 'done'],
      ['workers.cancel-export', `DELETE /exports/${exported.id}`, 'done'],
      ['workers.cancel-import', `DELETE /imports/${job.id}`, 'done'],
      ['workers.prepare-import', 'POST /imports/_Session', 'failed'],
    ]);
    expect(JSON.stringify(entries)).not.toContain('secretOfSomebody');
  });
});
