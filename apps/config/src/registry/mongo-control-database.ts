import { pingHealth, writeTo, type ClientSession, type Collection, type Connection, type MongoConnections } from '@parlance/mongo';
import { auditModel } from '../audit/audit.model.ts';
import { appModel } from './app.model.ts';

/** Probes ask every few seconds and wait about two. */
const PING_TIME_MS = 1_500;
/** A registry write is small; its callers give up after three seconds. */
const TRANSACTION_TIME_MS = 2_500;

interface Opened {
  readonly connection: Connection;
  readonly apps: ReturnType<typeof appModel>;
  readonly audit: ReturnType<typeof auditModel>;
  /** The collection `apps` as the driver knows it, for spans and the meaning of faults. */
  readonly collection: Collection;
}

/** The control database and its models. Opened by the first call, and by the next one again when that failed. */
export class MongoControlDatabase {
  readonly #connections: MongoConnections;
  readonly #uri: string;
  readonly #name: string;
  #opening: Promise<Opened> | undefined;

  constructor(connections: MongoConnections, uri: string, name: string) {
    this.#connections = connections;
    this.#uri = uri;
    this.#name = name;
  }

  /** @throws ParseError ServiceUnavailable when no server answers */
  async open(): Promise<Opened> {
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
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

  /** True when the server answers; never throws. */
  async answers(): Promise<boolean> {
    try {
      const { collection } = await this.open();
      return await pingHealth(collection.db, PING_TIME_MS);
    } catch {
      return false; // The reason is in the log of the code that needs the database for more than this.
    }
  }

  async #open(): Promise<Opened> {
    const server = await this.#connections.connect(this.#uri);
    const connection = server.useDb(this.#name, { useCache: true });
    const apps = (connection.models['App'] as ReturnType<typeof appModel> | undefined) ?? appModel(connection);
    const audit = (connection.models['AuditEntry'] as ReturnType<typeof auditModel> | undefined) ?? auditModel(connection);
    const collection: Collection = server.getClient().db(this.#name).collection('apps');
    await writeTo(collection, 'createIndexes', async () => {
      await apps.createIndexes();
      await audit.createIndexes();
    });
    return { connection, apps, audit, collection };
  }
}
