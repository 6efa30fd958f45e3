import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { z } from 'zod';
import { count, type Counts } from '../query/count.ts';
import { readCountQuestion } from '../query/count-question.ts';
import { CountsStore } from '../query/counts.store.ts';
import { EventCounts } from '../query/event-counts.store.ts';
import { GRANULARITIES } from '../query/range.ts';
import { rangeMembers, readQuestion } from '../query/read-question.ts';

const errorsSchema = z
  .object({ ...rangeMembers, granularity: z.enum(GRANULARITIES).default('day'), top: z.int().min(1).max(200).default(50) })
  .strict();

/** The event by which apps report errors, with the dimension `code`. */
const ERROR_EVENT = 'error';

@Controller()
export class ErrorsHandler {
  constructor(
    private readonly counts: CountsStore,
    private readonly events: EventCounts,
  ) {}

  /** `{"reported": …, "answered": …}`: each with its total, and by code with count, share and counts over time. */
  @Handles(analytics.errors)
  async errors(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const asked = readQuestion(errorsSchema, question);
    const parts = { counts: this.counts, events: this.events };
    const now = Date.now();
    const [reported, answered] = await Promise.all([
      count(app, readCountQuestion({ ...asked, event: ERROR_EVENT, groupBy: 'dimensions.code' }, now), parts),
      count(app, readCountQuestion({ ...asked, source: 'requests', groupBy: 'code' }, now), parts),
    ]);
    return restReply({
      points: reported.points,
      granularity: reported.granularity,
      reported: byCode(reported),
      answered: byCode(answered),
    });
  }
}

/** Shares are of the errors; requests without an error are those without a code. */
function byCode({ groups = [], rest, without, total, isApproximate }: Counts): object {
  const errors = groups.reduce((sum, group) => sum + group.total, rest?.total ?? 0);
  return {
    total,
    withCode: errors,
    withoutCode: without?.total ?? 0,
    codes: groups.map(({ value, total: times, counts }) => ({ code: value, count: times, share: times / errors, counts })),
    isApproximate,
  };
}
