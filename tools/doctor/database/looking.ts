import type { ClassSchema } from '@parlance/values';
import type { Finding } from '../finding.ts';
import type { OldOptions } from '../options/old-options.ts';
import type { OldDatabase } from './old-database.ts';

/** All that one examination needs. */
export interface Looking {
  readonly database: OldDatabase;
  /** Names of the collections below the prefix. */
  readonly collections: ReadonlySet<string>;
  /** Classes by name, as their documents in `_SCHEMA` describe them. */
  readonly classes: ReadonlyMap<string, ClassSchema>;
  /** Undefined where no options were given. */
  readonly options: OldOptions | undefined;
  readonly bounds: Bounds;
  readonly now: Date;
  /** Tells people how far the work is. */
  readonly progress: (text: string) => void;
}

export interface Bounds {
  /** Objects of each class that are looked at; undefined for all. */
  readonly sample: number | undefined;
  /** Of one question to the database. */
  readonly questionMs: number;
}

/** One subject that is looked at. A part that takes too long, or may not be read, is told as such; the others go on. */
export interface Examination {
  /** For people: `unique values`. */
  readonly subject: string;
  readonly look: (looking: Looking) => AsyncIterable<Finding>;
}
