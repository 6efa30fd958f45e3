import { hash, randomBytes } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { authorOf } from '../administration/author.ts';
import type { AdministratorRecord } from '../administrators/administrator-record.ts';
import { AdministratorStore } from '../administrators/administrator.store.ts';
import { newAdministratorId, nameKeyOf } from '../administrators/new-administrator.ts';
import { differences, shownAdministrator } from '../administrators/shown.ts';
import { newSession } from './new-session.ts';
import { hashPassword } from './passwords.ts';

const LINK_BYTES = 32;
const LINK_MS = 3_600_000;
const LINK_ID = 'first-run';

/** The link by which the first administrator makes themselves, where nobody can sign in yet: one at a time, for an hour. */
@Controller()
export class FirstRunHandler {
  constructor(private readonly store: AdministratorStore) {}

  @Handles(config.makeFirstRunLink)
  async make(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<config.FirstRunLink> {
    const link = randomBytes(LINK_BYTES).toString('base64url');
    const expiresAt = new Date(Date.now() + LINK_MS);
    return this.store.change<config.FirstRunLink>(async ({ administrators, links }, session) => {
      if (await administrators.findOne({ password: { $exists: true }, enabled: true }, { session })) {
        return { result: { link: null, expiresAt: null } };
      }
      await links.replaceOne({ _id: LINK_ID }, { digest: digestOf(link), expiresAt }, { session, upsert: true });
      const text = 'A link by which the first administrator makes themselves.';
      const audit = { action: 'administrators.first-run-link', ...authorOf(context), text, changes: [] };
      return { result: { link, expiresAt: expiresAt.toISOString() }, audit };
    });
  }

  @Handles(config.takeFirstRun)
  async take(@Payload() request: config.FirstRunRequest, @Ctx() context: RequestContext): Promise<config.SignedIn> {
    const { link, name, email, hours, address } = request;
    const wanted = { _id: LINK_ID, digest: digestOf(link) };
    // Asked before the password is hashed, which takes a while.
    if (!(await this.store.isLink(wanted))) throw noLink();
    const password = await hashPassword(request.password);
    return this.store.change(async ({ administrators, tokens, links }, session) => {
      const now = new Date();
      const taken = await links.findOneAndDelete({ ...wanted, expiresAt: { $gt: now } }, { session });
      if (taken === null) throw noLink();
      const record: AdministratorRecord = {
        _id: newAdministratorId(),
        name,
        nameKey: nameKeyOf(name),
        email,
        signInKey: email.toLowerCase(),
        password,
        role: 'owner',
        enabled: true,
        createdAt: now,
        updatedAt: now,
      };
      await administrators.insertOne(record, { session });
      const { record: token, secret, expiresAt } = newSession(record, hours, now);
      await tokens.insertOne(token, { session });
      const administrator = shownAdministrator(record);
      const text = `${name} made themselves the first administrator, by the link of the first run.`;
      const place = address === '' ? {} : { address };
      const by = { who: 'administrator', from: context.requestId, by: { id: record._id, name }, ...place } as const;
      const audit = { action: 'administrators.first-run', ...by, text, changes: differences('administrator', undefined, administrator) };
      return { result: { session: secret, expiresAt: expiresAt.toISOString(), administrator }, audit };
    });
  }
}

function digestOf(link: string): string {
  return hash('sha256', link, 'base64');
}

function noLink(): ParseError {
  return new ParseError('ObjectNotFound', 'This link is not valid, or no more. A restart prints a new one while nobody can sign in.');
}
