import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { functions, type RequestContext, type RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { CodedApps } from '../apps/coded-apps.ts';
import { WEBHOOK_VERSION } from './call-reports.ts';
import { codeReport } from './code-report.ts';
import { CodeStatistics } from './code-statistics.ts';
import { CountStore } from './count.store.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Counts are kept for a week. */
const HOURS_MAX = 168;

/** The code of an app as its administrator looks at it. */
@Controller()
export class AdminHandler {
  constructor(
    private readonly apps: CodedApps,
    private readonly statistics: CodeStatistics,
    private readonly counts: CountStore,
  ) {}

  @Handles(functions.reportCode)
  async report(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const since = sinceOf(parameters['hours'], Date.now());
    await this.statistics.flush(); // Those of this replica; others add theirs every two seconds.
    const versions = [WEBHOOK_VERSION, ...(app.manifest === undefined ? [] : [app.manifest.version])];
    return restReply(codeReport(app, await this.counts.since(app.id, versions, since), since));
  }
}

/** The beginning of the hour that is so many hours ago. */
function sinceOf(asked: unknown, now: number): Date {
  const number = Math.trunc(Number(asked));
  const hours = number > 0 ? Math.min(number, HOURS_MAX) : HOURS;
  const since = now - hours * HOUR_MS;
  return new Date(since - (since % HOUR_MS));
}
