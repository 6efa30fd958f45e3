import 'reflect-metadata';
import { Controller, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BusServer, Handles, type BusOptions, type BusServerOptions } from '@parlance/bus';
import { PUBLIC } from '@parlance/acl';
import {
  HTTP,
  json,
  NO_APP,
  operation,
  REST,
  STREAM,
  type HttpReply,
  type ReplyHead,
  type RequestContext,
  type RestReply,
  type StreamReply,
} from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { testServers, uniqueName } from '@parlance/testing';
export { natsOptions } from '@parlance/testing';
import { z } from 'zod';

/** Both ways in which an operation reaches its handler; every statement about calls holds in both. */
export const MODES = ['fused', 'split'] as const;
export type Mode = (typeof MODES)[number];

const DEADLINE_MS = 5_000;

export const echo = operation<{ text: string }, { text: string; context: RequestContext }>({
  subject: 'probe.echo',
  request: z.object({ text: z.string() }),
  reply: json(z.object({ text: z.string(), context: z.custom<RequestContext>() })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
});

/** Answers with `bytes` bytes of a pattern, as a REST reply. */
export const blob = operation<{ bytes: number; status: 200 | 201; location?: string }, RestReply>({
  subject: 'probe.blob',
  request: z.object({ bytes: z.number(), status: z.union([z.literal(200), z.literal(201)]), location: z.string().optional() }),
  reply: REST,
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
});

/** Answers with length and checksum of a text of any size. */
export const measure = operation<{ text: string }, { length: number; sum: number }>({
  subject: 'probe.measure',
  request: z.object({ text: z.string() }),
  reply: json(z.object({ length: z.number(), sum: z.number() })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
});

/** Waits, then answers; counts how often it was started. */
export const slow = operation<{ ms: number }, { started: number }>({
  subject: 'probe.slow',
  request: z.object({ ms: z.number() }),
  reply: json(z.object({ started: z.number() })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
});

/** Fails in the way it is told. */
export const fail = operation<{ how: 'parse' | 'type' | 'zod' | 'text' | 'reply' }, { ok: boolean }>({
  subject: 'probe.fail',
  request: z.object({ how: z.enum(['parse', 'type', 'zod', 'text', 'reply']) }),
  reply: json(z.object({ ok: z.boolean() })),
  retry: 'never',
  deadlineMs: DEADLINE_MS,
});

/** Throws the error of an app's own code; `denied` does too, and declares no such errors. */
export const custom = operation<{ code: number; message: string; status: number }, { ok: boolean }>({
  subject: 'probe.custom',
  request: z.object({ code: z.number(), message: z.string(), status: z.number() }),
  reply: json(z.object({ ok: z.boolean() })),
  retry: 'never',
  errors: 'open',
});
export const denied = operation({ ...custom, subject: 'probe.denied', errors: undefined });

const head = z.custom<ReplyHead>();

/** Answers with the head that it is told, and a body. */
export const page = operation<{ head: ReplyHead; body: string }, HttpReply>({
  subject: 'probe.page',
  request: z.object({ head, body: z.string() }),
  reply: HTTP,
  retry: 'safe',
});

export type Counting = { head: ReplyHead; pieces: number; bytes: number; fault?: 'parse' | 'type' | undefined };
/** Streams pieces of a pattern, and fails after the last one when it is told to. */
export const count = operation<Counting, StreamReply>({
  subject: 'probe.count',
  request: z.object({ head, pieces: z.number(), bytes: z.number(), fault: z.enum(['parse', 'type']).optional() }),
  reply: STREAM,
  retry: 'never',
});

/** Declared, but served by nobody. */
export const absent = operation<{ text: string }, { text: string }>({
  subject: 'probe.absent',
  request: z.object({ text: z.string() }),
  reply: json(z.object({ text: z.string() })),
  retry: 'safe',
  deadlineMs: DEADLINE_MS,
});

export const PARSE_MESSAGE = 'Objekt „Ä|%41"\r\n nicht gefunden ';

@Controller()
export class ProbeController {
  started = 0;
  /** Pieces of streamed bodies that were made, and bodies that have ended, whole or not. */
  made = 0;
  ended = 0;

  @Handles(echo)
  echo(@Payload() { text }: { text: string }, @Ctx() context: RequestContext): { text: string; context: RequestContext } {
    return { text, context };
  }

  @Handles(blob)
  blob(@Payload() { bytes, status, location }: { bytes: number; status: 200 | 201; location?: string }): RestReply {
    return { status, location, body: pattern(bytes) };
  }

  @Handles(measure)
  measure(@Payload() { text }: { text: string }): { length: number; sum: number } {
    return { length: text.length, sum: checksum(Buffer.from(text)) };
  }

  @Handles(slow)
  async slow(@Payload() { ms }: { ms: number }): Promise<{ started: number }> {
    const started = ++this.started;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { started };
  }

  @Handles(fail)
  async fail(@Payload() { how }: { how: string }): Promise<{ ok: boolean }> {
    if (how === 'parse') throw new ParseError('ObjectNotFound', PARSE_MESSAGE);
    if (how === 'type') throw new TypeError('a secret of the inside');
    if (how === 'zod') z.string().parse(1);
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries do throw such things
    if (how === 'text') throw 'a secret of the inside';
    return { ok: 'no boolean' } as unknown as { ok: boolean };
  }

  @Handles(custom)
  custom(@Payload() { code, message, status }: { code: number; message: string; status: number }): { ok: boolean } {
    throw ParseError.custom(code, message, status);
  }

  @Handles(denied)
  denied(@Payload() { code, message, status }: { code: number; message: string; status: number }): { ok: boolean } {
    throw ParseError.custom(code, message, status);
  }

  @Handles(page)
  page(@Payload() { head, body }: { head: ReplyHead; body: string }): HttpReply {
    return { ...head, body: Buffer.from(body) };
  }

  @Handles(count)
  count(@Payload() counting: Counting): StreamReply {
    return { ...counting.head, body: this.#count(counting) };
  }

  async *#count({ pieces, bytes, fault }: Counting): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = 0; piece < pieces; piece++) {
        this.made++;
        yield Buffer.alloc(bytes, piece % 251);
      }
      if (fault === 'parse') throw new ParseError('ObjectNotFound', PARSE_MESSAGE);
      if (fault === 'type') throw new TypeError('a secret of the inside');
    } finally {
      this.ended++;
    }
  }
}

/** Bytes in which a lost, repeated or displaced part shows. */
export function pattern(bytes: number): Buffer {
  const body = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) body.writeUInt32LE(at, at);
  return body;
}

