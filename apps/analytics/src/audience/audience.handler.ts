import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { z } from 'zod';
import { DAY_MS, dayOf } from '../ingest/time.ts';
import { readRange } from '../query/range.ts';
import { rangeMembers, readQuestion } from '../query/read-question.ts';
import { ActivityStore } from './activity.store.ts';
import { PERIODS, periodsIn } from './periods.ts';

const of = z.enum(['installations', 'users']).default('installations');
const activeSchema = z.object({ of, ...rangeMembers, granularity: z.enum(PERIODS).default('day') }).strict();
const DAYS_AFTER_MAX = 90;
const retentionSchema = z.object({ of, ...rangeMembers, days: z.int().min(1).max(DAYS_AFTER_MAX).default(14) }).strict();

/** Most periods of one answer: each is a read. */
const PERIODS_MAX = 400;
const READS_AT_A_TIME = 4;

/** Active installations and users, exactly counted, and how many of them come back. */
@Controller()
export class AudienceHandler {
  constructor(private readonly activities: ActivityStore) {}

  /** `{"of", "granularity", "points": [{"from", "count"}]}` */
  @Handles(analytics.active)
  async active(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const { of: whom, granularity, ...asked } = readQuestion(activeSchema, question);
    const { from, to } = readRange(asked, 'day', Date.now());
    const periods = periodsIn(from, to, granularity);
    if (periods.length > PERIODS_MAX) throw new ParseError('InvalidQuery', `The range has more than ${PERIODS_MAX} points.`);
    const kind = whom === 'users' ? 'u' : 'i';
    const counts: number[] = [];
    for (let first = 0; first < periods.length; first += READS_AT_A_TIME) {
      const page = periods.slice(first, first + READS_AT_A_TIME);
      counts.push(...(await Promise.all(page.map((period) => this.activities.count(app, kind, period.from, period.to)))));
    }
    const points = periods.map((period, index) => ({ from: new Date(period.from).toISOString(), count: counts[index] ?? 0 }));
    return restReply({ of: whom, granularity, points });
  }

  /** `{"of", "cohorts": [{"day", "size", "active": [on the day itself, on the next, …]}]}`; days to come are left out. */
  @Handles(analytics.retention)
  async retention(@Payload() { question }: analytics.Asked, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const now = Date.now();
    const { of: whom, days, ...asked } = readQuestion(retentionSchema, question);
    const { from, to } = readRange(asked, 'day', now);
    if ((to - from) / DAY_MS > PERIODS_MAX) throw new ParseError('InvalidQuery', `The range has more than ${PERIODS_MAX} days.`);
    const groups = await this.activities.byFirstDay(app, whom === 'users' ? 'u' : 'i', from, to + days * DAY_MS);
    const times = new Map(groups.map((group) => [`${group.first} ${group.day}`, group.times]));
    const cohorts = [];
    for (let first = from; first < to; first += DAY_MS) {
      const active: number[] = [];
      for (let day = first; day <= first + days * DAY_MS && day <= now; day += DAY_MS)
        active.push(times.get(`${dayOf(first)} ${dayOf(day)}`) ?? 0);
      cohorts.push({ day: new Date(first).toISOString(), size: active[0] ?? 0, active });
    }
    return restReply({ of: whom, cohorts });
  }
}
