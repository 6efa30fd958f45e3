import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { config, type RequestContext } from '@parlance/contracts';
import { authorOf } from '../administration/author.ts';
import { AuditStore, shownEntry } from './audit.store.ts';

/** The audit for the doors of administration: entries before changes, their outcomes, and questions. */
@Controller()
export class AuditHandler {
  constructor(
    private readonly audit: AuditStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.beginChange)
  async begin(@Payload() { subject, ...change }: config.BeginChangeRequest, @Ctx() context: RequestContext): Promise<{ id: string }> {
    const { app } = context;
    const id = await this.audit.begin({ app, ...change, ...(subject === undefined ? {} : { subject }), ...authorOf(context) });
    this.bus.publish(config.auditGrew, { app });
    return { id };
  }

  @Handles(config.endChange)
  async end(@Payload() request: config.EndChangeRequest, @Ctx() _context: RequestContext): Promise<Record<string, never>> {
    const app = await this.audit.end(request.id, request);
    if (app !== undefined) this.bus.publish(config.auditGrew, { app });
    return {};
  }

  @Handles(config.queryAudit)
  async query(
    @Payload() request: config.QueryAuditRequest,
    @Ctx() _context: RequestContext,
  ): Promise<{ entries: config.ShownAuditEntry[] }> {
    return { entries: (await this.audit.query(request)).map(shownEntry) };
  }
}
