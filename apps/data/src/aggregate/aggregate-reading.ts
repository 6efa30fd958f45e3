import type { Identity } from '@parlance/acl';
import type { ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';

/** Of whom and until when a class is asked. */
export interface AggregateReading {
  readonly app: ReadingApp;
  readonly schema: ClassSchema;
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
}
