import type { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { AppRecord } from '../registry/app-record.ts';
import type { NextRecord } from '../registry/app.store.ts';

/** An app as administrators see it: neither keys nor settings. */
export function administeredApp({ _id: id, name, enabled, version, createdAt, updatedAt, ...record }: AppRecord): config.AdministeredApp {
  const { deletion } = record;
  return {
    ...{ id, name, enabled, version },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    declaredIn: declaringFile({ enabled, declared: record.declared }) ?? null,
    deletion: deletion === undefined ? null : { startedAt: deletion.startedAt.toISOString(), done: [...deletion.done] },
  };
}

/** The apps file that declares an app now: one that was removed from it is disabled, and nobody's. */
export function declaringFile({ enabled, declared }: Pick<AppRecord, 'enabled' | 'declared'>): string | undefined {
  return enabled ? declared?.file : undefined;
}

/** @throws ObjectNotFound (101) */
export function found(app: AppRecord | null): AppRecord {
  if (app === null) throw new ParseError('ObjectNotFound', 'There is no such app.');
  return app;
}

/** @throws OperationForbidden (119) an app that the apps file declares, with the name of the file */
export function assertChangeable(app: AppRecord): void {
  const file = declaringFile(app);
  if (file !== undefined) throw new ParseError('OperationForbidden', `The app ${app._id} is declared in ${file}; change it there.`);
}

/** The members that a change starts from. */
export function membersOf({ _id, version: _version, createdAt: _createdAt, updatedAt: _updatedAt, ...members }: AppRecord): NextRecord {
  return members;
}
