import { SettingsError } from '@parlance/settings';
import { expect, it } from 'vitest';
import { startServices, type ServiceDefinition } from './index.ts';

const service = (name: string, http: ServiceDefinition['http']): ServiceDefinition => ({
  name,
  module: { register: () => ({ module: class {} }) },
  settings: {},
  http,
});

it('rejects bad settings before it opens anything', async () => {
  await expect(startServices([service('a', false)], { PARLANCE_PORT: 'x' })).rejects.toBeInstanceOf(SettingsError);
});

it('refuses two services that want an HTTP server each, before it opens anything', async () => {
  const nowhere = { NATS_URL: 'nats://127.0.0.1:9', PARLANCE_LOG_LEVEL: 'silent' };
  await expect(startServices([service('a', {}), service('b', {})], nowhere)).rejects.toThrow(
    'Two services of one process want an HTTP server.',
  );
});
