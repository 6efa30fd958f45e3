import { authorize, MASTER, type AuthorizedAccess, type Identity } from '@parlance/acl';
import { INSTALLATION } from '@parlance/platform-classes';
import { and, eq, exists, ne, or, type Condition } from '@parlance/query';
import { emptySchema, type ClassSchema, type StoredDocument } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { queryTimeMs } from '../find/query-time.ts';
import type { ObjectQuery } from '../objects/object.store.ts';
import { readyUpdate } from '../write/ready-update.ts';
import type { SentInstallation } from './installation-body.ts';
import type { InstallationRow } from './registration.ts';

/** Rows that lose a token in one registration; a device has a few at most. */
const CLEARED_MAX = 1_000;

/** The rows of `_Installation`, as one save needs them. */
export class InstallationRows {
  readonly #app: App;
  readonly #schema: ClassSchema;
  readonly #deadline: number;

  static async of(app: App, deadline: number): Promise<InstallationRows> {
    const schema = (await app.schemas.get(INSTALLATION)) ?? emptySchema(INSTALLATION);
    return new InstallationRows(app, schema, deadline);
  }

  private constructor(app: App, schema: ClassSchema, deadline: number) {
    this.#app = app;
    this.#schema = schema;
    this.#deadline = deadline;
  }

  /** The row of an objectId that the caller may write. */
  async writable(objectId: string, identity: Identity): Promise<InstallationRow | undefined> {
    return (await this.#read(eq('objectId', objectId), identity, 1))[0];
  }

  async ofInstallation(installationId: string | undefined): Promise<InstallationRow | undefined> {
    return installationId === undefined ? undefined : (await this.#read(eq('installationId', installationId), MASTER, 1))[0];
  }

  /** Two of the rows with a token, whoever may see them, besides one. */
  async holdersOf(deviceToken: string | undefined, besides: string | undefined): Promise<readonly InstallationRow[]> {
    if (deviceToken === undefined) return [];
    const held = eq('deviceToken', deviceToken);
    return this.#read(besides === undefined ? held : and(held, ne('objectId', besides)), MASTER, 2);
  }

  /** @returns false when it has gone meanwhile, or may not be written by the caller */
  isWritable(objectId: string, identity: Identity): Promise<boolean> {
    return this.#app.objects.exists(authorize(identity, this.#schema, 'update', { schema: this.#schema, objectId }), this.#deadline);
  }

  async remove(objectId: string): Promise<void> {
    await this.#app.objects.remove(authorize(MASTER, this.#schema, 'delete', { schema: this.#schema, objectId }), this.#deadline);
  }

  /** Takes the token of a registration from all other rows of the same app identifier, by the way that the app has set. */
  async freeToken(
    { deviceToken, installationId, appIdentifier }: SentInstallation,
    own: string | undefined,
    identity: Identity,
  ): Promise<void> {
    if (deviceToken === undefined) return;
    const conditions: Condition[] = [eq('deviceToken', deviceToken)];
    if (own !== undefined) conditions.push(ne('objectId', own));
    if (installationId !== undefined) conditions.push(or(exists('installationId', false), ne('installationId', installationId)));
    if (appIdentifier !== undefined) conditions.push(eq('appIdentifier', appIdentifier));
    const { duplicateDeviceTokenAction, duplicateDeviceTokenActionEnforceAuth } = this.#app.settings.installation;
    const remover = duplicateDeviceTokenActionEnforceAuth ? identity : MASTER;
    const page = { order: [], limit: CLEARED_MAX, skip: 0, keys: ['installationId'], excludeKeys: undefined };
    const query = authorize(remover, this.#schema, 'update', { schema: this.#schema, condition: and(...conditions), ...page });
    if (duplicateDeviceTokenAction === 'delete') await this.#app.objects.removeMatching(query, this.#deadline);
    else await this.#clearTokens(query);
  }

  async #clearTokens(query: AuthorizedAccess<ObjectQuery>): Promise<void> {
    for (const { _id } of await this.#app.objects.find(query, this.#timeMs())) {
      const request = { className: INSTALLATION, objectId: _id as string, body: { deviceToken: { __op: 'Delete' } }, trusted: {} };
      const { change } = await readyUpdate(this.#app, MASTER, request, new Date(), () => Promise.resolve(true));
      await this.#app.objects.update(change, this.#deadline);
    }
  }

  async #read(condition: Condition, identity: Identity, limit: number): Promise<readonly InstallationRow[]> {
    const keys = ['installationId', 'deviceToken', 'deviceType'];
    const page = { order: [{ field: 'updatedAt', descending: true }], limit, skip: 0, keys, excludeKeys: undefined } as const;
    const query = authorize(identity, this.#schema, 'update', { schema: this.#schema, condition, ...page });
    return (await this.#app.objects.find(query, this.#timeMs())).map(installationRow);
  }

  #timeMs(): number {
    return queryTimeMs(this.#app.settings.queryTimeoutMs, this.#deadline);
  }
}

function installationRow(document: StoredDocument): InstallationRow {
  const text = (name: string) => (typeof document[name] === 'string' ? document[name] : undefined);
  return {
    objectId: document['_id'] as string,
    installationId: text('installationId'),
    deviceToken: text('deviceToken'),
    deviceType: text('deviceType'),
  };
}
