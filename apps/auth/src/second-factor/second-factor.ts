import type { MfaSettings, RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Outbound } from '@parlance/outbound';
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
import type { Records } from '../records/records.ts';
import { userRecord, type UserRecord } from '../records/user-record.ts';

const MEMBER = '_auth_data_mfa';
/** Every lost round means that somebody else used or changed the second factor; nobody does that so often in good faith. */
const ROUNDS_MAX = 10;

type Decide = (state: MfaState, now: Date) => MfaDecision;

/** The second factor of users: what mfa/ decides, stored and sent. */
export class SecondFactor {
  readonly #records: Records;
  readonly #outbound: Outbound;

  constructor(records: Records, outbound: Outbound) {
    this.#records = records;
    this.#outbound = outbound;
  }

  /**
   * The last step of a log-in that is right so far.
   * @param sent `authData.mfa`
   * @throws MfaTokenRequired (211) without a token, MfaError (210) a wrong one
   */
  async assertLogIn(user: UserRecord, sent: UnknownObject | null | undefined, app: AuthApp, context: RequestContext): Promise<void> {
    const settings = settingsOf(app);
    if (settings === undefined || user.mfa === undefined) return;
    const { token } = readMfaChange(sent ?? {});
    await this.#settle(user, (state, now) => checkSecondFactor(state, token, settings, now), settings, app, context);
  }

  /**
   * Has the code sent that the log-in of a user who proved himself so far will need.
   * @returns whether that log-in needs a token: one that was sent now, or the one on his device
   * @throws MfaError (210) locked, too many codes, or not sent
   */
  async challenge(user: UserRecord, app: AuthApp, context: RequestContext): Promise<boolean> {
    const settings = settingsOf(app);
    if (settings === undefined || !isEnrolled(readMfaState(user.mfa))) return false;
    await this.#settle(user, (state, now) => challengeSecondFactor(state, settings, now), settings, app, context);
    return true;
  }

  /**
   * Sets up, replaces or gives up the second factor.
   * @returns `authDataResponse.mfa`, undefined when there is nothing to tell
   * @throws UnsupportedService (252) where the app has none; MfaError (210)
   */
  async change(user: UserRecord, sent: UnknownObject | null, app: AuthApp, context: RequestContext): Promise<MfaDecision['response']> {
    const settings = settingsOf(app);
    if (settings === undefined) throw unsupported();
    const change = sent === null ? undefined : readMfaChange(sent);
    const decide: Decide = (state, now) =>
      change === undefined ? removeSecondFactor(state, settings, now) : changeSecondFactor(state, change, settings, now);
    return this.#settle(user, decide, settings, app, context);
  }

  async #settle(
    asRead: UserRecord,
    decide: Decide,
    settings: MfaSettings,
    app: AuthApp,
    context: RequestContext,
  ): Promise<MfaDecision['response']> {
    let user: UserRecord | undefined = asRead;
    for (let round = 0; round < ROUNDS_MAX && user !== undefined; round++) {
      const now = new Date();
      const read = readMfaState(user.mfa);
      const { state, message, error, response } = decide(read, now);
      if (state === undefined || (await this.#write(user.objectId, read, state, context))) {
        if (message !== undefined) await sendMessage(message, app.name, settings, this.#outbound, now);
        if (error !== undefined) throw error;
        return response;
      }
      const again = await this.#records.find('_User', { objectId: user.objectId }, context);
      user = again === undefined ? undefined : userRecord(again);
    }
    throw new ParseError('MfaError', 'Invalid MFA token');
  }

  /** @returns false when somebody else wrote meanwhile */
  async #write(userId: string, read: MfaState, state: MfaState, context: RequestContext): Promise<boolean> {
    try {
      const member = storedMfa(state) ?? { __op: 'Delete' };
      await this.#records.change('_User', userId, { [MEMBER]: member }, unchangedSince(read) as JsonObject, context);
      return true;
    } catch (error) {
      if (error instanceof ParseError && error.kind === 'ObjectNotFound') return false;
      throw error;
    }
  }
}

function settingsOf({ settings }: AuthApp): MfaSettings | undefined {
  return settings.auth.mfa?.enabled === true ? settings.auth.mfa : undefined;
}
