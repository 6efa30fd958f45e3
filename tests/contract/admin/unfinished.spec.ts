import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

const PATIENT = { timeout: 20_000, interval: 100 };

describe('work that an administrator began goes on by itself', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('split', [{ id: 'alpha' }]);
  });
  afterAll(() => deployment?.close());

  it('a deletion whose request had no more time, in the name of its author', async () => {
    await deployment.ask('apps.create', { id: 'doomed', name: 'Doomed' });
    await deployment.ask('apps.disable', { app: 'doomed' });
    const { body: made } = await deployment.ask('tokens.create', { name: 'the remover', role: 'owner' });
    const request = { app: 'doomed', confirm: 'doomed', withoutExport: true };
    const records = (await deployment.parlance.controlDatabase()).collection<{ _id: string; deletion?: object }>('apps');
    const isBegun = async (): Promise<boolean> => {
      // Too short for the whole work.
      const { body } = await deployment.ask('apps.delete', request, { timeoutMs: 1_900, token: made.secret });
      expect(body.state).not.toBe('done');
      const record = await records.findOne({ _id: 'doomed' });
      return record === null || record.deletion !== undefined;
    };
    await expect.poll(isBegun, PATIENT).toBe(true);
    await expect.poll(async () => (await deployment.ask('apps.get', { app: 'doomed' })).error, PATIENT).toBe('101');
    const { body } = await deployment.ask('audit.query', { app: 'doomed', author: made.token.id });
    expect(body.entries.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['app-deletion-begun', 'app-deleted']),
    );
  });

  it('an apply of classes whose process died within', async () => {
    const definitions = [{ className: 'Wanted', fields: { text: { type: 'String' } } }];
    expect((await deployment.ask('schema.apply', { app: 'alpha', definitions })).error).toBeUndefined();
    const classes = async () =>
      (await deployment.ask('schema.get', { app: 'alpha' })).body.classes.map(({ className }: { className: string }) => className);
    await expect.poll(classes, PATIENT).toContain('Wanted');
    const applies = (await deployment.parlance.database('alpha')).collection<{ _id: string; open?: true }>('_SchemaApplies');
    await expect.poll(() => applies.countDocuments({ open: true }), PATIENT).toBe(0);
    const [first] = await applies.find().toArray();
    // As a process leaves it that died after the first step, and whose hold on it has ended.
    const text = JSON.stringify({ definitions: [{ className: 'Late', fields: {} }], options: {}, mayLoseData: false });
    const left = { _id: randomUUID(), text, open: true as const, worker: 'dead', until: new Date(0), state: 'running', endedAt: null };
    await applies.insertOne({ ...first, ...left, startedAt: new Date() } as never);
    await expect.poll(classes, PATIENT).toContain('Late');
    await expect.poll(() => applies.countDocuments({ open: true }), PATIENT).toBe(0);
  });
});
