import { describe, expect, it } from 'vitest';
import { DEFAULT_APP_SETTINGS, OWNED } from './app-settings.ts';
import { READERS } from './owned.ts';
import { defaultSettingsFor, settingNamesOf, settingsFor, sliceFor } from './slices.ts';

describe('slices of settings', () => {
  it('name each setting for its owner and for no service twice', () => {
    for (const service of READERS) {
      const names = settingNamesOf(service) as readonly string[];
      expect(names).toEqual(expect.arrayContaining(Object.keys(OWNED[service].settings)));
      expect(new Set(names).size).toBe(names.length);
    }
    const owned = READERS.flatMap((service) => Object.keys(OWNED[service].settings));
    expect(owned.toSorted()).toEqual(Object.keys(DEFAULT_APP_SETTINGS).toSorted());
  });

  it('SEC-39 keep the secrets of auth from the gateway and from data', () => {
    for (const service of ['gateway', 'data'] as const) {
      const slice = Object.keys(sliceFor(service, DEFAULT_APP_SETTINGS));
      expect(slice).not.toContain('auth');
      expect(slice).not.toContain('mail');
    }
  });

  it('name a setting for the services that its owner names', () => {
    expect(settingNamesOf('auth')).toEqual(expect.arrayContaining(['auth', 'mail', 'pages', 'protectedFields', 'publicUserEmails']));
    expect(settingNamesOf('gateway')).toContain('publicServerURL');
    expect(settingNamesOf('data')).not.toContain('publicServerURL');
  });

  it('fill in defaults, and drop what another version sends', () => {
    expect(settingsFor('data').parse({ maxLimit: 5, ofTomorrow: 1 })).toEqual({ ...defaultSettingsFor('data'), maxLimit: 5 });
    expect(settingsFor('data').safeParse({ maxLimit: 'five' }).success).toBe(false);
  });
});
