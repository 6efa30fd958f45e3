import type { Identity } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import type { App } from '../apps/app.ts';
import type { Apps } from '../apps/apps.ts';
import { assertCodeLoaded } from '../triggers/code-loaded.ts';
import type { ClassTriggers } from '../triggers/class-triggers.ts';

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
  | 'codeState'
  | 'announceChange'
  | 'accessSamples'
  | 'storage'
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
  /** As it has arrived, for the triggers. */
  readonly request: RequestContext;
  /** The app's triggers run. */
  readonly triggered: boolean;
}

/**
 * Runs a write of a request. Its time is taken before anything else, and its process is one that may write to the app before the write
 * looks up a class (removals/writers.ts).
 */
export async function runWrite<R>(apps: Pick<Apps, 'of'>, context: RequestContext, write: (writing: Writing) => Promise<R>): Promise<R> {
  const began = new Date();
  const app = await apps.of(context);
  assertCodeLoaded(app, context);
  return app.writers.run(() => write(writingOf(app, context, began)));
}

/** @param began taken before the app was looked up */
export function writingOf(app: WritingApp, request: RequestContext, began: Date): Writing {
  const { identity, deadline } = request;
  return { app, identity, deadline, began, request, triggered: identity.kind !== 'platform' };
}

/** The triggers of a write to the class. Of those that services make in their own name only the counters of a push have any. */
export function triggersOfWrite({ app, triggered }: Writing, className: string): ClassTriggers | undefined {
  return triggered || className === PUSH_STATUS ? app.slots.triggers?.(className) : undefined;
}
