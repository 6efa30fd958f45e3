import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { z } from 'zod';
import { DAY_MS } from '../ingest/time.ts';
import { dimensionNamed } from '../query/dimensions.ts';
import { readRange } from '../query/range.ts';
import { rangeMembers, readQuestion } from '../query/read-question.ts';
import { FunnelStore, type Step } from './funnel.store.ts';

const SECONDS_MAX = 31 * 86_400;
const DAYS_MAX = 62;
const filter = z.object({ dimension: z.string().max(300), is: z.union([z.string(), z.array(z.string()).min(1).max(50)]) }).strict();
const step = z.object({ event: z.string().min(1).max(255), filter: z.array(filter).max(8).default([]) }).strict();
const funnelSchema = z
  .object({
    ...rangeMembers,
    by: z.enum(['installation', 'user']).default('installation'),
    steps: z.tuple([step, step]),
    withinSeconds: z
      .int()
      .min(1)
      .max(SECONDS_MAX)
      .default(7 * 86_400),
  })
  .strict();

@Controller()
export class FunnelHandler {
  constructor(private readonly funnels: FunnelStore) {}

  /** `{"by", "entered", "converted", "rate"}` */
  @Handles(analytics.funnel)
  async funnel(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const { by, steps, withinSeconds, ...asked } = readQuestion(funnelSchema, question);
    const { from, to } = readRange(asked, 'hour', Date.now());
    if ((to - from) / DAY_MS > DAYS_MAX) throw new ParseError('InvalidQuery', `The range has more than ${DAYS_MAX} days.`);
    const [first, second] = steps;
    const counted = await this.funnels.count({
      app,
      by,
      from,
      to,
      steps: [stepOf(first), stepOf(second)],
      withinMs: withinSeconds * 1_000,
    });
    return restReply({ by, ...counted, rate: counted.entered === 0 ? 0 : counted.converted / counted.entered });
  }
}

function stepOf({ event, filter: filters }: z.infer<typeof step>): Step {
  return {
    event,
    filters: filters.map(({ dimension, is }) => {
      const meant = dimensionNamed('e', dimension);
      if (meant.startsWith('#') || dimension === 'cause')
        throw new ParseError('InvalidQuery', `A step cannot be filtered by ${dimension}.`);
      return { name: dimension, dimension: meant, values: typeof is === 'string' ? [is] : is };
    }),
  };
}
