/** The services of the platform that own classes, by their names on the bus. */
export type OwnerService = 'auth' | 'data' | 'push' | 'functions' | 'config' | 'workers';

/**
 * The callers that get past the class itself, before its permissions and the ACLs of its objects are asked.
 *
 * - `permission`: every caller that class permissions and ACLs allow
 * - `master`: the master key and services of ours (and, of readers, the read-only master key)
 * - `owner`: the service that owns the class, in its own name, and no key
 * - `nobody`: no request at all; the owner keeps the collection by a store of its own
 */
export type OpenTo = 'permission' | 'master' | 'owner' | 'nobody';

/** A field's type as `_SCHEMA` stores it: `string`, `*_User` for a pointer, `relation<_Role>`. */
export type FieldTypeText =
  | 'string'
  | 'number'
  | 'boolean'
  | 'date'
  | 'object'
  | 'array'
  | 'geopoint'
  | 'file'
  | 'bytes'
  | 'polygon'
  | `*${string}`
  | `relation<${string}>`;

/** The operations that class permissions tell apart, without `addField`. */
export type ObjectOperation = 'get' | 'find' | 'count' | 'create' | 'update' | 'delete';

/** An index by stored members, as the database takes it. */
export interface ClassIndex {
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly name: string;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly collation?: { readonly locale: string; readonly strength: 1 | 2 | 3 };
  /** Seconds after the date in the member at which the database removes the document. */
  readonly expireAfterSeconds?: number;
}

/** A field whose members are stored each on its own: `authData.google` as `_auth_data_google`. */
export interface SpreadField {
  readonly prefix: string;
  /** Members that no answer, condition or pipeline reads. */
  readonly secretMembers: readonly string[];
}

/** A class of the platform, as plain data. An optional member that is absent means the rule of every ordinary class. */
export interface PlatformClass {
  readonly name: string;
  readonly owner: OwnerService;
  /** Services that read and write its objects as the owner does. */
  readonly furtherWriters?: readonly OwnerService[];
  readonly readers: OpenTo;
  readonly writers: OpenTo;
  /** The class has a document in `_SCHEMA`, which the schema API lists and changes. Otherwise it is virtual: its fields are these. */
  readonly described: boolean;
  /** The fields that the class has by itself, beside objectId, createdAt, updatedAt and ACL. */
  readonly fields: Readonly<Record<string, FieldTypeText>>;

  /** Fields that documents hold under another name, `sessionToken` as `_session_token`. */
  readonly storedNames?: Readonly<Record<string, string>>;
  readonly spreadFields?: Readonly<Record<string, SpreadField>>;
  /** Date fields that answers show as plain strings, as they show createdAt. */
  readonly plainDates?: readonly string[];
  /** Stored members that belong to the platform: only the maintenance key and services of ours see and name them. */
  readonly internalMembers?: readonly string[];
  /**
   * Fields with a secret in them. `self` shows one to the caller that the object stands for (see `self`) and to the master key, not to the
   * read-only one; `nobody` to no caller. Queries depend on them for the same callers alone (apps/data/src/classes/credential-questions.ts).
   */
  readonly secrets?: Readonly<Record<string, 'self' | 'nobody'>>;
  /** Internal members that let somebody in: tokens, and hashes of tokens and passwords. No query of the read-only master key names them. */
  readonly credentialMembers?: readonly string[];
  /** Secret fields that their holders may ask for by equality, which is the only question about them. */
  readonly heldTokens?: readonly string[];
  /** The caller's identity holds the id of one object of this class under this name: the caller's own user, or own session. */
  readonly self?: 'userId' | 'sessionId';
  /**
   * Objects belong to users. `itself`: the object is the user; it is written with a session alone, and by nobody else while it has no ACL.
   * `pointer`, whatever their ACLs say: the user that this field points to, who alone reads and writes the object.
   */
  readonly ownedBy?: 'itself' | { readonly pointer: string };
  /** Operations that class permissions do not decide: open to every caller, or closed to all but the master key. */
  readonly fixedOperations?: Readonly<Record<ObjectOperation, 'open' | 'closed'>>;
  /** A session that was made for another device writes no object of the class. */
  readonly closedToRestrictedSessions?: true;
  /** Indexes beside those that every class has. They are made before the first write. */
  readonly indexes?: readonly ClassIndex[];
  /** The routes that the class has to itself: `users` for `/users` and `/users/:objectId`. */
  readonly restWord?: string;
  /** Clients make objects by this route alone, whose service checks them first. */
  readonly madeBy?: { readonly route: string; readonly needsSession: boolean };
  /** The remembered identities that processes are told to forget after a write: one user, one session, or everybody's roles. */
  readonly announces?: 'user' | 'session' | 'roles';
}
