import type { Identity } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';
import type { App } from '../apps/app.ts';
import type { Apps } from '../apps/apps.ts';

/** The members of an app that writes use. */
export type WritingApp = Pick<
  App,
  | 'id'
  | 'settings'
  | 'fileUrl'
  | 'reads'
  | 'writes'
  | 'schemas'
  | 'schemaStore'
  | 'classStorage'
  | 'slots'
  | 'announceChange'
  | 'announceIdentityChange'
>;

/** The circumstances that all writes of one request share. */
export interface Writing {
  readonly app: WritingApp;
  /** The caller; every write is made with the caller's rights. */
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** The time that objects are given; no class was looked up before it (late-writes.ts). */
  readonly began: Date;
}

/**
 * Runs a write of a request. Its time is taken before anything else, and its process is one that may write to the app before the write
 * looks up a class (removals/writers.ts).
 */
export async function runWrite<R>(apps: Pick<Apps, 'of'>, context: RequestContext, write: (writing: Writing) => Promise<R>): Promise<R> {
  const began = new Date();
  const app = await apps.of(context);
  return app.writers.run(() => write(writingOf(app, context, began)));
}

/** @param began taken before the app was looked up */
export function writingOf(app: WritingApp, { identity, deadline }: RequestContext, began: Date): Writing {
  return { app, identity, deadline, began };
}
