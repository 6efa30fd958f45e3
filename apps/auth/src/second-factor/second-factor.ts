import type { MfaSettings } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Outbound } from '@parlance/outbound';
import { USER } from '@parlance/platform-classes';
import type { JsonObject, UnknownObject } from '@parlance/values';
import {
  challengeSecondFactor,
  changeSecondFactor,
  checkSecondFactor,
  isEnrolled,
  type MfaDecision,
  type MfaState,
  readMfaChange,
  readMfaState,
  removeSecondFactor,
  sendMessage,
  storedMfa,
  unchangedSince,
} from '../mfa/index.ts';
import { unsupported } from '../providers/index.ts';
import type { AuthApp } from '../records/apps.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';

const MEMBER = '_auth_data_mfa';
/** Every lost round means that somebody else used or changed the second factor; nobody does that so often in good faith. */
const ROUNDS_MAX = 10;

/** The part that a change adds to a write of the user: its members count only while the user meets the condition. */
export interface SecondFactorChange {
  readonly members: Readonly<Record<string, unknown>>;
  readonly condition?: JsonObject;
  /** `authDataResponse.mfa`; undefined when there is nothing to tell. */
  readonly response: MfaDecision['response'];
}

type Decide = (state: MfaState, now: Date) => MfaDecision;

/** The second factor of users: the decisions of mfa/, stored and sent. */
export class SecondFactor {
  readonly #objects: PlatformObjects;
  readonly #outbound: Outbound;

  constructor(objects: PlatformObjects, outbound: Outbound) {
    this.#objects = objects;
    this.#outbound = outbound;
  }

  /**
   * The last step of a log-in that is right so far.
   * @param sent `authData.mfa`
   * @throws MfaTokenRequired (-1) without a token, MfaError (141) a wrong one
   */
  async assertLogIn(user: UserRecord, sent: UnknownObject | null | undefined, app: AuthApp, context: RequestContext): Promise<void> {
    const settings = settingsOf(app);
    if (settings === undefined || user.mfa === undefined) return;
    const { token } = readMfaChange(sent ?? {});
    await this.#settle(user, (state, now) => checkSecondFactor(state, token, settings, now), settings, app, context);
  }

  /**
   * Has the code sent that the log-in of a user will need whose proof sufficed so far.
   * @returns whether that log-in needs a token: one that was sent now, or the one on the user's device
   * @throws MfaError (141) locked, too many codes, or not sent
   */
  async challenge(user: UserRecord, app: AuthApp, context: RequestContext): Promise<boolean> {
    const settings = settingsOf(app);
    if (settings === undefined || !isEnrolled(readMfaState(user.mfa))) return false;
    await this.#settle(user, (state, now) => challengeSecondFactor(state, settings, now), settings, app, context);
    return true;
  }

  /**
   * Sets up, replaces or gives up the second factor: as a part of a write of the user, which the caller makes. Wrong tokens are counted,
   * and codes sent, at once: they stand whatever becomes of that write.
   *
   * @throws UnsupportedService (252) where the app has none; MfaError (141)
   */
  async change(asRead: UserRecord, sent: UnknownObject | null, app: AuthApp, context: RequestContext): Promise<SecondFactorChange> {
    const settings = settingsOf(app);
    if (settings === undefined) throw unsupported();
    const change = sent === null ? undefined : readMfaChange(sent);
    let user: UserRecord | undefined = asRead;
    for (let round = 0; round < ROUNDS_MAX && user !== undefined; round++) {
      const now = new Date();
      const read = readMfaState(user.mfa);
      const decision = change === undefined ? removeSecondFactor(read, settings, now) : changeSecondFactor(read, change, settings, now);
      const { state, message, error, response } = decision;
      if (message === undefined && error === undefined) {
        return state === undefined ? { members: {}, response } : { members: membersOf(state), condition: unchanged(read), response };
      }
      if (await this.#store(user.objectId, read, state, context)) {
        return { members: {}, response: await this.#conclude(decision, settings, app, now) };
      }
      user = await this.#again(user, context);
    }
    throw overtaken();
  }

  /** Decides, stores and concludes by itself, for callers that write nothing else. */
  async #settle(asRead: UserRecord, decide: Decide, settings: MfaSettings, app: AuthApp, context: RequestContext): Promise<void> {
    let user: UserRecord | undefined = asRead;
    for (let round = 0; round < ROUNDS_MAX && user !== undefined; round++) {
      const now = new Date();
      const read = readMfaState(user.mfa);
      const decision = decide(read, now);
      if (await this.#store(user.objectId, read, decision.state, context)) {
        await this.#conclude(decision, settings, app, now);
        return;
      }
      user = await this.#again(user, context);
    }
    throw overtaken();
  }

  /** @returns false when somebody else wrote since `read` */
  async #store(userId: string, read: MfaState, state: MfaState | undefined, context: RequestContext): Promise<boolean> {
    return state === undefined || this.#objects.noteIf(USER, userId, membersOf(state), unchanged(read), context);
  }

  async #conclude({ message, error, response }: MfaDecision, settings: MfaSettings, app: AuthApp, now: Date) {
    if (message !== undefined) await sendMessage(message, app.name, settings, this.#outbound, now);
    if (error !== undefined) throw error;
    return response;
  }

  async #again({ objectId }: UserRecord, context: RequestContext): Promise<UserRecord | undefined> {
    const found = await this.#objects.find(USER, { objectId }, context);
    return found === undefined ? undefined : userRecord(found);
  }
}

function membersOf(state: MfaState): Record<string, unknown> {
  return { [MEMBER]: storedMfa(state) ?? { __op: 'Delete' } };
}

function unchanged(read: MfaState): JsonObject {
  return unchangedSince(read) as JsonObject;
}

function overtaken(): ParseError {
  return new ParseError('MfaError', 'Invalid MFA token');
}

function settingsOf({ settings }: AuthApp): MfaSettings | undefined {
  return settings.auth.mfa?.enabled === true ? settings.auth.mfa : undefined;
}
