import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { ask } from './ask.ts';
import { APP, GatewayProcess, KEYS, MASTER, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start()));
afterAll(() => gateway.stop());
beforeEach(() => gateway.recorder.reset());

const four = (value: boolean) => ({ create: value, read: value, update: value, delete: value });

describe('serverInfo', () => {
  it('has every flag the dashboard reads, and none that nothing stands behind', async () => {
    const { status, json } = await ask(gateway.url, '/parse/serverInfo', { headers: MASTER });
    expect(status).toBe(200);
    expect(json).toEqual({
      features: {
        globalConfig: four(true),
        hooks: four(true),
        cloudCode: { jobs: true },
        logs: { level: true, size: true, order: true, until: true, from: true },
        push: { immediatePush: true, scheduledPush: true, storedPushData: true, pushAudiences: true, localization: true },
        schemas: {
          addField: true,
          removeField: true,
          addClass: true,
          removeClass: true,
          clearAllDataFromClass: true,
          exportClass: false,
          editClassLevelPermissions: true,
          editPointerPermissions: true,
        },
        settings: { securityCheck: false },
      },
      parseServerVersion: '9.10.0',
      parlanceVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });
});

describe('settings', () => {
  it('are read from config alone, with the master key', async () => {
    const { json } = await ask(gateway.url, '/parse/settings', { headers: MASTER });
    expect(json).toEqual(DEFAULT_APP_SETTINGS);
    expect(gateway.recorder.last).toMatchObject({
      operation: 'config.read-settings',
      context: { app: APP, identity: { kind: 'master' } },
    });
  });

  it('are changed by config alone, on behalf of the caller', async () => {
    const { status, json } = await ask(gateway.url, '/parse/settings', { method: 'PATCH', headers: MASTER, body: { maxLimit: 7 } });
    expect([status, json['maxLimit']]).toEqual([200, 7]);
    expect(gateway.recorder.last).toMatchObject({
      operation: 'config.patch-settings',
      request: { maxLimit: 7 },
      context: { app: APP, identity: { kind: 'master' } },
    });
  });

  it('take effect without a restart', async () => {
    gateway.declare('changing', { settings: { batchLimit: 50 } });
    const requests = Array.from({ length: 55 }, () => ({ method: 'GET', path: '/parse/classes/Game/x' }));
    const status = async () =>
      (
        await ask(gateway.url, '/parse/batch', {
          method: 'POST',
          headers: { ...REST, 'X-Parse-Application-Id': 'changing' },
          body: { requests },
        })
      ).status;
    expect(await status()).toBe(400);
    gateway.declare('changing', { settings: { batchLimit: 60 } });
    expect(await status()).toBe(200);
  });
});

describe('health', () => {
  it('answers everybody, by any verb and without an app id', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      const { status, json } = await ask(gateway.url, '/parse/health', {
        method,
        headers: { 'X-Parse-REST-API-Key': 'wrong' },
        body: 'no JSON',
      });
      expect([method, status, json]).toEqual([method, 200, { status: 'ok' }]);
    }
    expect((await ask(gateway.url, '/PARSE//Health/')).json).toEqual({ status: 'ok' });
  });

  it('names each dependency to the master key alone', async () => {
    const detailed = await ask(gateway.url, '/parse/health', { headers: MASTER });
    expect(detailed.json).toEqual({
      status: 'ok',
      dependencies: {
        bus: { ok: true, detail: 'connected' },
        'config.registry': { ok: true, detail: 'in memory' },
        'data.mongodb': { ok: true, detail: 'primary db.internal:27017' },
      },
    });
    for (const headers of [REST, { ...MASTER, 'X-Parse-Master-Key': 'wrong' }, { ...REST, 'X-Parse-Maintenance-Key': KEYS.maintenance }])
      expect((await ask(gateway.url, '/parse/health', { headers })).json).toEqual({ status: 'ok' });
  });

  it('probes answer at the root without details', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const { status, json } = await ask(gateway.url, path);
      expect([status, json]).toEqual([200, { status: 'ok' }]);
    }
  });

  it('starting, not ready, then ok, then error', async () => {
    const fresh = await GatewayProcess.start();
    try {
      fresh.recorder.dataIsHealthy = false;
      const starting = await ask(fresh.url, '/parse/health');
      expect([starting.status, starting.headers['retry-after'], starting.json]).toEqual([503, '1', { status: 'starting' }]);
      expect((await ask(fresh.url, '/health/ready')).status).toBe(503);
      expect((await ask(fresh.url, '/health/live')).status).toBe(200);
      fresh.recorder.dataIsHealthy = true;
      await expect.poll(async () => (await ask(fresh.url, '/health/ready')).status, { timeout: 5_000 }).toBe(200);
      await fresh.stopServices();
      await expect.poll(async () => (await ask(fresh.url, '/parse/health')).json, { timeout: 5_000 }).toEqual({ status: 'error' });
      // The others' outage is none of this process's.
      expect((await ask(fresh.url, '/health/ready')).json).toEqual({ status: 'ok' });
    } finally {
      await fresh.stop();
    }
  });
});
