import { writesEverything } from '@parlance/acl';
import { hasTrigger } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { UnknownObject } from '@parlance/values';
import type { CustomAccounts } from '../linked-accounts/custom-accounts.ts';
import type { Asking } from '../records/asking.ts';
import type { UserRecord } from '../records/user-record.ts';
import { ownView } from './own-view.ts';

/** Users as shown to themselves, with everything that code of the app has a word in. */
export class OwnViews {
  readonly #bus: Pick<Bus, 'call'>;
  readonly #objects: PlatformObjects;
  readonly #custom: CustomAccounts;

  constructor(bus: Pick<Bus, 'call'>, objects: PlatformObjects, custom: CustomAccounts) {
    this.#bus = bus;
    this.#objects = objects;
    this.#custom = custom;
  }

  /**
   * A user, read by the triggers of finds where the app has some of users: members that these hide stay hidden.
   * @throws the errors of code; those of a read that class permissions refuse, in an app with such triggers
   */
  async of(user: UserRecord, asking: Asking): Promise<UnknownObject> {
    const { app, context } = asking;
    const isWatched = hasTrigger(app.code, USER, 'beforeFind') || hasTrigger(app.code, USER, 'afterFind');
    if (isWatched) return this.#custom.view(await this.#read(user, context), asking);
    return this.#custom.view(await ownView(this.#objects, user.shown, user.objectId, app.settings, context), asking);
  }

  /** The same at the end of a log-in, which does not fail any more: of a user who cannot be read the id alone is shown, as at Parse Server. */
  async afterLogIn(user: UserRecord, asking: Asking): Promise<UnknownObject> {
    try {
      return await this.of(user, asking);
    } catch (error) {
      if (error instanceof ParseError) return { objectId: user.objectId };
      throw error;
    }
  }

  async #read({ objectId: userId }: UserRecord, context: RequestContext): Promise<UnknownObject> {
    const { identity } = context;
    const isKnown = writesEverything(identity) || identity.kind === 'user';
    const reader = isKnown ? identity : ({ kind: 'user', userId, roles: await this.#objects.rolesOf(userId, context) } as const);
    const asked = { className: USER, objectId: userId, parameters: {} };
    const { body } = await this.#bus.call(data.get, asked, { ...context, identity: reader });
    return JSON.parse(new TextDecoder().decode(body)) as UnknownObject;
  }
}
