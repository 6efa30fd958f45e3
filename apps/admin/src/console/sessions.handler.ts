import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { PUBLIC } from '@parlance/acl';
import { firstRun, rightsOf } from '@parlance/admin-operations';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { admin, config, NO_APP, type Operation, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { TokenDirectory, type FoundSession } from '../callers/token-directory.ts';
import { faultsOf, RequestFaults } from '../dispatch/faults.ts';

type Nothing = Record<string, never>;

/** Sessions of the console: their beginning and end, and all that administrators do with their own account. `config` decides. */
@Controller()
export class SessionsHandler {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly directory: TokenDirectory,
  ) {}

  @Handles(admin.signIn)
  async signIn(@Payload() request: admin.SignInRequest, @Ctx() context: RequestContext): Promise<admin.SignInOutcome> {
    const told = await this.#ask(config.signIn, request, context);
    return told.outcome === 'signed-in' ? { outcome: 'signed-in', ...begun(told.signedIn) } : told;
  }

  @Handles(admin.firstRun)
  async firstRun(@Payload() request: admin.FirstRunRequest, @Ctx() context: RequestContext): Promise<admin.BegunSession> {
    const { link, hours, address, ...person } = request;
    const checked = firstRun.safeParse(person);
    if (!checked.success) throw new RequestFaults(faultsOf(checked.error));
    return begun(await this.#ask(config.takeFirstRun, { ...checked.data, link, hours, address }, context));
  }

  @Handles(admin.readSession)
  async read(
    @Payload() caller: admin.ConsoleCaller,
    @Ctx() _context: RequestContext,
  ): Promise<{ administrator: admin.SignedInAdministrator }> {
    return { administrator: shown((await this.#session(caller)).administrator) };
  }

  @Handles(admin.signOut)
  async signOut(@Payload() caller: admin.ConsoleCaller, @Ctx() context: RequestContext): Promise<Nothing> {
    const found = await this.directory.findSession(caller.session, caller.address);
    return found === undefined ? {} : this.#ask(config.signOut, { id: found.id }, asTheirs(context, found, caller));
  }

  @Handles(admin.changeOwnPassword)
  async changePassword(
    @Payload() { current, password, ...caller }: admin.ConsoleCaller & { current: string; password: string },
    @Ctx() context: RequestContext,
  ): Promise<Nothing> {
    const checked = firstRun.shape.password.safeParse(password);
    if (!checked.success) throw new RequestFaults(faultsOf(checked.error).map((fault) => ({ ...fault, field: 'password' })));
    const found = await this.#session(caller);
    const request = { id: found.administrator.id, current, password, keep: found.id };
    await this.#ask(config.setPassword, request, asTheirs(context, found, caller));
    return {};
  }

  @Handles(admin.beginSecondFactor)
  async begin(@Payload() caller: admin.ConsoleCaller, @Ctx() context: RequestContext): Promise<{ secret: string; address: string }> {
    const found = await this.#session(caller);
    return this.#ask(config.beginSecondFactor, { id: found.administrator.id }, asTheirs(context, found, caller));
  }

  @Handles(admin.confirmSecondFactor)
  async confirm(@Payload() { code, ...caller }: admin.ConsoleCaller & { code: string }, @Ctx() context: RequestContext): Promise<Nothing> {
    const found = await this.#session(caller);
    await this.#ask(config.confirmSecondFactor, { id: found.administrator.id, code }, asTheirs(context, found, caller));
    return {};
  }

  @Handles(admin.removeSecondFactor)
  async remove(@Payload() { code, ...caller }: admin.ConsoleCaller & { code: string }, @Ctx() context: RequestContext): Promise<Nothing> {
    const found = await this.#session(caller);
    await this.#ask(config.removeSecondFactor, { id: found.administrator.id, code }, asTheirs(context, found, caller));
    return {};
  }

  /** @throws ParseError InvalidApiKey for a session that is nobody's, or no more */
  async #session({ session, address }: admin.ConsoleCaller): Promise<FoundSession> {
    const found = await this.directory.findSession(session, address);
    if (found === undefined) throw new ParseError('InvalidApiKey', 'You are signed out.');
    return found;
  }

  #ask<Request, Reply>(
    operation: Operation<Request, Reply>,
    request: Request,
    { deadline, requestId, author }: RequestContext,
  ): Promise<Reply> {
    return this.bus.call(operation, request, { app: NO_APP, identity: PUBLIC, deadline, requestId, author });
  }
}

function asTheirs(
  context: RequestContext,
  { administrator: { id, name } }: FoundSession,
  { address }: admin.ConsoleCaller,
): RequestContext {
  return { ...context, author: { kind: 'administrator', id, name, address } };
}

function begun({ session, expiresAt, administrator }: config.SignedIn): admin.BegunSession {
  return { session, expiresAt, administrator: shown(administrator) };
}

function shown(administrator: config.Administrator): admin.SignedInAdministrator {
  const { id, name, email = '', role = null, hasSecondFactor } = administrator;
  const { scopes, apps } = rightsOf(administrator);
  return { id, name, email, role, scopes: [...scopes], apps: apps === 'all' ? 'all' : [...apps], secondFactor: hasSecondFactor };
}
