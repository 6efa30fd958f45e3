import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { PUSH_STATUS } from '@parlance/platform-classes';
import { PlatformObjects } from '@parlance/platform-objects';
import { assertQuerySize, queryFor, readChannels, TERMINAL_STATES, type Clock } from '@parlance/push';
import { restReply } from '@parlance/service';
import { savedWhere } from '../accept/audience-where.ts';
import { HistoryStore } from '../clean-up/history.store.ts';
import { PUSH_CLOCK } from '../clock.ts';
import { localeName } from './estimate.ts';
import { Estimates } from './estimates.ts';
import { suggestion, type PastPush } from './suggestion.ts';

type Where = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 90;
/** Pushes that a suggestion goes by; smaller ones tell too little. */
const PUSHES_MAX = 20;
const SENT_MIN = 100;

/** Tells how many installations a push would reach now, and how many of them an experiment should have. */
@Controller()
export class EstimateHandler {
  readonly #objects: PlatformObjects;

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly estimates: Estimates,
    private readonly history: HistoryStore,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {
    this.#objects = new PlatformObjects(bus, 'push');
  }

  @Handles(push.estimate)
  async estimate(@Payload() { body }: { body: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const { where: asked, channels } = body;
    const { where } = queryFor(channels === undefined ? asked : { channels: { $in: readChannels(channels) } });
    return restReply(await this.estimates.of(where, context));
  }

  /** `{"audience_size": n}`, -1 for an app that has sent nothing to learn from. */
  @Handles(push.suggestAudienceSize)
  async suggest(@Payload() { parameters }: push.SegmentAsked, @Ctx() context: RequestContext): Promise<RestReply> {
    const where = await this.#segment(parameters, context);
    const [past, { estimate }] = await Promise.all([this.#past(context), this.estimates.of(where, context)]);
    const { size, all, baseline } = suggestion(past, estimate);
    return restReply({ audience_size: size, all, open_rate: baseline, segment_size: estimate });
  }

  /** `{"results": {"fr": n, …}}`: devices of a segment by locale, all of its locales unless some are asked for. */
  @Handles(push.countLocales)
  async locales(@Payload() { parameters }: push.SegmentAsked, @Ctx() context: RequestContext): Promise<RestReply> {
    const asked = localesOf(parameters['locales']);
    const { perLocale, exact } = await this.estimates.of(await this.#segment(parameters, context), context);
    const counts = asked?.map((locale) => [locale, perLocale[localeName(locale)] ?? 0] as const) ?? Object.entries(perLocale);
    return restReply({ results: Object.fromEntries(counts), exact });
  }

  /** The pushes of the last 30 days have their objects; of those before, two numbers are kept. */
  async #past({ app, ...context }: RequestContext): Promise<readonly PastPush[]> {
    const since = new Date(this.clock.now().getTime() - HISTORY_DAYS * DAY_MS);
    const where = {
      createdAt: { $gte: { __type: 'Date', iso: since.toISOString() } },
      status: { $in: [...TERMINAL_STATES] },
      numSent: { $gte: SENT_MIN },
      // Pushes of another server, whose opens nobody has counted, tell nothing.
      numOpened: { $exists: true },
    };
    const parameters = { where, order: '-createdAt', limit: PUSHES_MAX, keys: 'numSent,numOpened' };
    const [removed, { body }] = await Promise.all([
      this.history.newest(app, since, SENT_MIN, PUSHES_MAX),
      this.bus.call(data.find, { className: PUSH_STATUS, parameters }, { app, ...context }),
    ]);
    const { results } = JSON.parse(Buffer.from(body).toString()) as { results: readonly Where[] };
    return [...removed, ...results.map(pastPush)];
  }

  /** `where` as an object or its JSON, or the query of a saved audience. */
  async #segment({ where, audience_id: audienceId }: Parameters, context: RequestContext): Promise<Where> {
    if (typeof audienceId === 'string' && audienceId !== '') return savedWhere(audienceId, context, { objects: this.#objects });
    const { where: read } = queryFor(parsed(where) ?? {});
    assertQuerySize(read);
    return read;
  }
}

function pastPush({ createdAt, numSent, numOpened }: Where): PastPush {
  return { createdAt: new Date(String(createdAt)), sent: Number(numSent), opened: typeof numOpened === 'number' ? numOpened : 0 };
}

/** @throws InvalidQuery (102) */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new ParseError('InvalidQuery', 'where is no JSON.');
  }
}

/** @throws InvalidQuery (102) */
function localesOf(value: unknown): readonly string[] | undefined {
  const locales = parsed(value);
  if (locales === undefined) return undefined;
  if (!Array.isArray(locales) || !locales.every((locale) => typeof locale === 'string'))
    throw new ParseError('InvalidQuery', 'locales is a list of strings.');
  return locales;
}
