import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { isObject } from '@parlance/values';
import { CustomAccounts, type Offer } from '../linked-accounts/custom-accounts.ts';
import { LinkedAccounts } from '../linked-accounts/linked-accounts.ts';
import { AddressThrottle } from '../log-in/address-throttle.ts';
import { UserVerification } from '../log-in/verify-user.ts';
import { customProviderOf, readAuthData } from '../providers/index.ts';
import { AuthApps, type AuthApp } from '../records/apps.ts';
import type { UserRecord } from '../records/user-record.ts';
import { SecondFactor } from '../second-factor/second-factor.ts';
import { readChallengeRequest, type ChallengeRequest } from './challenge-request.ts';

/** `POST /challenge`: a service asks something back before a log-in. The second factor does, which has a code sent, and so do
 * services that the app's code checks. */
@Controller()
export class ChallengeHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly users: UserVerification,
    private readonly accounts: LinkedAccounts,
    private readonly customAccounts: CustomAccounts,
    private readonly secondFactor: SecondFactor,
    private readonly throttle: AddressThrottle,
  ) {}

  /** Services that ask nothing, or that nobody knows, are left out of the answer, as Parse Server leaves them out. */
  @Handles(auth.challenge)
  async challenge(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const request = readChallengeRequest(body);
    const attempt = { origin, settings: app.settings, context };
    const offer = { app, context, origin, isChallenge: true };
    const user = await this.throttle.attempt(attempt, () => this.#whose(request, body, offer));
    const answers: Record<string, unknown> = {};
    // One after the other: no further code is sent where one of them fails.
    for (const [name, data] of Object.entries(request.challengeData).sort(([left], [right]) => (left < right ? -1 : 1))) {
      const answer = name === 'mfa' ? await this.#secondFactor(user, app, context) : await this.#custom(name, data, body, user, offer);
      if (answer !== undefined) answers[name] = answer;
    }
    return restReply({ challengeData: answers });
  }

  async #secondFactor(user: UserRecord | undefined, app: AuthApp, context: RequestContext): Promise<true | undefined> {
    return user !== undefined && (await this.secondFactor.challenge(user, app, context)) ? true : undefined;
  }

  #custom(name: string, data: unknown, { authData }: auth.Submission['body'], user: UserRecord | undefined, offer: Offer) {
    return this.customAccounts.challenge(name, data, isObject(authData) ? authData[name] : undefined, user, offer);
  }

  async #whose({ whose }: ChallengeRequest, body: auth.Submission['body'], offer: Offer): Promise<UserRecord | undefined> {
    if (whose === 'nobody') return undefined;
    if (whose === 'password') return this.users.byPassword(body, offer);
    return this.#ownerOf(body['authData'], offer);
  }

  /** One answer for wrong credentials and for right ones of nobody: ids cannot be probed. */
  async #ownerOf(authData: unknown, offer: Offer): Promise<UserRecord> {
    const { app, context } = offer;
    const { auth } = app.settings;
    try {
      // Proofs beside another one are about to be asked for.
      const { offered } = readAuthData(authData, app.settings);
      const finding = offered.filter(({ provider }) => customProviderOf(provider, auth)?.policy !== 'additional');
      const accounts = await this.accounts.verify(finding, offer);
      const [owner, second] = await this.accounts.owners(accounts, context);
      if (owner !== undefined && second === undefined && !owner.isLocked) return owner;
    } catch (error) {
      if (!(error instanceof ParseError) || !UNPROVEN.has(error.kind)) throw error;
    }
    throw new ParseError('ObjectNotFound', 'User not found.');
  }
}

const UNPROVEN: ReadonlySet<string> = new Set([
  ...['LinkedIdMissing', 'InvalidLinkedSession', 'UnsupportedService', 'InvalidAuthData'],
  ...['CloudCodeFailed', 'ValidationFailed', 'Custom'], // code of the app refuses
]);
