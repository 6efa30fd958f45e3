import { hash } from '@node-rs/bcrypt';
import { startMailbox, startParlance, type Mailbox, type Parlance, type RestOptions } from '@parlance/testing';
import { as, PASSWORD, PATIENT } from '../accounts.ts';
import { CLASSES, documentsOf, tokenOf, USER_FIELDS, type Documents, type SessionName } from './seed.ts';

/** Two apps that differ in nothing but facts that strangers must not learn: `told` holds them, `untold` never did. */
export const SIDES = ['told', 'untold'] as const;
export type Side = (typeof SIDES)[number];

/** Callers that must not learn anything. */
export const STRANGERS = ['no session', 'stranger', 'member of another role', 'restricted session'] as const;
/** Callers that may see some of it, or everything: proof that a question would tell. */
export const INSIDERS = ['owner', 'master'] as const;
export type Caller = (typeof STRANGERS)[number] | (typeof INSIDERS)[number];

const SESSION_NAMES: Readonly<Partial<Record<Caller, SessionName>>> = {
  stranger: 'stranger',
  'member of another role': 'member',
  'restricted session': 'restricted',
  owner: 'owner',
};
const SPARE_SESSIONS: typeof SESSION_NAMES = { stranger: 'spareStranger', 'member of another role': 'spareMember', owner: 'spareOwner' };
const BCRYPT_ROUNDS = 10;
const SETTINGS = {
  ...PATIENT,
  allowPublicExplain: true, // Plans that an app allows must not tell either.
  extendSessionOnUse: false,
  revokeSessionOnPasswordReset: false,
  accountLockout: { threshold: 999, duration: 15 },
  verifyUserEmails: true,
  logInThrottle: null,
};

/** A deployment with both apps, and its callers. */
export class World {
  readonly parlance: Parlance;
  readonly #mailbox: Mailbox;
  readonly #documents: Readonly<Record<Side, Documents>>;

  private constructor(parlance: Parlance, mailbox: Mailbox, password: string) {
    this.parlance = parlance;
    this.#mailbox = mailbox;
    this.#documents = { told: documentsOf(true, password), untold: documentsOf(false, password) };
  }

  static async start(mode: 'fused' | 'split'): Promise<World> {
    const mailbox = await startMailbox();
    const env = { PARLANCE_SMTP_URL: mailbox.url, PARLANCE_MAIL_FROM: 'app@parlance.example' };
    const parlance = await startParlance({ mode, env, apps: SIDES.map((id) => ({ id, settings: SETTINGS })) });
    try {
      const world = new World(parlance, mailbox, await hash(PASSWORD, { cost: BCRYPT_ROUNDS }));
      for (const side of SIDES) await world.#build(side);
      return world;
    } catch (error) {
      await parlance.close();
      await mailbox.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.parlance.close();
    await this.#mailbox.close();
  }

  /** How a caller asks an app. @param spare with another of the caller's sessions, which may be ended */
  options(side: Side, caller: Caller, spare = false): RestOptions {
    const app = this.parlance.app(side);
    if (caller === 'master') return { app, key: 'master' };
    const session = (spare ? SPARE_SESSIONS : SESSION_NAMES)[caller];
    return session === undefined ? { app } : as(tokenOf(session), { app });
  }

  /** Puts every document back as it was seeded, and removes all others. */
  async restore(): Promise<void> {
    await Promise.all(SIDES.map((side) => this.#restore(side)));
  }

  async #restore(side: Side): Promise<void> {
    const database = await this.parlance.database(side);
    const restored = Object.entries(this.#documents[side]).map(([name, documents]) =>
      database.collection<{ _id: string }>(name).bulkWrite([
        { deleteMany: { filter: { _id: { $nin: documents.map(({ _id }) => _id) } } } },
        ...documents.map((document) => ({
          replaceOne: { filter: { _id: document._id }, replacement: { ...document }, upsert: true },
        })),
      ]),
    );
    await Promise.all(restored);
  }

  /** The documents of the seed that are no longer stored as they were, by collection and id. Callers may change their own sessions. */
  async changed(): Promise<readonly string[]> {
    const changed: string[] = [];
    const database = await this.parlance.database('told');
    for (const [name, documents] of Object.entries(this.#documents.told)) {
      const ids = documents.map(({ _id }) => _id).filter((id) => name !== '_Session' || id === 'session001');
      const found = await database
        .collection<{ _id: string }>(name)
        .find({ _id: { $in: ids } })
        .toArray();
      const byId = new Map(found.map((document) => [document._id, canonical(document)]));
      changed.push(
        ...documents
          .filter(({ _id }) => ids.includes(_id))
          .filter((document) => byId.get(document._id) !== canonical(document))
          .map(({ _id }) => `${name} ${_id}`),
      );
    }
    return changed;
  }

  async #build(side: Side): Promise<void> {
    const app = this.parlance.app(side);
    const { parlance } = this;
    for (const [className, members] of [
      ['_User', { fields: USER_FIELDS }],
      ['_Role', { fields: { note: { type: 'String' }, n: { type: 'Number' } } }],
      ...Object.entries(CLASSES),
    ] as const) {
      const { status, text } = await parlance.masterRest(className.startsWith('_') ? 'PUT' : 'POST', `/schemas/${className}`, members, {
        app,
      });
      if (status !== 200) throw new Error(`${className} was not made: ${status} ${text}`);
    }
    await this.restore();
  }
}

/** Members in which the platform notes tries to log in and mails, which strangers may ask for. */
const NOTED = /^_(?:failed_login_count|account_lockout_expires_at|(?:perishable|email_verify)_token(?:_expires_at)?)$/;

/** Text of a document, whatever the order of its members. */
function canonical(document: object): string {
  const members = Object.entries(document).filter(([name]) => !NOTED.test(name));
  return JSON.stringify(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
