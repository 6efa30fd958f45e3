import type { DynamicModule } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { LOGGER, TELEMETRY, type Logger, type Telemetry } from '@parlance/telemetry';
import { PROCESS_FACTS, type ProcessFacts } from './process-facts.ts';
import { READINESS, type Readiness } from './readiness.ts';

/** The things that a process has once, for all services it hosts. */
export interface ProcessParts {
  readonly bus: Bus;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly readiness: Readiness;
  readonly facts: ProcessFacts;
}

class ProcessModule {}
class RootModule {}

/** The root of a process: its services, and the parts they find everywhere by the tokens BUS, LOGGER, TELEMETRY, READINESS and PROCESS_FACTS. */
export function rootModule(parts: ProcessParts, services: readonly DynamicModule[]): DynamicModule {
  const providers = [
    { provide: BUS, useValue: parts.bus },
    { provide: LOGGER, useValue: parts.logger },
    { provide: TELEMETRY, useValue: parts.telemetry },
    { provide: READINESS, useValue: parts.readiness },
    { provide: PROCESS_FACTS, useValue: parts.facts },
  ];
  const process: DynamicModule = { module: ProcessModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
  return { module: RootModule, imports: [process, ...services] };
}
