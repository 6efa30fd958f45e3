import { expect, it } from 'vitest';
import { settingsWarnings } from './settings-warnings.ts';

it.each([
  [{}, []],
  [{ masterKeyIps: ['10.0.0.0/8'], accountLockout: { threshold: 3 }, logInThrottle: {} }, []],
  [{ masterKeyIps: ['0.0.0.0/0'], maintenanceKeyIps: ['10.0.0.1', '::/0'] }, ['masterKeyIps', 'maintenanceKeyIps']],
  [{ accountLockout: null, logInThrottle: null }, ['accountLockout', 'logInThrottle']],
])('%j warns of %j', (settings, names) => {
  expect(settingsWarnings(settings).map(({ setting }) => setting)).toEqual(names);
});
