import { PUBLIC } from '@parlance/acl';
import { Controller, Inject, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import {
  config,
  FILE_CLASS,
  functions,
  type HealthReport,
  type HttpReply,
  type RequestContext,
  type TriggerKind,
} from '@parlance/contracts';
import type { ServiceDefinition } from '@parlance/service';

/** A trigger as a test writes it down: the file it sees, and its outcome. */
export type FileTrigger = (file: functions.FileInput, context: RequestContext) => functions.FileOutcome | Promise<functions.FileOutcome>;

const HOST = Symbol('host');

/** The other side of `files`: a service on the bus that answers for the code of apps, as a test says. */
export class TriggerHost {
  /** Calls so far, by kind. */
  readonly calls: TriggerKind[] = [];
  readonly #triggers = new Map<TriggerKind, FileTrigger>();
  #bus: Bus | undefined;

  /** How a test's deployment hosts it, in the place of `functions`. */
  readonly definition: ServiceDefinition<Record<never, never>> = {
    name: 'functions',
    module: { register: () => ({ module: HostModule, providers: [{ provide: HOST, useValue: this }] }) },
    settings: {},
    http: false,
  };

  connect(bus: Bus): void {
    this.#bus = bus;
  }

  /** Registers the triggers of an app, instead of those before, for all services to learn. */
  async register(app: string, triggers: Readonly<Partial<Record<TriggerKind, FileTrigger>>>): Promise<void> {
    this.#triggers.clear();
    this.calls.length = 0;
    for (const [kind, trigger] of Object.entries(triggers)) this.#triggers.set(kind as TriggerKind, trigger);
    const hooks = { digest: 'one', functions: [], triggers: { [FILE_CLASS]: Object.keys(triggers) as TriggerKind[] } };
    const context = { app, identity: PUBLIC, deadline: Date.now() + 5_000, requestId: 'register' };
    await this.#bus?.call(config.recordCode, { hooks }, context);
  }

  async run({ kind, className, body }: functions.TriggerRequest, context: RequestContext): Promise<functions.TriggerOutcome> {
    this.calls.push(kind);
    const { file } = JSON.parse(Buffer.from(body).toString()) as functions.TriggerInput;
    const trigger = this.#triggers.get(kind);
    if (className !== FILE_CLASS || file === undefined || trigger === undefined) throw new Error('Nobody has asked for this trigger.');
    return { file: await trigger(file, context) };
  }
}

@Controller()
class HostController {
  constructor(
    @Inject(HOST) private readonly host: TriggerHost,
    @Inject(BUS) bus: Bus,
  ) {
    host.connect(bus);
  }

  @Handles(functions.runTrigger)
  async runTrigger(@Payload() request: functions.TriggerRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    return { status: 200, body: Buffer.from(JSON.stringify(await this.host.run(request, context))) };
  }

  @Handles(functions.health)
  health(): HealthReport {
    return { dependencies: {} };
  }
}

@Module({ controllers: [HostController] })
class HostModule {}
