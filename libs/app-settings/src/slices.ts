import { z } from 'zod';
import { appSettings, DEFAULT_APP_SETTINGS, OWNED, type AppSettings, type SettingNameOf, type SettingsOf } from './app-settings.ts';
import { READERS, type Reader } from './owned.ts';

/** Names of the settings that a service learns. */
export function settingNamesOf<Service extends Reader>(service: Service): readonly SettingNameOf<Service>[] {
  const read = READERS.flatMap((owner) => {
    const readers: Readonly<Record<string, readonly Reader[]>> = OWNED[owner].readers;
    return Object.keys(OWNED[owner].settings).filter((name) => owner === service || readers[name]?.includes(service) === true);
  });
  return read as SettingNameOf<Service>[];
}

/**
 * The schema of the part of an app's settings that a service learns. Members that it does not name are dropped and missing ones get their
 * defaults, so that services of different versions can talk to each other while a deployment is renewed.
 */
export function settingsFor<Service extends Reader>(service: Service): z.ZodType<SettingsOf<Service>> {
  const schemas: Readonly<Record<string, z.ZodType>> = appSettings.shape;
  const shape = Object.fromEntries(settingNamesOf(service).map((name) => [name, schemas[name]] as const));
  return z.object(shape as z.ZodRawShape) as unknown as z.ZodType<SettingsOf<Service>>;
}

/** The part of an app's settings that a service learns; nothing else is in it. */
export function sliceFor<Service extends Reader>(service: Service, settings: AppSettings): SettingsOf<Service> {
  return Object.fromEntries(settingNamesOf(service).map((name) => [name, settings[name]])) as SettingsOf<Service>;
}

/** A service's settings, all at their defaults. */
export function defaultSettingsFor<Service extends Reader>(service: Service): SettingsOf<Service> {
  return sliceFor(service, DEFAULT_APP_SETTINGS);
}
