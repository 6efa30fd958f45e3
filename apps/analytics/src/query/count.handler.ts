import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { count } from './count.ts';
import { readCountQuestion } from './count-question.ts';
import { CountsStore } from './counts.store.ts';
import { EventCounts } from './event-counts.store.ts';

@Controller()
export class CountHandler {
  constructor(
    private readonly counts: CountsStore,
    private readonly events: EventCounts,
  ) {}

  @Handles(analytics.count)
  async count(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    return restReply(await count(app, readCountQuestion(question, Date.now()), { counts: this.counts, events: this.events }));
  }
}
