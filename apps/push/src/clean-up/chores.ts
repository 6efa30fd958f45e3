import type { Bus } from '@parlance/bus';
import { PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';
import type { Engine } from '../engine/engine.ts';
import type { StatusObject } from '../engine/status-object.ts';
import { ExperimentStore } from '../experiments/experiment.store.ts';
import { OpenStore } from '../opens/open.store.ts';
import { OpenedPushStore } from '../opens/opened-push.store.ts';
import { RollUp } from '../opens/roll-up.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import { CleanUp } from './clean-up.ts';
import { HistoryStore } from './history.store.ts';
import { OldPushStore } from './old-push.store.ts';
import { ProgressStore } from './progress.store.ts';
import { StuckPushes } from './stuck-pushes.ts';
import { Upkeep } from './upkeep.ts';

export interface UpkeepParts {
  readonly bus: Bus;
  readonly database: MongoPushDatabase;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
  readonly status: StatusObject;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** All chores of this service. */
export function upkeepOf({ bus, database, waves, partitions, status, engine, clock, logger }: UpkeepParts): Upkeep {
  const rollUp = new RollUp({ opens: new OpenStore(database), pushes: new OpenedPushStore(database), status });
  const stuck = new StuckPushes({ progress: new ProgressStore(database), waves, engine, logger });
  const cleanUp = new CleanUp({
    old: new OldPushStore(database),
    experiments: new ExperimentStore(database),
    history: new HistoryStore(database),
    waves,
    partitions,
    status,
    objects: new PlatformObjects(bus, 'push'),
    rollUp,
    logger,
  });
  return new Upkeep([rollUp, stuck, cleanUp], clock, logger);
}
