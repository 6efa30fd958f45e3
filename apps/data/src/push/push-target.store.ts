import type { AuthorizedAccess } from '@parlance/acl';
import type { data } from '@parlance/contracts';
import type { Condition } from '@parlance/query';
import type { ClassSchema } from '@parlance/values';

/** The installations that a push is for, and the part of them that is asked about. */
export interface TargetQuery extends Omit<data.PageAudienceRequest, 'where' | 'limit'> {
  readonly schema: ClassSchema;
  /** Answered: on installations alone. */
  readonly condition: Condition;
}

/** Installations by device type and locale, the largest groups; `matched` and `withoutTimeZone` are of all. */
export interface Groups {
  readonly matched: number;
  readonly withoutTimeZone: number;
  readonly groups: readonly { readonly type: unknown; readonly locale: unknown; readonly n: number }[];
}

/** A value that installations get once for each key. */
export type BadgeChange = data.ChangeBadgesRequest['change'];

/**
 * Installations as targets of pushes. All writes are made in the platform's own name, whatever the ACLs of installations say, and leave no
 * trace in `updatedAt`.
 *
 * @throws everywhere RequestTimeout (124), ServiceUnavailable (2)
 */
export interface PushTargetStore {
  /** In the order of ids. */
  page(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<data.PushTarget[]>;

  /** Up to `limit`. */
  count(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<number>;

  /** Of up to `limit` installations that match. @returns the groups, with the number of all */
  groups(query: AuthorizedAccess<TargetQuery>, limit: number, timeMsMax: number): Promise<Groups>;

  /**
   * The groups among those that match in one range of installations: `rows` of them from an id on, of which there may be fewer.
   * @returns the number of installations in the range too
   */
  groupsFrom(
    query: AuthorizedAccess<TargetQuery>,
    from: string,
    rows: number,
    timeMsMax: number,
  ): Promise<Groups & { readonly rows: number }>;

  /** About how many installations there are. */
  size(timeMsMax: number): Promise<number>;

  /** The values of `timeZone`. */
  zones(query: AuthorizedAccess<TargetQuery>, timeMsMax: number): Promise<string[]>;

  /** Some ids of installations, in order and each once, drawn at random. */
  sample(size: number, timeMsMax: number): Promise<string[]>;

  /** @returns the badges of the installations that are there */
  changeBadges(ids: readonly string[], key: string, change: BadgeChange, deadline: number): Promise<Record<string, number>>;

  /** @returns how many installations have lost a token or URI */
  dropTokens(tokens: readonly data.DeadToken[], at: Date, deadline: number): Promise<number>;

  stampLocal(ids: readonly string[], key: string, deadline: number): Promise<void>;

  /** @returns the installations that have their turn */
  takeTurns(request: data.TakeTurnsRequest, deadline: number): Promise<string[]>;

  giveTurnsBack(ids: readonly string[], key: string, deadline: number): Promise<void>;

  noteWaiting(request: data.NoteWaitingRequest, deadline: number): Promise<void>;
}
