import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import { effectiveSettings } from './effective-settings.ts';

describe('effectiveSettings', () => {
  it('fills in every default', () => {
    expect(effectiveSettings({ settings: {} }, fail)).toEqual(DEFAULT_APP_SETTINGS);
    expect(DEFAULT_APP_SETTINGS.masterKeyIps).toEqual(['127.0.0.0/8', '::1']);
  });

  it('prefers what the file declares to what a PATCH set', () => {
    const declared = { file: 'apps.json', digest: '', settings: { maxLimit: 5 } };
    const settings = effectiveSettings({ settings: { maxLimit: 9, defaultLimit: 7 }, declared }, fail);
    expect(settings).toMatchObject({ maxLimit: 5, defaultLimit: 7, objectIdSize: 10 });
  });

  it('drops what another version wrote, and says so', () => {
    const dropped: string[] = [];
    const settings = effectiveSettings(
      { settings: { maxLimit: 'many', ofTomorrow: 1, __proto__: 1, defaultLimit: 7 } },
      (message) => void dropped.push(message),
    );
    expect(settings).toEqual({ ...DEFAULT_APP_SETTINGS, defaultLimit: 7 });
    expect(dropped).toHaveLength(2);
    expect(dropped.join()).toMatch(/maxLimit: .*number.*ofTomorrow: there is no such setting/s);
  });
});

function fail(message: string): never {
  throw new Error(message);
}
