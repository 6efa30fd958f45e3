import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { analytics, type RequestContext } from '@parlance/contracts';
import { ParticipationStore } from './participation.store.ts';

/** The counts of experiments with Config parameters, for the service that decides about them. */
@Controller()
export class ExperimentHandler {
  constructor(private readonly participations: ParticipationStore) {}

  @Handles(analytics.countExperiment)
  count(
    @Payload() { experiment, variants }: { experiment: string; variants: number },
    @Ctx() { app }: RequestContext,
  ): Promise<analytics.ExperimentCounts> {
    return this.participations.count(`${app}|${experiment}`, variants);
  }
}
