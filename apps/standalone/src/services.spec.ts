import { HTTP_SERVICE, SERVICE_NAMES, SERVICES } from '@parlance/contracts';
import { loadSettings, SettingsError } from '@parlance/settings';
import { expect, it } from 'vitest';
import { DEFINITIONS, servicesNamed, STANDALONE_SETTINGS } from './index.ts';

const chosen = (services?: string) =>
  servicesNamed(loadSettings(STANDALONE_SETTINGS, { PARLANCE_SERVICES: services }).PARLANCE_SERVICES).map(({ name }) => name);

it('runs every service unless told otherwise', () => {
  expect(chosen()).toEqual([...SERVICE_NAMES]);
});

it('runs the services named, each once, whatever the order', () => {
  expect(chosen('config, gateway,config')).toEqual(['gateway', 'config']);
});

it('refuses an unknown name and says which there are', () => {
  expect(() => chosen('gateway,dat')).toThrow(SettingsError);
  expect(() => chosen('gateway,dat')).toThrow(
    'PARLANCE_SERVICES must be words separated by commas, each one of console, admin, gateway, analytics, workers, auth, push, files, data, functions, config',
  );
});

it('calls each service by the name it has itself', () => {
  expect(Object.entries(DEFINITIONS).map(([name, service]) => [name, service.name])).toEqual(SERVICE_NAMES.map((name) => [name, name]));
});

it('lists for each service the servers that it has settings for, and the one that wants HTTP', () => {
  for (const { name, servers } of SERVICES) {
    const { settings, http } = DEFINITIONS[name];
    expect([name, 'MONGODB_URL' in settings, 'REDIS_URL' in settings]).toEqual([
      name,
      servers.includes('mongodb'),
      servers.includes('redis'),
    ]);
    expect(http !== false).toBe(name === HTTP_SERVICE);
  }
});
