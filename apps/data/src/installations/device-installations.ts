import { authorize, MASTER, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { INSTALLATION } from '@parlance/platform-classes';
import { and, eq, exists, ne, or, type Condition } from '@parlance/query';
import { emptySchema, type ClassSchema, type StoredDocument } from '@parlance/values';
import { queryTimeMs } from '../find/query-time.ts';
import { writeOne } from '../write/pipeline.ts';
import { prepareRemove } from '../write/prepare-remove.ts';
import { prepareUpdate } from '../write/prepare-update.ts';
import { removeMatching } from '../write/remove-matching.ts';
import type { Writing } from '../write/writing.ts';
import { classForWriting } from '../write/writing-class.ts';
import type { SentInstallation } from './installation-body.ts';
import type { StoredInstallation } from './registration.ts';

/** Installations that lose a token in one registration; a device has a few at most. */
const CLEARED_MAX = 1_000;

/** The installations that are stored for a device, as one save needs them. */
export class DeviceInstallations {
  readonly #writing: Writing;
  /** For the installations of others, which a registration changes whoever may write them, and without a word to triggers. */
  readonly #asMaster: Writing;
  readonly #schema: ClassSchema;

  static async of(writing: Writing): Promise<DeviceInstallations> {
    return new DeviceInstallations(writing, (await writing.app.schemas.get(INSTALLATION)) ?? emptySchema(INSTALLATION));
  }

  private constructor(writing: Writing, schema: ClassSchema) {
    this.#writing = writing;
    this.#asMaster = { ...writing, identity: MASTER, triggered: false };
    this.#schema = schema;
  }

  /** The installation of an objectId that the caller may write. */
  async writable(objectId: string): Promise<StoredInstallation | undefined> {
    return (await this.#read(eq('objectId', objectId), this.#writing.identity, 1))[0];
  }

  async ofInstallation(installationId: string | undefined): Promise<StoredInstallation | undefined> {
    return installationId === undefined ? undefined : (await this.#read(eq('installationId', installationId), MASTER, 1))[0];
  }

  /** Two of the installations with a token, whoever may see them, besides one. */
  async holdersOf(deviceToken: string | undefined, besides: string | undefined): Promise<readonly StoredInstallation[]> {
    if (deviceToken === undefined) return [];
    const held = eq('deviceToken', deviceToken);
    return this.#read(besides === undefined ? held : and(held, ne('objectId', besides)), MASTER, 2);
  }

  /** @returns false when it has gone meanwhile, or may not be written by the caller */
  isWritable(objectId: string): Promise<boolean> {
    const target = authorize(this.#writing.identity, this.#schema, 'update', { schema: this.#schema, objectId });
    return this.#writing.app.writes.exists(target, this.#writing.deadline);
  }

  /** Removes another installation of the same device. One that is gone already is no error. */
  async remove(objectId: string): Promise<void> {
    const prepared = await prepareRemove(this.#asMaster, { className: INSTALLATION, objectId, trusted: true });
    await unlessGone(() => writeOne(this.#asMaster, prepared));
  }

  /** Takes the token of a registration from all other installations of the same app identifier, by the way that the app has set. */
  async freeToken({ deviceToken, installationId, appIdentifier }: SentInstallation, own: string | undefined): Promise<void> {
    if (deviceToken === undefined) return;
    const conditions: Condition[] = [eq('deviceToken', deviceToken)];
    if (own !== undefined) conditions.push(ne('objectId', own));
    if (installationId !== undefined) conditions.push(or(exists('installationId', false), ne('installationId', installationId)));
    if (appIdentifier !== undefined) conditions.push(eq('appIdentifier', appIdentifier));
    const { duplicateDeviceTokenAction, duplicateDeviceTokenActionEnforceAuth } = this.#writing.app.settings.installation;
    const remover = duplicateDeviceTokenActionEnforceAuth ? this.#writing.identity : MASTER;
    const condition = and(...conditions);
    if (duplicateDeviceTokenAction !== 'delete') return this.#clearTokens(condition, remover);
    const target = await classForWriting(this.#asMaster, INSTALLATION, 'delete', undefined, true);
    // A caller that may change an installation may take its token away, by either way.
    const reach = { schema: this.#schema, seal: <Q extends object>(query: Q) => authorize(remover, this.#schema, 'update', query) };
    await removeMatching(this.#asMaster, target, condition, reach);
  }

  async #clearTokens(condition: Condition, remover: Identity): Promise<void> {
    const page = { order: [], limit: CLEARED_MAX, skip: 0, keys: ['installationId'], excludeKeys: undefined };
    const query = authorize(remover, this.#schema, 'update', { schema: this.#schema, condition, ...page });
    for (const { _id } of await this.#writing.app.reads.find(query, this.#timeMs())) {
      const cleared = { className: INSTALLATION, objectId: _id as string, body: { deviceToken: { __op: 'Delete' } }, added: {} };
      const prepared = await prepareUpdate(this.#asMaster, cleared, () => Promise.resolve(true));
      await unlessGone(() => writeOne(this.#asMaster, prepared));
    }
  }

  async #read(condition: Condition, identity: Identity, limit: number): Promise<readonly StoredInstallation[]> {
    const keys = ['installationId', 'deviceToken', 'deviceType', 'channelUris'];
    const page = { order: [{ field: 'updatedAt', descending: true }], limit, skip: 0, keys, excludeKeys: undefined } as const;
    const query = authorize(identity, this.#schema, 'update', { schema: this.#schema, condition, ...page });
    return (await this.#writing.app.reads.find(query, this.#timeMs())).map(storedInstallation);
  }

  #timeMs(): number {
    return queryTimeMs(this.#writing.app.settings.queryTimeoutMs, this.#writing.deadline);
  }
}

function storedInstallation(document: StoredDocument): StoredInstallation {
  const string = (name: string) => (typeof document[name] === 'string' ? document[name] : undefined);
  return {
    objectId: document['_id'] as string,
    installationId: string('installationId'),
    deviceToken: string('deviceToken'),
    deviceType: string('deviceType'),
    channelUris: document['channelUris'],
  };
}

/** Another request may have removed the object since it was found. */
async function unlessGone(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ParseError) || error.kind !== 'ObjectNotFound') throw error;
  }
}
