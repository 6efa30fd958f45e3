import { Controller, type OnModuleDestroy } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { functions, type RequestContext, type RestReply, type StreamReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { askedLines, shownLine } from './asked-lines.ts';
import { CodeLog } from './code-log.ts';
import { followLines } from './follow.ts';
import { LogStore } from './log.store.ts';

/** A connection that follows ends after that long: its reader asks again. */
const FOLLOW_MS_MAX = 10 * 60_000;
/** Each looks into the database twice a second. */
const FOLLOWERS_MAX = 16;

/** The log of an app's code, for the holders of its master keys. */
@Controller()
export class LogHandler implements OnModuleDestroy {
  #followers = 0;
  #isOver = false;

  constructor(
    private readonly log: CodeLog,
    private readonly store: LogStore,
  ) {}

  @Handles(functions.readLog)
  async read(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() { app }: RequestContext): Promise<RestReply> {
    await this.log.flush(); // Those of this replica; others store theirs twice a second.
    return restReply((await this.store.find(askedLines(app, parameters, Date.now()))).map(shownLine));
  }

  /** @throws ServiceUnavailable when too many follow at this replica */
  @Handles(functions.followLog)
  follow(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() { app }: RequestContext): StreamReply {
    if (this.#followers >= FOLLOWERS_MAX)
      throw new ParseError('ServiceUnavailable', 'Too many read the logs at the moment.', { retryAfterSeconds: 5 });
    const headers = { 'cache-control': 'no-store' };
    return { status: 200, contentType: 'application/x-ndjson', headers, body: this.#lines(app, parameters) };
  }

  onModuleDestroy(): void {
    this.#isOver = true;
  }

  async *#lines(app: string, parameters: Readonly<Record<string, unknown>>): AsyncGenerator<Uint8Array> {
    const now = Date.now();
    const options = { store: this.store, now: Date.now, until: now + FOLLOW_MS_MAX, isOver: () => this.#isOver };
    this.#followers++;
    try {
      await this.log.flush();
      for await (const lines of followLines(askedLines(app, parameters, now), options)) {
        const text = lines === 'alive' ? '' : lines.map((line) => `${JSON.stringify(shownLine(line))}\n`).join('');
        yield Buffer.from(text === '' ? '\n' : text); // the head of the answer leaves with its first bytes
      }
    } finally {
      this.#followers--;
    }
  }
}
