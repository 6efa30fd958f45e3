import { Controller, Inject, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import {
  analytics,
  auth,
  config,
  data,
  functions,
  type HealthReport,
  type HttpReply,
  type RequestContext,
  type RestReply,
} from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { ServiceDefinition } from '@parlance/service';

/** One request as it arrived at a service. */
export interface Recorded {
  readonly operation: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/** The behaviour of the other side of the gateway, to be set by a test. Answers arrive over the real bus. */
export class Recorder {
  readonly requests: Recorded[] = [];
  readonly apps = new Map<string, config.AppForGateway>();
  readonly claimed = new Set<string>();
  dataIsHealthy = true;
  /** Answers instead of the usual ones, by operation. */
  readonly answers = new Map<string, (request: never, context: RequestContext) => unknown>();

  get last(): Recorded {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('No request has arrived.');
    return last;
  }

  reset(): void {
    this.requests.length = 0;
    this.claimed.clear();
    this.answers.clear();
    this.dataIsHealthy = true;
  }

  record<Reply>(operation: string, request: object, context: RequestContext, usual: Reply): Reply | Promise<Reply> {
    this.requests.push({ operation, request: request as Recorded['request'], context });
    return (this.answers.get(operation)?.(request as never, context) ?? usual) as Reply | Promise<Reply>;
  }
}

export function rest(value: unknown, status: RestReply['status'] = 200): RestReply {
  return { status, body: Buffer.from(JSON.stringify(value)) };
}

const RECORDER = Symbol('recorder');

@Controller()
class ConfigRecorder {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Handles(config.appForGateway)
  appForGateway(@Payload() { appId }: { appId: string }): { app: config.AppForGateway | null } {
    return { app: this.recorder.apps.get(appId) ?? null };
  }

  @Handles(config.readSettings)
  readSettings(@Payload() request: object, @Ctx() context: RequestContext): config.ShownSettings | Promise<config.ShownSettings> {
    return this.recorder.record('config.read-settings', request, context, { settings: DEFAULT_APP_SETTINGS });
  }

  @Handles(config.patchSettings)
  patchSettings(@Payload() { changes }: { changes: Record<string, unknown> }, @Ctx() context: RequestContext): config.ShownSettings {
    this.recorder.requests.push({ operation: 'config.patch-settings', request: changes, context });
    return { settings: { ...DEFAULT_APP_SETTINGS, ...changes } };
  }

  @Handles(config.health)
  health(): HealthReport {
    return { dependencies: { registry: { ok: true, detail: 'in memory' } } };
  }
}

@Controller()
class DataRecorder {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Handles(data.get)
  get(@Payload() request: data.GetRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    return this.recorder.record('data.get', request, context, rest({ objectId: request.objectId }));
  }

  @Handles(data.find)
  find(@Payload() request: data.FindRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    return this.recorder.record('data.find', request, context, rest({ results: [] }));
  }

  @Handles(data.create)
  create(@Payload() request: data.CreateRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    const reply = { ...rest({ objectId: 'new1' }, 201), location: `/classes/${request.className}/new1` };
    return this.recorder.record('data.create', request, context, reply);
  }

  @Handles(data.createMany)
  createMany(@Payload() request: data.CreateManyRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    const items = request.bodies.map((body, index) =>
      body['refuse'] === true ? { error: { code: 111, error: 'refused' } } : { success: { objectId: `many${index}` } },
    );
    return this.recorder.record('data.create-many', request, context, rest(items));
  }

  @Handles(data.update)
  update(@Payload() request: data.UpdateRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    return this.recorder.record('data.update', request, context, rest({ updatedAt: '2026-01-01T00:00:00.000Z' }));
  }

  @Handles(data.remove)
  remove(@Payload() request: data.RemoveRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    return this.recorder.record('data.remove', request, context, rest({}));
  }

  @Handles(data.transaction)
  transaction(@Payload() request: data.TransactionRequest, @Ctx() context: RequestContext): RestReply | Promise<RestReply> {
    const items = request.parts.map(({ kind }) => ({ success: { kind } }));
    return this.recorder.record('data.transaction', request, context, rest(items));
  }

  @Handles(data.claimRequestId)
  claimRequestId(@Payload() { requestId }: { requestId: string }): { claimed: boolean } {
    const claimed = !this.recorder.claimed.has(requestId);
    this.recorder.claimed.add(requestId);
    return { claimed };
  }

  @Handles(data.health)
  health(): HealthReport {
    if (!this.recorder.dataIsHealthy) throw new ParseError('ServiceUnavailable', 'down');
    return { dependencies: { mongodb: { ok: true, detail: 'primary db.internal:27017' } } };
  }
}

/** No token has a session here, and every mailed link is good. */
@Controller()
class AuthRecorder {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Handles(auth.identify)
  identify(@Payload() request: object, @Ctx() context: RequestContext): auth.Session {
    const answer = this.recorder.answers.get('auth.identify');
    if (answer !== undefined) return answer(request as never, context) as auth.Session;
    throw new ParseError('InvalidSessionToken', 'Invalid session token');
  }

  @Handles(auth.verifyEmail)
  verifyEmail(
    @Payload() request: { token: string },
    @Ctx() context: RequestContext,
  ): { verified: boolean } | Promise<{ verified: boolean }> {
    return this.recorder.record('auth.verify-email', request, context, { verified: true });
  }

  @Handles(auth.checkResetLink)
  checkResetLink(@Payload() request: { token: string }, @Ctx() context: RequestContext): { valid: boolean } | Promise<{ valid: boolean }> {
    return this.recorder.record('auth.check-reset-link', request, context, { valid: true });
  }

  @Handles(auth.resetPassword)
  resetPassword(
    @Payload() request: { token: string; password: string },
    @Ctx() context: RequestContext,
  ): auth.PasswordChange | Promise<auth.PasswordChange> {
    return this.recorder.record<auth.PasswordChange>('auth.reset-password', request, context, { outcome: 'changed' });
  }

  @Handles(auth.resendVerification)
  resendVerification(
    @Payload() request: { token?: string | undefined; username?: string | undefined },
    @Ctx() context: RequestContext,
  ): { accepted: boolean } | Promise<{ accepted: boolean }> {
    return this.recorder.record('auth.resend-verification', request, context, { accepted: true });
  }

  @Handles(auth.health)
  health(): HealthReport {
    return { dependencies: {} };
  }
}

@Controller()
class AnalyticsRecorder {
  @Handles(analytics.health)
  health(): HealthReport {
    return { dependencies: {} };
  }
}

/** Code that echoes its parameters, whatever they are. */
@Controller()
class FunctionsRecorder {
  constructor(@Inject(RECORDER) private readonly recorder: Recorder) {}

  @Handles(functions.callFunction)
  call(@Payload() request: functions.CallRequest, @Ctx() context: RequestContext): HttpReply | Promise<HttpReply> {
    return this.recorder.record('functions.call-function', request, context, { status: 200, body: Buffer.from('{"result":4.5}') });
  }
}

@Module({ controllers: [ConfigRecorder, DataRecorder, AuthRecorder, AnalyticsRecorder, FunctionsRecorder] })
class RecorderModule {}

/** `config`, `data` and `auth` as the gateway sees them: real handlers on the real bus, which keep the requests they get. */
export function recorderService(recorder: Recorder): ServiceDefinition<Record<never, never>> {
  const providers = [{ provide: RECORDER, useValue: recorder }];
  return { name: 'data', module: { register: () => ({ module: RecorderModule, providers }) }, settings: {}, http: false };
}
