import { wavesOf } from '@parlance/push';
import type { PushDocument } from '../database/documents.ts';
import { scheduleLocalWaves, type Due, type Scheduling } from './local-waves.ts';
import { isLocal, waveDocument } from './wave-times.ts';

/** Writes the waves of a push down: one at an instant, or one for each time at which the zones of its audience have the wall time. */
export async function scheduleWaves(pushed: PushDocument, now: Date, needs: Scheduling): Promise<Due> {
  if (isLocal(pushed)) return scheduleLocalWaves(pushed, now, needs);
  const { timing, dueAt } = pushed;
  const due = dueAt.getTime();
  const at = { pushTime: { kind: 'instant', at: due }, expiration: timing.expiration, lateZones: timing.lateZones } as const;
  for (const wave of wavesOf(at, [], due).waves) await needs.waves.ensure(waveDocument(pushed, wave, '0'));
  return { at: dueAt };
}
