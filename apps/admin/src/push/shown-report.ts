import type { pushExperiments } from '@parlance/admin-operations';
import { ParseError } from '@parlance/errors';

type Bounds = readonly [number, number];
type Shown = pushExperiments.ExperimentReport;

interface StoredGroup {
  readonly key: string;
  readonly id: string;
  readonly payload: string;
  readonly send_time: string;
  readonly status: string;
  readonly numTargeted: number;
  readonly numSent: number;
  readonly numOpened: number;
  readonly open_rate: number;
}

/** The answer of `push.read` to the id of an experiment. `is_exp` is absent for the id of a push. */
export interface StoredReport {
  readonly is_exp?: true;
  readonly objectId: string;
  readonly createdAt: string;
  readonly name: string;
  readonly exp_type: Shown['type'];
  readonly state: Shown['state'];
  readonly size_percent: number;
  readonly query: string;
  readonly groups: readonly (StoredGroup & { readonly open_rate_interval: Bounds | null })[];
  readonly statistics: { readonly winner: string; readonly confidence_interval: Bounds } | null;
  readonly undecided?: { readonly reason: NonNullable<Shown['undecided']>['reason']; readonly until?: string };
  readonly so_far: {
    readonly leader: string;
    readonly behind: string;
    readonly difference: number;
    readonly confidence_interval: Bounds | null;
  };
  readonly warning?: 'srm';
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly launch_info: { readonly percent: number; readonly recipient_count: number | null } | null;
  readonly launch?: StoredGroup;
}

/** An experiment as administrators see it. @throws ObjectNotFound (101) for the id of a push */
export function shownReport(stored: StoredReport): Shown {
  if (stored.is_exp !== true) throw new ParseError('ObjectNotFound', 'There is no experiment of this id.');
  const { statistics, undecided, so_far: soFar, launch_info: rest, launch } = stored;
  return {
    id: stored.objectId,
    createdAt: stored.createdAt,
    name: stored.name,
    type: stored.exp_type,
    state: stored.state,
    sizePercent: stored.size_percent,
    query: stored.query,
    groups: stored.groups.map((group) => ({ ...shownVersion(group), interval: rangeOf(group.open_rate_interval) })),
    winner: statistics === null ? null : winnerOf(statistics, soFar),
    ...(undecided === undefined ? {} : { undecided: { reason: undecided.reason, ...untilOf(undecided) } }),
    soFar: {
      leader: soFar.leader,
      behind: soFar.behind,
      difference: soFar.difference,
      interval: rangeOf(soFar.confidence_interval),
    },
    imbalanced: stored.warning === 'srm',
    warnings: stored.warnings.map(({ code, message }) => ({ code, message })),
    rest: rest === null ? null : { percent: rest.percent, recipients: rest.recipient_count },
    ...(launch === undefined ? {} : { launch: shownVersion(launch) }),
  };
}

function shownVersion({
  key,
  id,
  payload,
  send_time: sendTime,
  status,
  numTargeted,
  numSent,
  numOpened,
  open_rate: openRate,
}: StoredGroup) {
  return { key, id, payload, sendTime, state: status, targeted: numTargeted, sent: numSent, opened: numOpened, openRate };
}

function winnerOf({ winner: key, confidence_interval: [lo, hi] }: NonNullable<StoredReport['statistics']>, soFar: StoredReport['so_far']) {
  return { key, over: soFar.leader === key ? soFar.behind : soFar.leader, lo, hi };
}

function rangeOf(bounds: Bounds | null): { readonly lo: number; readonly hi: number } | null {
  return bounds === null ? null : { lo: bounds[0], hi: bounds[1] };
}

function untilOf({ until }: { readonly until?: string }): { readonly until?: string } {
  return until === undefined ? {} : { until };
}
