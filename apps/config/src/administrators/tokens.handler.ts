import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { authorOf } from '../administration/author.ts';
import type { TokenRecord } from './administrator-record.ts';
import { AdministratorStore, noAdministrator } from './administrator.store.ts';
import { newToken } from './new-token.ts';
import { differences, shownAdministrator, shownToken } from './shown.ts';

/** Tokens for the admin service. */
@Controller()
export class TokensHandler {
  constructor(
    private readonly store: AdministratorStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.listAdminTokens)
  async list(
    @Payload() { administrator }: { administrator?: string | undefined },
    @Ctx() _context: RequestContext,
  ): Promise<{ tokens: config.AdminToken[] }> {
    return { tokens: (await this.store.tokens(administrator)).map(shownToken) };
  }

  @Handles(config.createAdminToken)
  async create(
    @Payload() asked: config.NewAdminToken,
    @Ctx() context: RequestContext,
  ): Promise<{ token: config.AdminToken; secret: string }> {
    const { expiresAt, ...given } = asked;
    const { id, secret, digest } = newToken();
    const expiry = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
    const record: TokenRecord = { ...given, _id: id, digest, createdAt: new Date(), ...expiry };
    return this.store.change(async ({ administrators, tokens }, session) => {
      const owner = asked.administrator;
      if (owner !== undefined && (await administrators.findOne({ _id: owner }, { session })) === null) throw noAdministrator(owner);
      await tokens.insertOne(record, { session });
      return { result: { token: shownToken(record), secret }, audit: audited('tokens.create', undefined, record, context) };
    });
  }

  @Handles(config.revokeAdminToken)
  async revoke(@Payload() { id }: { id: string }, @Ctx() context: RequestContext): Promise<{ token: config.AdminToken }> {
    const revoked = await this.store.change(async ({ tokens }, session) => {
      const before = await tokens.findOne({ _id: id }, { session });
      if (before === null) throw new ParseError('ObjectNotFound', `There is no token ${id}.`);
      if (before.revokedAt !== undefined) return { result: { token: shownToken(before) } };
      const after: TokenRecord = { ...before, revokedAt: new Date() };
      await tokens.updateOne({ _id: id }, { $set: { revokedAt: after.revokedAt } }, { session });
      return { result: { token: shownToken(after) }, audit: audited('tokens.revoke', before, after, context) };
    });
    this.bus.publish(config.administrationChanged, {});
    return revoked;
  }

  @Handles(config.findAdminToken)
  async find(@Payload() { id }: { id: string }, @Ctx() _context: RequestContext): Promise<{ found: config.FoundAdminToken | null }> {
    const record = await this.store.findToken(id);
    if (record === null || record.revokedAt !== undefined) return { found: null };
    const { administrator: owner, digest } = record;
    if (owner === undefined) return { found: { token: shownToken(record), digest } };
    const administrator = await this.store.findAdministrator(owner);
    return { found: administrator && { token: shownToken(record), digest, administrator: shownAdministrator(administrator) } };
  }

  @Handles(config.noteTokenUse)
  async noteUse(
    @Payload() { id, address }: { id: string; address: string },
    @Ctx() _context: RequestContext,
  ): Promise<Record<string, never>> {
    await this.store.noteUse(id, address);
    return {};
  }
}

function audited(action: string, before: TokenRecord | undefined, after: TokenRecord, context: RequestContext) {
  const changes = differences('token', before && shownToken(before), shownToken(after));
  return { action, ...authorOf(context), text: `The token ${after.name}, ${after._id}.`, changes };
}
