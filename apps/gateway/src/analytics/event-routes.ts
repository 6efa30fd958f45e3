import type { Bus } from '@parlance/bus';
import type { analytics } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isObject } from '../body/is-object.ts';
import { jsonReply, type Reply } from '../reply/reply.ts';
import { appRoute } from '../routes/declare-route.ts';
import type { Call } from '../routes/route.ts';
import type { RouteTable } from '../routes/route-table.ts';
import { clientFacts } from './client-facts.ts';
import { dimensionNames } from './dimension-order.ts';
import { EventJournal } from './event-journal.ts';
import { assertOpenSize, OpenLimits } from './open-limits.ts';
import { readEvent, type StatedEvent } from './read-event.ts';

/** Most events in one request of the bulk form. */
const BULK_MAX = 1_000;
const REPEAT_ID_LENGTH_MAX = 256;
/** The read-only master key may send events, as on Parse Server. */
const CHANGES_NO_OBJECT = { effect: 'read' } as const;

/**
 * The intake of events. The gateway stores them itself, in the journal of analytics: they are accepted while that service is away, and dealt
 * with when it is back.
 */
export function addEventRoutes(table: RouteTable, bus: Bus): void {
  const journal = new EventJournal(bus);
  const limits = new OpenLimits();
  table
    .add({ ...appRoute('POST', '/events/:name', 'app', 'gateway.take-event', takeOne, CHANGES_NO_OBJECT), keepsBody: true })
    .add({ ...appRoute('POST', '/events', 'app', 'gateway.take-events', takeMany, CHANGES_NO_OBJECT), keepsBody: true });

  async function takeOne(call: Call<'/events/:name'>): Promise<Reply> {
    assertOpenSize(call);
    const names = dimensionNames(call, [call.input])(0);
    const now = Date.now();
    const events = [readEvent(call.path.name, call.input, now, names)];
    limits.take(call, events, now);
    await journal.store(sentEvents(call, events));
    return jsonReply({});
  }

  /** `{"events": [{"name", "at"?, "dimensions"?}]}`: all of them are taken, or none. */
  async function takeMany(call: Call): Promise<Reply> {
    const now = Date.now();
    const events = readBulk(call, now);
    limits.take(call, events, now);
    await journal.store(sentEvents(call, events));
    return jsonReply({ accepted: events.length });
  }
}

function readBulk(call: Call, now: number): readonly StatedEvent[] {
  const { events } = call.input;
  if (!Array.isArray(events)) throw new ParseError('InvalidJson', 'events must be an array.');
  if (events.length > BULK_MAX) throw new ParseError('InvalidJson', `A request has at most ${BULK_MAX} events.`);
  const namesOf = dimensionNames(call, events);
  return events.map((event: unknown, index) => {
    if (!isObject(event)) throw new ParseError('InvalidJson', `Event ${index} must be an object.`);
    const { name } = event;
    if (typeof name !== 'string') throw new ParseError('InvalidEventName', `Event ${index} needs a name.`);
    return readEvent(name, event, now, namesOf(index));
  });
}

/** A request that is repeated with the same X-Parse-Request-Id has the same ids: its events are counted once. */
function sentEvents({ context, caller, sender, part }: Call, events: readonly StatedEvent[]): Omit<analytics.SentEvents, 'first'> {
  const { identity, app, requestId } = context;
  const repeatable = sender.repeatId === undefined ? `s-${requestId}` : `c-${sender.repeatId.slice(0, REPEAT_ID_LENGTH_MAX)}`;
  const { installationId } = caller.origin;
  return {
    app,
    request: `${repeatable}.${part ?? 0}`,
    client: clientFacts(sender),
    ...(identity.kind === 'user' ? { user: identity.userId } : {}),
    ...(installationId === undefined ? {} : { installation: installationId }),
    events,
  };
}
