import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { z } from 'zod';
import { PUSH_OPENED } from '../ingest/event-cells.ts';
import { count } from '../query/count.ts';
import { readCountQuestion } from '../query/count-question.ts';
import { CountsStore } from '../query/counts.store.ts';
import { EventCounts } from '../query/event-counts.store.ts';
import { readQuestion } from '../query/read-question.ts';

/** The questions behind the endpoints of the dashboard. */
const ENDPOINTS = {
  api_request: { source: 'requests' },
  app_opened: { event: 'AppOpened' },
  app_opened_from_push: { event: PUSH_OPENED },
  analytics_request: { source: 'requests', filter: [{ dimension: 'className', is: '(events)' }] },
  file_request: { source: 'requests', filter: [{ dimension: 'className', is: '(files)' }] },
  push: { source: 'requests', filter: [{ dimension: 'className', is: '(push)' }] },
} as const satisfies Record<string, object>;

const seconds = z.coerce.number().int().nonnegative().max(100_000_000_000);
const dashboardSchema = z
  .object({
    endpoint: z.enum(Object.keys(ENDPOINTS) as [keyof typeof ENDPOINTS, ...(keyof typeof ENDPOINTS)[]]),
    stride: z.enum(['minute', 'hour', 'day']).default('day'),
    from: seconds,
    to: seconds,
    audienceType: z.string().optional(),
  })
  .strict();

@Controller()
export class DashboardHandler {
  constructor(
    private readonly counts: CountsStore,
    private readonly events: EventCounts,
  ) {}

  /** `{"requested_data": [[epoch seconds, count], …]}` */
  @Handles(analytics.dashboard)
  async dashboard(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const { endpoint, stride, from, to } = readQuestion(dashboardSchema, question);
    if (from >= to) throw new ParseError('InvalidQuery', 'from must be before to.');
    const asked = { ...ENDPOINTS[endpoint], granularity: stride, from: isoOf(from), to: isoOf(to) };
    const { points, counts } = await count(app, readCountQuestion(asked, Date.now()), { counts: this.counts, events: this.events });
    return restReply({ requested_data: points.map((point, index) => [Date.parse(point) / 1_000, counts[index] ?? 0]) });
  }
}

function isoOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1_000).toISOString();
}
