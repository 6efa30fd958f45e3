/** Measurements of analytics: the events that are taken in a second. */
import { startBareHttp } from './bare-http.ts';
import { median } from './latencies.ts';
import { run, type LoadRequest } from './load.ts';
import { inTurn } from './rounds.ts';
import type { System } from './systems.ts';

export const INGESTION = 'event ingestion';

const INGESTION_GOAL = 5;
const CONNECTIONS = 64;
const ALONE = 'Node by itself';
/** Events of a request: as SDKs send them, and the most that each side takes, the peer in a batch. */
const FORMS = [
  { title: 'one event a request', peer: { size: 1, amount: 10_000 }, ours: { size: 1, amount: 10_000 } },
  { title: 'many events a request', peer: { size: 50, amount: 1_000 }, ours: { size: 1_000, amount: 128 } },
] as const;
type Form = (typeof FORMS)[number];
const STORED_MS_MAX = 120_000;
const LOOK_AGAIN_MS = 100;
/** The analytics service is killed so often while events arrive, each time after an equal part of them. */
const KILLS = 3;

/**
 * Events a second. The peer stores nothing; we have every event on disk before the answer, and the run fails unless all of them are counted
 * in the end.
 *
 * @returns a Markdown table
 */
export async function measureIngestion(systems: readonly System[], rounds: number, status: (text: string) => void): Promise<string> {
  const head = ['scenario', 'side', 'events/s accepted', 'to the peer’s', 'goal', 'events/s until counted', 'CPU per event'];
  const rows: string[] = [];
  const bare = await startBareHttp();
  const alone = { name: ALONE, url: bare.url, headers: {}, processes: [bare.pid], databasePid: systems[0]?.databasePid ?? bare.pid };
  try {
    for (const form of FORMS) {
      const sides = form.ours.size === 1 ? [...systems, alone] : systems;
      rows.push(...(await measureForm(form, sides, rounds, status)));
    }
  } finally {
    bare.stop();
  }
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}

/** A system, or a server that takes the same requests and does nothing. */
type Side = Pick<System, 'url' | 'headers' | 'processes' | 'databasePid'> & { readonly name: string };

const isParlance = (side: Side | System): side is System => 'masterHeaders' in side && side.name !== 'peer';

async function measureForm(
  form: Form,
  systems: readonly Side[],
  rounds: number,
  status: (text: string) => void,
): Promise<readonly string[]> {
  const rates = new Map<string, number[]>();
  const cpu = new Map<string, number[]>();
  const stored = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round++) {
    for (const system of inTurn(systems, round)) {
      status(`${INGESTION}, ${form.title}: round ${round} of ${rounds}, ${system.name}`);
      const isPeer = system.name === 'peer';
      const { size, amount } = isPeer ? form.peer : form.ours;
      const name = `bench_${size}_${round}`;
      const startedAt = performance.now();
      const figures = await run({
        ...system,
        next: () => requestOf(name, size, isPeer),
        check: (answered, body) => (answered === 200 && !body.includes('"error"') ? undefined : `${answered}: ${body.slice(0, 200)}`),
        connections: CONNECTIONS,
        amount,
      });
      if (isParlance(system)) await allCounted(system, name, size * amount);
      const seconds = (performance.now() - startedAt) / 1_000;
      if (round === 0) continue; // warms up
      push(rates, system.name, figures.requestsPerSecond * size);
      push(cpu, system.name, (figures.cpuMsPerRequest * 1_000) / size);
      push(stored, system.name, (size * amount) / seconds);
    }
  }
  const peer = median(rates.get('peer') ?? [0]);
  return systems.map((system) => {
    const { name } = system;
    const rate = median(rates.get(name) ?? [0]);
    const ratio = rate / peer;
    const goal = !isParlance(system) ? '' : `${INGESTION_GOAL}x ${ratio >= INGESTION_GOAL ? 'met' : 'missed'}`;
    const counted = !isParlance(system) ? 'stores nothing' : `${Math.round(median(stored.get(name) ?? [0])).toLocaleString('en')}`;
    const cells = [form.title, name, Math.round(rate).toLocaleString('en'), `**${ratio.toFixed(1)}x**`, goal, counted];
    return `| ${[...cells, `${median(cpu.get(name) ?? [0]).toFixed(0)} µs`].join(' | ')} |`;
  });
}

