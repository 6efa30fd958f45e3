import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { authorOf } from '../administration/author.ts';
import type { AdministratorRecord } from '../administrators/administrator-record.ts';
import { AdministratorStore, noAdministrator, type Collections, type Decision } from '../administrators/administrator.store.ts';
import { differences, shownAdministrator } from '../administrators/shown.ts';
import { Sealing } from '../secrets/sealing.ts';
import type { ClientSession } from '@parlance/mongo';
import { hashPassword, isPassword } from './passwords.ts';
import { afterCode, offeredSecondFactor, sealedSecret, type OfferedSecondFactor } from './second-factor.ts';

type One = { administrator: config.Administrator };

/** Passwords and second factors of administrators. `admin` has decided whether its caller may. */
@Controller()
export class CredentialsHandler {
  constructor(
    private readonly store: AdministratorStore,
    private readonly sealing: Sealing,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.setPassword)
  async setPassword(@Payload() asked: config.PasswordRequest, @Ctx() context: RequestContext): Promise<One> {
    const before = await this.store.administrator(asked.id);
    if (before.email === undefined)
      throw new ParseError('ValidationFailed', 'An administrator signs in by an address: give them one first.');
    if (asked.current !== undefined && !(await isPassword(asked.current, before.password))) {
      throw new ParseError('ValidationFailed', 'The present password is another one.');
    }
    const password = await hashPassword(asked.password);
    return this.#change(asked.id, context, 'administrators.set-password', async (record, { tokens }, session) => {
      const { email = '' } = record;
      // Checked against this very password: another change came between.
      if (asked.current !== undefined && record.password !== before.password) throw overtaken();
      const others = { administrator: asked.id, isSession: true, _id: { $ne: asked.keep ?? '' }, revokedAt: { $exists: false } } as const;
      await tokens.updateMany(others, { $set: { revokedAt: new Date() } }, { session });
      return { ...record, password, signInKey: email.toLowerCase() };
    });
  }

  @Handles(config.beginSecondFactor)
  async begin(@Payload() { id }: { id: string }, @Ctx() _context: RequestContext): Promise<OfferedSecondFactor> {
    return this.store.change(async ({ administrators }, session) => {
      const record = await administrators.findOne({ _id: id }, { session });
      if (record === null) throw noAdministrator(id);
      if (record.secondFactor !== undefined) throw new ParseError('ValidationFailed', 'There is a second factor: remove it first.');
      const offered = offeredSecondFactor(record);
      const offeredFactor = { secret: sealedSecret(offered.secret, id, this.sealing.sealer), lastStep: 0 };
      await administrators.updateOne({ _id: id }, { $set: { offeredFactor } }, { session });
      return { result: offered };
    });
  }

  @Handles(config.confirmSecondFactor)
  async confirm(@Payload() { id, code }: { id: string; code: string }, @Ctx() context: RequestContext): Promise<One> {
    return this.#change(id, context, 'administrators.second-factor', async ({ offeredFactor, ...record }) => {
      if (offeredFactor === undefined) throw new ParseError('ValidationFailed', 'No second factor was begun.');
      return { ...record, secondFactor: this.#used(offeredFactor, code, id) };
    });
  }

  @Handles(config.removeSecondFactor)
  async remove(@Payload() { id, code }: { id: string; code?: string | undefined }, @Ctx() context: RequestContext): Promise<One> {
    return this.#change(id, context, 'administrators.remove-second-factor', async ({ secondFactor, ...record }) => {
      if (secondFactor !== undefined && code !== undefined) this.#used(secondFactor, code, id);
      return record;
    });
  }

  #used(factor: NonNullable<AdministratorRecord['secondFactor']>, code: string, id: string) {
    const used = afterCode(factor, code, id, this.sealing.sealer, new Date());
    if (used === undefined) throw new ParseError('ValidationFailed', 'The code is not right, or was used already.');
    return used;
  }

  /** Replaces the record of an administrator, with an entry of the audit that shows no secret. */
  async #change(
    id: string,
    context: RequestContext,
    action: string,
    changed: (record: AdministratorRecord, collections: Collections, session: ClientSession) => Promise<AdministratorRecord>,
  ): Promise<One> {
    const told = await this.store.change(async (collections, session): Promise<Decision<One>> => {
      const { administrators } = collections;
      const before = await administrators.findOne({ _id: id }, { session });
      if (before === null) throw noAdministrator(id);
      const after = { ...(await changed(before, collections, session)), updatedAt: new Date() };
      await administrators.replaceOne({ _id: id }, after, { session });
      const [left, right] = [shownAdministrator(before), shownAdministrator(after)];
      const text = `The administrator ${right.name}, ${id}.`;
      return {
        result: { administrator: right },
        audit: { action, ...authorOf(context), text, changes: differences('administrator', left, right) },
      };
    });
    this.bus.publish(config.administrationChanged, {});
    return told;
  }
}

function overtaken(): ParseError {
  return new ParseError('ValidationFailed', 'The password was changed meanwhile.');
}
