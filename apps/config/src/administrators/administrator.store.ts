import { ParseError } from '@parlance/errors';
import { MongoServerError, readFrom, writeTo, type ClientSession, type Collection } from '@parlance/mongo';
import type { AuditEntry } from '../audit/audit-entry.ts';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';
import type { AdministratorRecord, LinkRecord, TokenRecord } from './administrator-record.ts';

const READ_TIME_MS = 2_500;
/** More than any deployment has. */
const LISTED_MAX = 10_000;
const SIGN_IN_INDEX = 'one_of_an_address';

export interface Collections {
  readonly administrators: Collection<AdministratorRecord>;
  readonly tokens: Collection<TokenRecord>;
  readonly links: Collection<LinkRecord>;
}

/** A change and the line of the audit that goes with it. */
export interface Decision<Result> {
  readonly result: Result;
  /** Absent where nothing was changed. */
  readonly audit?: Omit<AuditEntry, 'at' | 'app'>;
}

/** Administrators and their tokens. A change and its audit entry are one transaction. */
export class AdministratorStore {
  readonly #database: MongoControlDatabase;
  #indexed: Promise<unknown> | undefined;

  constructor(database: MongoControlDatabase) {
    this.#database = database;
  }

  async administrators(): Promise<readonly AdministratorRecord[]> {
    const { administrators } = await this.#collections();
    return readFrom(administrators, 'find', () =>
      administrators.find({}, { sort: { nameKey: 1 }, limit: LISTED_MAX, maxTimeMS: READ_TIME_MS }).toArray(),
    );
  }

  /** @throws ParseError ObjectNotFound */
  async administrator(id: string): Promise<AdministratorRecord> {
    const found = await this.findAdministrator(id);
    if (found === null) throw noAdministrator(id);
    return found;
  }

  async findAdministrator(id: string): Promise<AdministratorRecord | null> {
    const { administrators } = await this.#collections();
    return readFrom(administrators, 'find', () => administrators.findOne({ _id: id }, { maxTimeMS: READ_TIME_MS }));
  }

  /** @param key the address in lower case */
  async findBySignInKey(key: string): Promise<AdministratorRecord | null> {
    const { administrators } = await this.#collections();
    return readFrom(administrators, 'find', () => administrators.findOne({ signInKey: key }, { maxTimeMS: READ_TIME_MS }));
  }

  /** Tells whether such a link is in force. */
  async isLink({ _id, digest }: Pick<LinkRecord, '_id' | 'digest'>): Promise<boolean> {
    const { links } = await this.#collections();
    const wanted = { _id, digest, expiresAt: { $gt: new Date() } };
    return (await readFrom(links, 'find', () => links.findOne(wanted, { maxTimeMS: READ_TIME_MS }))) !== null;
  }

  /** Tokens of programs and people, without sessions; the newest first. */
  async tokens(administrator: string | undefined): Promise<readonly TokenRecord[]> {
    const { tokens } = await this.#collections();
    const wanted = { isSession: { $exists: false }, ...(administrator === undefined ? {} : { administrator }) };
    return readFrom(tokens, 'find', () =>
      tokens.find(wanted, { sort: { createdAt: -1, _id: 1 }, limit: LISTED_MAX, maxTimeMS: READ_TIME_MS }).toArray(),
    );
  }

  async findToken(id: string): Promise<TokenRecord | null> {
    const { tokens } = await this.#collections();
    return readFrom(tokens, 'find', () => tokens.findOne({ _id: id }, { maxTimeMS: READ_TIME_MS }));
  }

  async noteUse(id: string, address: string): Promise<void> {
    const { tokens } = await this.#collections();
    const $set = { lastUsedAt: new Date(), ...(address === '' ? {} : { lastUsedFrom: address }) };
    await writeTo(tokens, 'update', () => tokens.updateOne({ _id: id }, { $set }));
  }

  /** @param change may run several times: another one that came between starts it anew. @throws ParseError DuplicateValue for a name that is taken */
  async change<Result>(change: (collections: Collections, session: ClientSession) => Promise<Decision<Result>>): Promise<Result> {
    const collections = await this.#collections();
    try {
      return await this.#database.transaction(async ({ audit }, session) => {
        const { result, audit: entry } = await change(collections, session);
        if (entry !== undefined) await audit.create([{ at: new Date(), app: '', ...entry }], { session });
        return result;
      });
    } catch (error) {
      const { cause } = error as Error;
      if (cause instanceof MongoServerError && cause.code === 11000)
        throw new ParseError('DuplicateValue', takenText(cause), { cause: error });
      throw error;
    }
  }

  async #collections(): Promise<Collections> {
    const { database } = await this.#database.open();
    const administrators = database.collection<AdministratorRecord>('administrators');
    const tokens = database.collection<TokenRecord>('adminTokens');
    const links = database.collection<LinkRecord>('firstRunLinks');
    this.#indexed ??= writeTo(administrators, 'createIndexes', async () => {
      await administrators.createIndex({ nameKey: 1 }, { unique: true, name: 'one_of_a_name' });
      const withKey = { signInKey: { $exists: true } };
      await administrators.createIndex({ signInKey: 1 }, { unique: true, name: SIGN_IN_INDEX, partialFilterExpression: withKey });
      await tokens.createIndex({ administrator: 1 }, { name: 'by_administrator' });
      await tokens.createIndex({ forgetAt: 1 }, { name: 'sessions_end', expireAfterSeconds: 0 });
    });
    await this.#indexed.catch((error: unknown) => {
      this.#indexed = undefined;
      throw error;
    });
    return { administrators, tokens, links };
  }
}

export function noAdministrator(id: string): ParseError {
  return new ParseError('ObjectNotFound', `There is no administrator ${id}.`);
}

function takenText({ message }: Error): string {
  return message.includes(SIGN_IN_INDEX) ? 'Somebody signs in with this address.' : 'The name is taken.';
}
