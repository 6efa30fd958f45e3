import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

describe.each(MODES)('administration over NATS, %s', (mode) => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start(mode, [{ id: 'alpha' }, { id: 'beta' }]);
  });
  afterAll(() => deployment.close());

  it('lists apps in pages, by id', async () => {
    const all = await deployment.ask('apps.list');
    expect(all.error).toBeUndefined();
    expect(all.body.apps.map(({ id }: { id: string }) => id)).toEqual(['alpha', 'beta']);
    expect((await deployment.ask('apps.list', { limit: 1, after: 'alpha' })).body.apps).toMatchObject([{ id: 'beta', enabled: true }]);
  });

  it('shows an app, and says when there is none', async () => {
    expect((await deployment.ask('apps.get', { app: 'alpha' })).body).toMatchObject({ app: { id: 'alpha', enabled: true } });
    const missing = await deployment.ask('apps.get', { app: 'nowhere' });
    expect(missing).toEqual({ error: '101', body: { code: 101, error: 'There is no app nowhere.' } });
  });

  it('SEC-39 knows callers by their token, and nobody without one', async () => {
    expect(await deployment.ask('apps.list', {}, { token: '' })).toMatchObject({ error: '902' });
    expect(await deployment.ask('apps.list', {}, { token: 'x'.repeat(40) })).toMatchObject({ error: '903', body: { code: 903 } });
  });

  it('names the place of each mistake in a request', async () => {
    const { error, body } = await deployment.ask('apps.list', { limit: 0, after: 7 });
    expect(error).toBe('107');
    expect(body.faults.map(({ field }: { field: string }) => field)).toEqual(['limit', 'after']);
    expect((await deployment.ask('apps.list', '{')).body).toEqual({ code: 107, error: 'The request is no JSON.' });
    expect((await deployment.ask('apps.get')).error).toBe('107');
  });

  it('keeps to the time that the caller has', async () => {
    expect(await deployment.ask('apps.get', { app: 'alpha' }, { timeoutMs: 0 })).toMatchObject({ error: '124' });
  });

  it('shows itself by the services API of NATS, with its operations and their figures', async () => {
    await deployment.ask('apps.get', { app: 'alpha' });
    const asked = async (verb: string) => {
      const replies = await deployment.nats.requestMany(`$SRV.${verb}.parlance-admin`, '', { maxWait: 1_000, strategy: 'stall' });
      const reports: ReturnType<typeof JSON.parse>[] = [];
      for await (const reply of replies) reports.push(reply.json());
      const own = deployment.subject('apps.get');
      return { reports, endpoint: reports.flatMap(({ endpoints = [] }) => endpoints).find(({ subject }) => subject === own) };
    };
    expect((await asked('PING')).reports).toContainEqual(
      expect.objectContaining({ type: 'io.nats.micro.v1.ping_response', name: 'parlance-admin', version: '1.0.0' }),
    );
    expect((await asked('INFO')).endpoint).toMatchObject({ name: 'apps-get', queue_group: 'admin', metadata: { scope: 'apps:read' } });
    const { endpoint } = await asked('STATS');
    expect(endpoint.num_requests).toBeGreaterThan(endpoint.num_errors);
    expect(endpoint.num_errors).toBeGreaterThan(0);
    expect(endpoint.last_error).toMatch(/^(124|107|101):/);
    expect(endpoint.average_processing_time).toBeGreaterThan(0);
  });
});
