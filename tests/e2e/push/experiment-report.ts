import { assignGroup } from '@parlance/statistics';

/** A version of an experiment, as its report shows it. */
export interface Group {
  readonly key: string;
  readonly id: string;
  readonly payload: string;
  readonly send_time: string;
  readonly status: string;
  readonly push_sends: number;
  readonly push_opens: number;
  readonly open_rate: number;
  readonly [member: string]: unknown;
}
/** The report of an experiment. */
export interface Report {
  readonly objectId: string;
  readonly state: string;
  readonly groups: readonly Group[];
  readonly group_a: Group;
  readonly group_b: Group;
  readonly launch_push_id: string | null;
  readonly launch?: Group;
  readonly [member: string]: unknown;
}

/** The numbers of the devices in each group of two, by the ids of the experiment and of the devices alone. */
export function membersOf(numbers: readonly number[], experimentId: string, sizePercent: number) {
  const members: { readonly 0: number[]; readonly 1: number[]; readonly launch: number[] } = { 0: [], 1: [], launch: [] };
  for (const number of numbers) {
    const device = { objectId: `device${String(number).padStart(6, '0')}`, installationId: `installation-${number}` };
    const group = assignGroup({ experimentId, sizePercent, variants: 2 }, device);
    members[group.kind === 'launch' ? 'launch' : (group.index as 0 | 1)].push(number);
  }
  return members;
}

/** The push and the hash of a payload. */
export function hashIn(payload: string): { readonly push_id: unknown; readonly push_hash: unknown } {
  const { push_id, push_hash } = JSON.parse(payload) as Record<string, unknown>;
  return { push_id, push_hash };
}
