import {
  LazyDatabase,
  writeTo,
  type ClientSession,
  type Collection,
  type Connection,
  type Db,
  type MongoConnections,
} from '@parlance/mongo';
import { auditModel } from '../audit/audit.model.ts';
import { experimentModel } from '../experiments/experiment.model.ts';
import { appModel } from './app.model.ts';

/** A registry write is small; its callers give up after three seconds. */
const TRANSACTION_TIME_MS = 2_500;

interface Opened {
  readonly connection: Connection;
  readonly apps: ReturnType<typeof appModel>;
  readonly audit: ReturnType<typeof auditModel>;
  readonly experiments: ReturnType<typeof experimentModel>;
  readonly database: Db;
  /** The collection `apps` as the driver knows it, for spans and the meaning of faults. */
  readonly collection: Collection;
}

/** The control database and its models. Opened by the first call, and by the next one again when that failed. */
export class MongoControlDatabase extends LazyDatabase<Opened> {
  constructor(connections: MongoConnections, uri: string, name: string) {
    super(async () => prepare(await connections.connect(uri), name));
  }

  /** Runs `work` in a transaction; again from the start when another transaction got in its way. */
  async transaction<T>(work: (models: Opened, session: ClientSession) => Promise<T>): Promise<T> {
    const opened = await this.open();
    const client = opened.connection.getClient();
    return writeTo(opened.collection, 'transaction', () =>
      client.withSession((session) =>
        session.withTransaction(() => work(opened, session), { writeConcern: { w: 'majority' }, timeoutMS: TRANSACTION_TIME_MS }),
      ),
    );
  }
}

async function prepare(server: Connection, name: string): Promise<Opened> {
  const connection = server.useDb(name, { useCache: true });
  const apps = (connection.models['App'] as ReturnType<typeof appModel> | undefined) ?? appModel(connection);
  const audit = (connection.models['AuditEntry'] as ReturnType<typeof auditModel> | undefined) ?? auditModel(connection);
  const experiments = (connection.models['Experiment'] as ReturnType<typeof experimentModel> | undefined) ?? experimentModel(connection);
  const database = server.getClient().db(name);
  const collection: Collection = database.collection('apps');
  await writeTo(collection, 'createIndexes', async () => {
    await apps.createIndexes();
    await audit.createIndexes();
    await experiments.createIndexes();
    await database.collection('views').createIndex({ app: 1 }, { name: 'by_app' });
  });
  return { connection, database, apps, audit, experiments, collection };
}
