import type { SettingsOf } from '@parlance/app-settings';
import type { AppCode, AppId, auth } from '@parlance/contracts';
import type { FileUrl } from '@parlance/values';
import type { AccessSamples } from '../access-samples/access-samples.ts';
import type { SchemaApplyStore } from '../declared-schemas/schema-apply.store.ts';
import type { AggregateStore } from '../aggregate/aggregate.store.ts';
import type { ExplainStore } from '../explain/explain.store.ts';
import type { FileReferenceStore } from '../file-references/file-reference.store.ts';
import type { DatabaseHealth } from '../health/database-health.ts';
import type { RequestIdStore } from '../idempotency/request-id.store.ts';
import type { ObjectReads, ObjectWrites } from '../objects/object.store.ts';
import type { RoleStore } from '../roles/role.store.ts';
import type { ReferenceStore } from '../resolve/reference.store.ts';
import type { ClassStorage } from '../schemas/class-storage.ts';
import type { IndexBuilds } from '../indexes/index-builds.ts';
import type { IndexStore } from '../indexes/index-store.ts';
import type { HookStore } from '../hooks/hook.store.ts';
import type { ParameterStore } from '../parameters/parameter.store.ts';
import type { PushTargetStore } from '../push/push-target.store.ts';
import type { StorageUse } from '../quotas/storage-use.ts';
import type { Removals } from '../removals/removals.ts';
import type { Writers } from '../removals/writers.ts';
import type { SchemaCache } from '../schemas/schema-cache.ts';
import type { SchemaStore } from '../schemas/schema.store.ts';
import type { AppQueries } from '../slow-queries/app-queries.ts';
import type { MemberStore } from '../transfers/member.store.ts';
import type { WriteSlots } from '../write/slots.ts';

/** The stores of one app's database, and this process's memory of it. */
export interface AppStores {
  readonly reads: ObjectReads;
  readonly writes: ObjectWrites;
  readonly references: ReferenceStore;
  readonly aggregates: AggregateStore;
  readonly explains: ExplainStore;
  readonly queries: AppQueries;
  readonly accessSamples: AccessSamples;
  readonly schemaStore: SchemaStore;
  readonly schemas: SchemaCache;
  readonly requestIds: RequestIdStore;
  readonly roles: RoleStore;
  readonly parameters: ParameterStore;
  readonly classStorage: ClassStorage;
  readonly removals: Removals;
  readonly writers: Writers;
  readonly indexes: IndexStore;
  readonly schemaApplies: SchemaApplyStore;
  readonly indexBuilds: IndexBuilds;
  readonly databaseHealth: DatabaseHealth;
  readonly hooks: HookStore;
  readonly fileReferences: FileReferenceStore;
  readonly pushTargets: PushTargetStore;
  readonly members: MemberStore;
  /** Objects and bytes under the quotas of the app. */
  readonly storage: StorageUse;
  /** Tells every process, this one first, that its copy of a class is stale. */
  readonly announceChange: (className: string) => void;
}

/** One app as this process serves it. All an app owns hangs on it, so that nothing is ever looked up without saying whose it is. */
export interface App extends AppStores {
  readonly id: AppId;
  readonly settings: SettingsOf<'data'>;
  readonly fileUrl: FileUrl;
  /** The places where other features take part in writes and reads, the app's own code among them. */
  readonly slots: WriteSlots;
  readonly codeState: AppCode['state'];
  /** Accounts of users are shown by code of the app alone: `auth` asks it. */
  readonly hidesAccounts?: boolean | undefined;
  /** Tells every process that its copy of a session, a user or roles is stale. */
  readonly announceIdentityChange: (change: auth.IdentityChange) => void;
}

/** The members of an app that reads use. */
export type ReadingApp = Pick<
  App,
  'settings' | 'fileUrl' | 'schemas' | 'reads' | 'references' | 'aggregates' | 'explains' | 'indexes' | 'slots'
>;
