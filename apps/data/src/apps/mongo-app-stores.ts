import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import type { QuotaWatch } from '@parlance/apps';
import type { MongoConnections } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { AccessSamples } from '../access-samples/access-samples.ts';
import { MongoAggregateStore } from '../aggregate/mongo-aggregate.store.ts';
import { MongoSchemaApplyStore } from '../declared-schemas/mongo-schema-apply.store.ts';
import { appSizes } from '../indexes/app-sizes.ts';
import { indexesOf } from '../indexes/class-indexes.ts';
import { MongoExplainStore } from '../explain/mongo-explain.store.ts';
import { MongoFileReferenceStore } from '../file-references/mongo-file-reference.store.ts';
import { MongoDatabaseHealth } from '../health/mongo-database-health.ts';
import { MongoHookStore } from '../hooks/mongo-hook.store.ts';
import { tellAdoptedHooks } from '../hooks/tell-adopted-hooks.ts';
import { MongoRequestIdStore } from '../idempotency/mongo-request-id.store.ts';
import { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { MongoTextLanguages } from '../indexes/mongo-text-languages.ts';
import { MongoObjectReads } from '../objects/mongo-object-reads.ts';
import { MongoObjectWrites } from '../objects/mongo-object-writes.ts';
import { MongoParameterStore } from '../parameters/mongo-parameter.store.ts';
import { MongoPushTargetStore } from '../push/mongo-push-target.store.ts';
import { StorageUse, type StoredAmount } from '../quotas/storage-use.ts';
import { MongoRoleStore } from '../roles/mongo-role.store.ts';
import { MongoReferenceStore } from '../resolve/mongo-reference.store.ts';
import { IndexBuilds } from '../indexes/index-builds.ts';
import { MongoIndexStore } from '../indexes/mongo-index.store.ts';
import { MongoClassStorage } from '../schemas/mongo-class-storage.ts';
import { MongoRemovalStore } from '../removals/mongo-removal.store.ts';
import { MongoWriterStore } from '../removals/mongo-writer.store.ts';
import { MongoSchemaStore } from '../schemas/mongo-schema.store.ts';
import { Removals } from '../removals/removals.ts';
import { Writers } from '../removals/writers.ts';
import { SchemaCache } from '../schemas/schema-cache.ts';
import { AppQueries } from '../slow-queries/app-queries.ts';
import { MongoQueryPlans } from '../slow-queries/mongo-query-plans.ts';
import { MongoSlowQueryStore } from '../slow-queries/mongo-slow-query.store.ts';
import { MongoMemberStore } from '../transfers/mongo-member.store.ts';
import type { OpenAppStores } from './apps.ts';
import { MongoAppDatabase } from './mongo-app-database.ts';
import { writerBus } from './writer-bus.ts';

export interface AppStoresOptions {
  /** The deployment's own MongoDB, for apps that are mapped to no other. */
  readonly uri: string;
  readonly classesMax: number;
  /** Hears of apps that reach their quotas. */
  readonly watch: QuotaWatch;
}

/** A count of objects that takes longer is given up, in milliseconds for each class. */
const SIZE_MS_MAX = 5_000;

/** Opens the databases of apps: every app has its own, so that nothing one app does can reach another's objects. */
export function mongoAppStores(
  connections: MongoConnections,
  bus: Bus,
  logger: Logger,
  { uri: ownUri, classesMax, watch }: AppStoresOptions,
): OpenAppStores {
  return async (appId, { uri = ownUri, name, collectionPrefix }) => {
    const database = new MongoAppDatabase(await connections.database(uri, name), collectionPrefix);
    const appLogger = logger.child({ app: appId });
    const indexes = new MongoIndexKeeper(appLogger);
    const schemaStore = new MongoSchemaStore(database);
    const classStorage = new MongoClassStorage(database, indexes);
    const schemas = new SchemaCache(schemaStore, {
      entriesMax: classesMax,
      onMet: ({ className, removing }) => {
        // Beside the request, which does not wait. Only for classes that exist: making an index makes its collection.
        void indexes.keep(database.collection(className), indexesOf(className));
        if (removing !== undefined) removals.resume(className);
      },
      onMissed: (className) => classStorage.forget(className),
    });
    const announceChange = (className: string): void => {
      schemas.forget(className);
      bus.publish(data.schemaChanged, { app: appId, className });
    };
    const databaseHealth = new MongoDatabaseHealth(database, indexes);
    // Beside the opening: a database that is away is told by the requests themselves.
    void databaseHealth.warnOfTriggers(appLogger).catch(() => undefined);
    const hooks = new MongoHookStore(database);
    void tellAdoptedHooks(appId, hooks, bus, appLogger);
    const classIndexes = new MongoIndexStore(database);
    const writers = new Writers(new MongoWriterStore(database), writerBus(bus, appId), () => schemas.clear());
    const removals = new Removals(new MongoRemovalStore(database), classStorage, classIndexes, writers, announceChange, appLogger);
    const stores = {
      reads: new MongoObjectReads(database, indexes),
      references: new MongoReferenceStore(database, indexes),
      aggregates: new MongoAggregateStore(database, indexes),
    };
    return {
      ...stores,
      writes: new MongoObjectWrites(database, indexes, new MongoTextLanguages(appLogger)),
      explains: new MongoExplainStore(database, indexes),
      queries: new AppQueries(stores, new MongoQueryPlans(database), new MongoSlowQueryStore(database, indexes), appLogger),
      accessSamples: new AccessSamples(),
      schemaStore,
      schemas,
      classStorage,
      removals,
      writers,
      indexes: classIndexes,
      schemaApplies: new MongoSchemaApplyStore(database, indexes),
      indexBuilds: new IndexBuilds(classIndexes, appLogger),
      databaseHealth,
      hooks,
      fileReferences: new MongoFileReferenceStore(database),
      pushTargets: new MongoPushTargetStore(database, indexes),
      members: new MongoMemberStore(database, indexes),
      storage: new StorageUse({ app: appId, count: () => storedAmount({ schemaStore, indexes: classIndexes }), watch }),
      announceChange,
      requestIds: new MongoRequestIdStore(database, indexes),
      roles: new MongoRoleStore(database, indexes),
      parameters: new MongoParameterStore(database),
    };
  };
}

async function storedAmount(app: Parameters<typeof appSizes>[0]): Promise<StoredAmount> {
  let [objects, bytes] = [0, 0];
  for (const size of await appSizes(app, SIZE_MS_MAX)) {
    objects += size.objects;
    bytes += size.bytes + size.indexBytes;
  }
  return { objects, bytes };
}
