import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { ReplyOf } from '../api/operations.ts';

/** Facts about processes are looked at again and again: they change by themselves. */
const FRESH_MS = 5_000;
type FleetOperation = 'fleet/services' | 'fleet/health' | 'fleet/leaders' | 'fleet/lag' | 'fleet/formats' | 'jobs/queues';

export const fleetKey = (name: FleetOperation) => ['fleet', name] as const;

export function useFleet<Name extends FleetOperation>(name: Name) {
  return useQuery<ReplyOf<Name>>({
    queryKey: fleetKey(name),
    queryFn: ({ signal }) => call(name, {}, signal),
    refetchInterval: FRESH_MS,
  });
}
