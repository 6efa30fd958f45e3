import type { Identity } from '@parlance/acl';
import type { SettingsOf } from '@parlance/app-settings';
import type { auth } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import type { IndexDescription } from '@parlance/mongo';
import type { AskedCondition, FieldPath, OrderTerm } from '@parlance/query';
import type { ObjectWrite } from '@parlance/values';

/** A write that somebody asks for, before it is read. */
export interface AskedWrite {
  readonly identity: Identity;
  readonly operation: 'create' | 'update' | 'delete';
  /** Undefined for a create. */
  readonly objectId: string | undefined;
  /** A service that may write the class (service-authority.ts) asks: it has checked the write as only it can. */
  readonly trusted: boolean;
}

/** The parts of a query that the rules of a class look at. */
export interface AskedQuery {
  readonly condition: AskedCondition;
  readonly order: readonly OrderTerm[];
  /** A field whose values have an influence on the answer, beside those in `where` and `order`. */
  readonly shown?: FieldPath | undefined;
}

/**
 * Steps of reads and writes that a class of the platform adds, as code; its declaration in libs/platform-classes says the rest. A rule
 * that is not there asks nothing.
 */
export interface ClassRules {
  /** @throws ParseError when the caller may not read the class at all */
  assertReader?(identity: Identity): void;
  /** @throws ParseError when the caller may not make this write, whatever it holds */
  assertWriter?(asked: AskedWrite): void;
  /** @throws ParseError for a query that the caller may not ask */
  assertQuery?(asked: AskedQuery, identity: Identity): void;
  /** The constraint that clients have to send to find anything, as the end of a sentence; assertQuery insists on it. */
  readonly findsOnly?: string;
  /** Looks at the members that the client has sent, without those that a service adds. @throws ParseError for members it may not send */
  assertWrite?(write: ObjectWrite, asked: AskedWrite): void;
  /** The same for a row of an import, which may hold members that only `auth` sets otherwise. */
  assertImport?(write: ObjectWrite, asked: AskedWrite): void;
  /** The ACL member to store in place of the one sent; undefined leaves the object's as it is. */
  acl?(sent: unknown, objectId: string, asked: AskedWrite, settings: SettingsOf<'data'>): unknown;
  /** The error that a refusal by a unique index on this stored member means. */
  taken?(member: string): ParseError | undefined;
  /** The remembered identities that are stale after the write; `write` is undefined for a deletion. */
  staleAfter?(objectId: string, write: ObjectWrite | undefined): auth.IdentityChange | undefined;
  /** Indexes beside the declared ones, which the members of this write need before they are first stored. */
  indexesOfWrite?(write: ObjectWrite): readonly IndexDescription[];
}
