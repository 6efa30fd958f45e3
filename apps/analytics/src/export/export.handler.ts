import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type StreamReply } from '@parlance/contracts';
import { z } from 'zod';
import type { EventDocument } from '../database/documents.ts';
import { EventStore } from '../ingest/event.store.ts';
import { readRange } from '../query/range.ts';
import { rangeMembers, readQuestion } from '../query/read-question.ts';

const exportSchema = z.object({ ...rangeMembers, event: z.string().min(1).max(255).optional() }).strict();
/** Lines of one piece. */
const PIECE_LINES = 500;

/** Single events for other systems: `application/x-ndjson`, in the order of days. Made as fast as it is read; never whole in memory. */
@Controller()
export class ExportHandler {
  constructor(private readonly events: EventStore) {}

  @Handles(analytics.exportEvents)
  async export(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<StreamReply> {
    const { event, ...asked } = readQuestion(exportSchema, question);
    const { from, to } = readRange(asked, 'hour', Date.now());
    const collections = await this.events.collections(from, to);
    const filter = { a: app, ...(event === undefined ? {} : { n: event }), t: { $gte: new Date(from), $lt: new Date(to) } };
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (const collection of collections) {
        let lines = '';
        let count = 0;
        for await (const document of collection.find(filter)) {
          lines += `${JSON.stringify(lineOf(document))}\n`;
          if (++count % PIECE_LINES > 0) continue;
          yield Buffer.from(lines);
          lines = '';
        }
        if (lines !== '') yield Buffer.from(lines);
      }
    }
    return { status: 200, contentType: 'application/x-ndjson', body: pieces() };
  }
}

/** Dimensions as pairs: their names are of any kind, and warehouses want them in rows. */
function lineOf({ _id, a, n, t, d, c, u, i, p, pi }: EventDocument): object {
  return { id: _id.slice(a.length + 1), event: n, at: t, dimensions: d, ...c, user: u, installation: i, pushHash: p, pushId: pi };
}
