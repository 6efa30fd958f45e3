import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseClassPermissions } from '@parlance/acl';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Bus, BUS, Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { assertAdministers, noSuchClass } from '../schemas/schema-request.ts';
import { existingClass } from '../schemas/system-schemas.ts';
import { rehearse } from './rehearse.ts';

/** Other processes tell their samples within this time, or not at all. */
const TELL_MS = 300;
const SAMPLES_MAX = 10_000;

/** Tries permissions out on requests that were made, in all processes of the service. */
@Controller()
export class RehearsalHandler {
  constructor(
    private readonly apps: Apps,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(data.rehearsePermissions)
  async rehearse(
    @Payload() { className, permissions }: { className: string; permissions: Record<string, unknown> | null },
    @Ctx() context: RequestContext,
  ): Promise<data.PermissionRehearsal> {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    const schema = await existingClass(app, className);
    if (schema === undefined) throw noSuchClass(className);
    const classPermissions = parseClassPermissions(permissions, schema, app.settings);
    const samples = [...app.accessSamples.of(className), ...(await this.#othersOf(app.id, className, app.writers.worker))];
    return rehearse(samples, schema, { className, classPermissions });
  }

  async #othersOf(app: string, className: string, asking: string): Promise<readonly data.AccessSample[]> {
    const id = randomUUID();
    const told: data.AccessSample[] = [];
    const end = this.bus.subscribe(data.samplesTold, (answer) => {
      if (answer.id === id && told.length < SAMPLES_MAX) told.push(...answer.samples);
    });
    try {
      await this.bus.flush();
      this.bus.publish(data.samplesAsked, { app, className, id, asking });
      await sleep(TELL_MS);
      return told;
    } finally {
      end();
    }
  }
}
