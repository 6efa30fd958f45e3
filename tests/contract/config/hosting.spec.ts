import { SERVICE } from '@parlance/config';
import { config } from '@parlance/contracts';
import { startServices } from '@parlance/service';
import { createLogger } from '@parlance/telemetry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigDeployment } from './config-service.ts';

let deployment: ConfigDeployment;
beforeEach(async () => {
  deployment = await ConfigDeployment.create();
});
afterEach(() => deployment.close());

const logger = createLogger({ service: 'config', level: 'silent' });
const start = (environment: Record<string, string> = {}) =>
  startServices([SERVICE], { ...deployment.environment, ...environment }, { logger });

it('is hosted as a program of its own, answers, and stops in order', async () => {
  deployment.declare({ apps: [{ id: 'game' }] });
  const services = await start();
  expect((await deployment.access('game')).enabled).toBe(true);
  expect((await deployment.call(config.health, {})).dependencies['mongodb']?.ok).toBe(true);
  await services.close();
  await expect(deployment.access('game')).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
});

it('SEC-36 does not start in production with an example key, nor with no apps file that can be read', async () => {
  deployment.declare({ apps: [{ id: 'game', keys: { master: 'this-is-an-example-key' } }] });
  await expect(start({ NODE_ENV: 'production' })).rejects.toThrow(/apps\[0\]\.keys\.master: looks like an example/);
  await expect(start({ PARLANCE_APPS_FILE: '/nowhere/apps.json' })).rejects.toThrow(/it cannot be read \(ENOENT\)/);
});
