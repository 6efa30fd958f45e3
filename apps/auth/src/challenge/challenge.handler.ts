import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { LinkedAccounts } from '../linked-accounts/linked-accounts.ts';
import { AddressThrottle } from '../log-in/address-throttle.ts';
import { UserVerification } from '../log-in/verify-user.ts';
import { readAuthData } from '../providers/index.ts';
import { AuthApps, type AuthApp } from '../records/apps.ts';
import type { UserRecord } from '../records/user-record.ts';
import { SecondFactor } from '../second-factor/second-factor.ts';
import { readChallengeRequest, type ChallengeRequest } from './challenge-request.ts';

/** `POST /challenge`: a service asks something back before a log-in. The second factor alone does: it has a code sent. */
@Controller()
export class ChallengeHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly users: UserVerification,
    private readonly accounts: LinkedAccounts,
    private readonly secondFactor: SecondFactor,
    private readonly throttle: AddressThrottle,
  ) {}

  /** Services that ask nothing, or that nobody knows, are left out of the answer, as Parse Server leaves them out. */
  @Handles(auth.challenge)
  async challenge(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const request = readChallengeRequest(body);
    const attempt = { origin, settings: app.settings, context };
    const user = await this.throttle.attempt(attempt, () => this.#whose(request, body, app, context));
    const asked = user !== undefined && Object.hasOwn(request.challengeData, 'mfa');
    const mfa = asked && (await this.secondFactor.challenge(user, app, context));
    return restReply({ challengeData: mfa ? { mfa: true } : {} });
  }

  async #whose(
    { whose }: ChallengeRequest,
    body: auth.Submission['body'],
    app: AuthApp,
    context: RequestContext,
  ): Promise<UserRecord | undefined> {
    if (whose === 'nobody') return undefined;
    if (whose === 'password') return this.users.byPassword(body, app.settings, context);
    return this.#ownerOf(body['authData'], app, context);
  }

  /** One answer for wrong credentials and for right ones of nobody: ids cannot be probed. */
  async #ownerOf(authData: unknown, { settings }: AuthApp, context: RequestContext): Promise<UserRecord> {
    try {
      const accounts = await this.accounts.verify(readAuthData(authData, settings).offered, settings);
      const [owner, second] = await this.accounts.owners(accounts, context);
      if (owner !== undefined && second === undefined && !owner.isLocked) return owner;
    } catch (error) {
      if (!(error instanceof ParseError) || !UNPROVEN.has(error.kind)) throw error;
    }
    throw new ParseError('ObjectNotFound', 'User not found.');
  }
}

const UNPROVEN: ReadonlySet<string> = new Set(['LinkedIdMissing', 'InvalidLinkedSession', 'UnsupportedService', 'InvalidAuthData']);
