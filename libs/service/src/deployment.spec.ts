import { loadSettings } from '@parlance/settings';
import { expect, it } from 'vitest';
import { deploymentOf } from './deployment.ts';
import { PROCESS_SETTINGS } from './settings.ts';

it.each<[Record<string, string>, string, string]>([
  [{}, 'parlance', 'parlance'],
  [{ PARLANCE_DEPLOYMENT: 'shop' }, 'shop', 'shop'],
  [{ PARLANCE_BUS_PREFIX: 'p1' }, 'p1', 'p1'],
  [{ PARLANCE_DEPLOYMENT: 'shop', PARLANCE_BUS_PREFIX: 'p1' }, 'shop', 'p1'],
])('of %j the name is %s and the prefix %s', (environment, name, prefix) => {
  expect(deploymentOf(loadSettings(PROCESS_SETTINGS, environment))).toEqual({ name, prefix });
});