export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum * 31 + byte) % 4_294_967_291;
  return sum;
}

export function contextOf(changes: Partial<RequestContext> = {}): RequestContext {
  return { app: 'test', identity: PUBLIC, deadline: Date.now() + DEADLINE_MS, requestId: 'request-1', ...changes };
}
export const noAppContext = (): RequestContext => contextOf({ app: NO_APP });

export const natsUrl = (): string => testServers().natsUrl;
export const randomPrefix = (): string => uniqueName('bus');

export interface Probe {
  readonly bus: Bus;
  readonly controller: ProbeController;
  /** Stops the serving side as a signal to the process would, with Nest's own shutdown. */
  stop(): Promise<void>;
}

/** A process that serves `ProbeController`, with its own Bus. */
export async function startProbe(
  prefix: string,
  options: Partial<Pick<BusOptions, 'servers' | 'keys' | 'local' | 'streamIdleMs'>> & BusServerOptions = {},
): Promise<Probe> {
  const { servers = natsUrl(), keys, local, streamIdleMs, ...serverOptions } = options;
  const bus = await Bus.connect({ servers, prefix, keys, name: 'probe', local, streamIdleMs });
  const app = await createService(bus, [ProbeController], serverOptions);
  await app.listen();
  const stop = async (): Promise<void> => {
    await app.close();
    await bus.close();
  };
  return { bus, controller: app.get(ProbeController), stop };
}

export async function createService(bus: Bus, controllers: Type[], options: BusServerOptions = {}) {
  class ServiceModule {}
  const root: DynamicModule = { module: ServiceModule, controllers };
  return NestFactory.createMicroservice(root, { strategy: new BusServer(bus, options), logger: false, abortOnError: false });
}

/** A caller in the given relation to one serving process, and how to end both. */
export async function startPair(mode: Mode): Promise<{ caller: Bus; probe: Probe; stop: () => Promise<void> }> {
  const prefix = randomPrefix();
  const probe = await startProbe(prefix);
  if (mode === 'fused') return { caller: probe.bus, probe, stop: probe.stop };
  const caller = await Bus.connect({ servers: natsUrl(), prefix, name: 'caller' });
  const stop = async (): Promise<void> => {
    await caller.close();
    await probe.stop();
  };
  return { caller, probe, stop };
}
