import { assignGroup, mulberry32 } from '@parlance/statistics';
import { ask } from '../ask.ts';
import { sideBySide } from '../side-by-side.ts';
import type { Fan } from './fans.ts';
import type { PushClient, PushStatus } from './push-client.ts';

const NAME = 'Which invitation?';
const SIZE_PERCENT = 50;
/** The versions, and the share of people who open each of them in this demo. */
const VERSIONS = [
  { alert: 'Tickets for Saturday are on sale.', opened: 0.07 },
  { alert: 'Your seat for Saturday is waiting. Take it?', opened: 0.12 },
] as const;
const OPENS_AT_ONCE = 16;
const SEED = 14;

/** The members of the report of an experiment that the demo needs. */
interface Report {
  readonly groups: readonly {
    readonly key: string;
    readonly id: string;
    readonly status: string;
    readonly push_sends: number;
    readonly push_opens: number;
  }[];
  readonly so_far: { readonly leader: string };
  readonly launch_push_id: string | null;
}

interface Opening {
  readonly installationId: string;
  readonly pushHash: string;
}

/** Two versions of a message for half of all devices, simulated opens, the report, and the winner's launch to the other half. */
export async function showExperiment(client: PushClient, fans: readonly Fan[]): Promise<void> {
  const id = await begin(client, fans);
  const split = { experimentId: id, sizePercent: SIZE_PERCENT, variants: VERSIONS.length };
  const group = (fan: Fan) => assignGroup(split, { ...fan, objectId: fan.installationId });
  const { groups } = await client.read<Report>(`/push/${id}`);
  const hashes = await Promise.all(groups.map(async ({ id: push }) => (await client.read<PushStatus>(`/push/${push}`)).pushHash));
  const random = mulberry32(SEED);
  const openings = fans.flatMap((fan): Opening[] => {
    const own = group(fan);
    const chance = random();
    if (own.kind !== 'variant' || chance >= (VERSIONS[own.index]?.opened ?? 0)) return [];
    return [{ installationId: fan.installationId, pushHash: hashes[own.index] ?? '' }];
  });
  console.log('\nPeople open them, some of each group (their apps tell `/events/AppOpened`)');
  await sideBySide('opens', openings, OPENS_AT_ONCE, ({ installationId, pushHash }) => client.open(installationId, pushHash));
  await showReport(client, id, openings.length);
  await launch(client, id);
}

async function begin(client: PushClient, fans: readonly Fan[]): Promise<string> {
  let id: string | undefined;
  await ask(`An A/B test of two messages, with ${SIZE_PERCENT} % of the devices`, async () => {
    id = await client.send({
      where: { installationId: { $regex: '^demo-fan-' } },
      experiment: { name: NAME, type: 'message', size_percent: SIZE_PERCENT, variants: VERSIONS.map(({ alert }) => ({ data: { alert } })) },
    });
    if (id === undefined) throw new Error('The deployment can push no more.');
    const { groups } = await client.until<Report>(`/push/${id}`, ({ groups: some }) => some.every(({ status }) => status === 'succeeded'));
    const sent = groups.reduce((sum, { push_sends: n }) => sum + n, 0);
    return [
      ...groups.map(({ key, push_sends: n }, at) => `${key}: ${n.toLocaleString('en')} devices got "${VERSIONS[at]?.alert ?? ''}"`),
      `the other ${(fans.length - sent).toLocaleString('en')} devices wait for the launch of the winner`,
    ];
  });
  return id ?? '';
}

async function showReport(client: PushClient, id: string, opens: number): Promise<void> {
  await ask('The report, as its marketer reads it', async () => {
    await client.until<Report>(`/push/${id}`, ({ groups }) => groups.reduce((sum, { push_opens: n }) => sum + n, 0) === opens);
    return (await client.text(`/push/${id}/report`)).trimEnd().split('\n');
  });
}

async function launch(client: PushClient, id: string): Promise<void> {
  const { so_far: soFar, groups } = await client.read<Report>(`/push/${id}`);
  const choice = soFar.leader;
  await ask(`The launch of ${choice}, to everybody who was in neither group`, async () => {
    const { launch_push_id: launched } = await client.post<{ readonly launch_push_id: string }>(`/push/${id}/launch`, { choice });
    const { numSent } = await client.ended(launched);
    const tested = groups.reduce((sum, { push_sends: n }) => sum + n, 0);
    const report = (await client.text(`/push/${id}/report`)).trimEnd().split('\n');
    return [
      `${numSent.toLocaleString('en')} devices got it; ${tested.toLocaleString('en')} had got ${groups.map(({ key }) => key).join(' or ')} before, and nobody two`,
      ...report.filter((line) => line.startsWith('Launched')),
    ];
  });
}
