import type { z } from 'zod';

/** Services that read settings of apps. A service that begins to is one word here and one line in app-settings.ts. */
export const READERS = ['gateway', 'data', 'auth', 'files', 'analytics', 'push', 'workers', 'functions'] as const;
export type Reader = (typeof READERS)[number];

/** Schemas by the names of settings. */
export type SettingSchemas = Readonly<Record<string, z.ZodType>>;

/** The settings that one service owns. `readers` names the other services that read one of them: nobody else learns it. */
export interface Owned<Schemas extends SettingSchemas, Readers extends ReadersOf<Schemas>> {
  readonly settings: Schemas;
  readonly readers: Readers;
}
type ReadersOf<Schemas> = { readonly [Name in keyof Schemas]?: readonly Reader[] };

/** Declares the settings of one owner; only gives the literals their types. */
export function owned<Schemas extends SettingSchemas, const Readers extends ReadersOf<Schemas>>(
  settings: Schemas,
  readers: Readers & { readonly [Name in Exclude<keyof Readers, keyof Schemas>]: never },
): Owned<Schemas, Readers> {
  return { settings, readers };
}
