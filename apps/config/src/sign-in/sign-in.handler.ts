import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ERRORS } from '@parlance/errors';
import type { AdministratorRecord, KeptSecondFactor } from '../administrators/administrator-record.ts';
import { AdministratorStore, type Decision } from '../administrators/administrator.store.ts';
import { shownAdministrator } from '../administrators/shown.ts';
import { Sealing } from '../secrets/sealing.ts';
import { newSession } from './new-session.ts';
import { isPassword } from './passwords.ts';
import { afterCode } from './second-factor.ts';
import { signInEntry } from './sign-in-entry.ts';

const REFUSED = { outcome: 'refused' } as const;

/** Sessions of administrators begin and end here. */
@Controller()
export class SignInHandler {
  constructor(
    private readonly store: AdministratorStore,
    private readonly sealing: Sealing,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.signIn)
  async signIn(@Payload() request: config.SignInRequest, @Ctx() context: RequestContext): Promise<config.SignInOutcome> {
    const found = await this.store.findBySignInKey(request.email.toLowerCase());
    // Somebody who cannot sign in takes as long as somebody who can.
    const isRight = await isPassword(request.password, found?.enabled === true ? found.password : undefined);
    if (found === null) return REFUSED;
    if (isRight && found.secondFactor !== undefined && request.code === undefined) return { outcome: 'code-needed' };
    return this.store.change<config.SignInOutcome>(async ({ administrators, tokens }, session) => {
      const now = new Date();
      const current = await administrators.findOne({ _id: found._id }, { session });
      const isStill = current?.enabled === true && current.password === found.password;
      if (!isRight || !isStill) return refused(found, request, context);
      const used = this.#codeUsed(current, request.code, now);
      if (used === 'wrong') return refused(found, request, context);
      if (used !== undefined) await administrators.updateOne({ _id: current._id }, { $set: { secondFactor: used } }, { session });
      const { record, secret, expiresAt } = newSession(current, request.hours, now);
      await tokens.insertOne(record, { session });
      const signedIn = { session: secret, expiresAt: expiresAt.toISOString(), administrator: shownAdministrator(current) };
      return { result: { outcome: 'signed-in', signedIn }, audit: signInEntry('sign-in', current, request.address, context) };
    });
  }

  @Handles(config.signOut)
  async signOut(@Payload() { id }: { id: string }, @Ctx() context: RequestContext): Promise<Record<string, never>> {
    await this.store.change(async ({ administrators, tokens }, session) => {
      const ended = await tokens.findOneAndUpdate(
        { _id: id, isSession: true, revokedAt: { $exists: false } },
        { $set: { revokedAt: new Date() } },
        { session },
      );
      const owner = ended && (await administrators.findOne({ _id: ended.administrator ?? '' }, { session }));
      return owner ? { result: {}, audit: signInEntry('sign-out', owner, context.author?.address ?? '', context) } : { result: {} };
    });
    this.bus.publish(config.administrationChanged, {});
    return {};
  }

  /** @returns the second factor after the code; undefined where the administrator has none */
  #codeUsed({ _id: id, secondFactor }: AdministratorRecord, code: string | undefined, now: Date): KeptSecondFactor | 'wrong' | undefined {
    if (secondFactor === undefined) return undefined;
    return afterCode(secondFactor, code ?? '', id, this.sealing.sealer, now) ?? 'wrong';
  }
}

function refused(who: AdministratorRecord, { address }: config.SignInRequest, context: RequestContext): Decision<config.SignInOutcome> {
  const failed = { outcome: 'failed', error: ERRORS.ObjectNotFound.code } as const;
  return { result: REFUSED, audit: { ...signInEntry('sign-in', who, address, context), ...failed } };
}