/**
 * Sends events while the analytics service is killed again and again, and counts them in the end, in the counts and singly.
 *
 * @returns a Markdown table
 * @throws Error when an event is lost, or counted twice
 */
export async function measureKilled(systems: readonly System[], status: (text: string) => void): Promise<string> {
  const rows: string[] = [];
  for (const system of systems) {
    const { crash } = system;
    if (crash === undefined) continue;
    for (const { title, ours } of FORMS) {
      const [name, amount] = [`killed_${ours.size}`, ours.amount * 2];
      status(`${INGESTION}, ${title}: ${system.name}, ${KILLS} kills`);
      let asked = 0;
      let restarted = Promise.resolve();
      await run({
        ...system,
        next: () => {
          asked++;
          if (asked % Math.ceil(amount / (KILLS + 1)) === 0) restarted = restarted.then(() => crash('analytics'));
          return requestOf(name, ours.size, false);
        },
        check: (answered, body) => (answered === 200 ? undefined : `${answered}: ${body.slice(0, 200)}`),
        connections: CONNECTIONS,
        amount,
      });
      await restarted;
      const accepted = amount * ours.size;
      await allCounted(system, name, accepted);
      const stored = await storedOf(system, name);
      if (stored !== accepted) throw new Error(`${accepted} events were accepted, and ${stored} are stored.`);
      const cells = [
        title,
        system.name,
        `${KILLS}`,
        ...[accepted, stored, accepted].map((count) => count.toLocaleString('en')),
        '**0**',
        '0',
      ];
      rows.push(`| ${cells.join(' | ')} |`);
    }
  }
  const head = ['analytics killed mid-run', 'side', 'kills', 'accepted', 'stored', 'counted', 'lost', 'counted twice'];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}

const COLORS = ['red', 'green', 'blue', 'white'];
const dimensionsOf = (index: number) => ({ color: COLORS[index % COLORS.length], place: `place ${index % 40}`, plan: 'free' });

function requestOf(name: string, size: number, isPeer: boolean): LoadRequest {
  if (size === 1) return { method: 'POST', path: `/parse/events/${name}`, body: JSON.stringify({ dimensions: dimensionsOf(0) }) };
  return isPeer ? peerRequest(name, size) : ourRequest(name, size);
}

function peerRequest(name: string, size: number): LoadRequest {
  const requests = Array.from({ length: size }, (_, index) => ({
    method: 'POST',
    path: `/parse/events/${name}`,
    body: { dimensions: dimensionsOf(index) },
  }));
  return { method: 'POST', path: '/parse/batch', body: JSON.stringify({ requests }) };
}

function ourRequest(name: string, size: number): LoadRequest {
  const events = Array.from({ length: size }, (_, index) => ({ name, dimensions: dimensionsOf(index) }));
  return { method: 'POST', path: '/parse/events', body: JSON.stringify({ events }) };
}

/** Waits until so many are counted. @throws Error when there are more, or still fewer after two minutes */
async function allCounted(system: System, event: string, count: number): Promise<void> {
  const until = Date.now() + STORED_MS_MAX;
  for (;;) {
    const { total } = await countsOf(system, { event });
    if (total === count) return;
    if (Date.now() > until || (total ?? 0) > count) throw new Error(`${count} events were accepted, and ${total} are counted.`);
    await new Promise((wake) => setTimeout(wake, LOOK_AGAIN_MS));
  }
}

interface Counts {
  readonly total?: number;
  readonly answeredFrom?: string;
}

async function countsOf({ url, masterHeaders }: System, question: object): Promise<Counts> {
  const headers = { ...masterHeaders, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/parse/analytics/query`, { method: 'POST', headers, body: JSON.stringify(question) });
  return (await answer.json()) as Counts; // an error while the service is away, which has no total
}

/** Two conditions that every event meets: kept counts cannot tell that, so that single events are counted. */
async function storedOf(system: System, event: string): Promise<number> {
  const filter = [
    { dimension: 'dimensions.color', is: COLORS },
    { dimension: 'dimensions.plan', is: 'free' },
  ];
  const { total, answeredFrom } = await countsOf(system, { event, filter });
  if (answeredFrom !== 'events' || total === undefined) throw new Error('Single events were not counted.');
  return total;
}

function push(map: Map<string, number[]>, name: string, figure: number): void {
  const figures = map.get(name);
  if (figures === undefined) map.set(name, [figure]);
  else figures.push(figure);
}
