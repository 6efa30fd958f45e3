/**
 * Where the CPU of Parlance's processes goes: `npm run bench -- --profile --only count` has each of them write a V8 profile
 * (`node --cpu-prof`), and adds up the time of each by the code it was spent in.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}
/** The parts of a `.cpuprofile` that are read: the sampled node of each interval, and its length in microseconds. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The flags by which a process writes its profile into `folder` when it ends. */
export const profilingFlags = (folder: string): readonly string[] => ['--cpu-prof', '--cpu-prof-dir', folder];

/** In the order in which they are asked; the last takes the rest. */
const PLACES: readonly (readonly [place: string, holds: (frame: CallFrame) => boolean])[] = [
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  ['writes to sockets', ({ functionName }) => /^(writev|write(Buffer|(Utf8|Latin1|Ascii)String))$/.test(functionName)],
  ['the MongoDB driver', ({ url }) => /node_modules\/(mongodb|mongoose|kareem|mquery|mpath)\//.test(url)],
  ['BSON', ({ url }) => url.includes('node_modules/bson/')],
  ['the NATS client', ({ url }) => url.includes('node_modules/@nats-io/')],
  ['Fastify, Nest', ({ url }) => /node_modules\/(@?fastify|@nestjs|rxjs|find-my-way|avvio|light-my-request|secure-json-parse)/.test(url)],
  ['other packages', ({ url }) => url.includes('/node_modules/')],
  ['our own code', ({ url }) => /\/apps\/[^/]+\/dist\//.test(url)],
  ['Node: HTTP, streams, timers, crypto', ({ url }) => url.startsWith('node:')],
  ['the engine, and system calls without a name', () => true],
];
/** Of a process that waits, and of one that has not begun. */
const NOT_SPENT: ReadonlySet<string> = new Set(['(idle)', '(root)']);

/** The share of each place in the time that a process has spent working, from its start to its end. */
export function sharesOf(profile: CpuProfile): ReadonlyMap<string, number> {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>(PLACES.map(([place]) => [place, 0]));
  let spent = 0;
  profile.samples.forEach((id, at) => {
    const frame = frames.get(id);
    if (frame === undefined || NOT_SPENT.has(frame.functionName)) return;
    const time = profile.timeDeltas[at] ?? 0;
    const [place] = PLACES.find(([, holds]) => holds(frame)) as (typeof PLACES)[number];
    times.set(place, (times.get(place) ?? 0) + time);
    spent += time;
  });
  return new Map([...times].map(([place, time]) => [place, spent === 0 ? 0 : time / spent]));
}

/** A Markdown table of the profiles in the folders inside `folder`: a row for each place, a column for each process. */
export function profileTable(folder: string): string {
  const columns = readdirSync(folder).flatMap((name) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.cpuprofile'))
      .map((file) => ({ name, shares: sharesOf(JSON.parse(readFileSync(join(folder, name, file), 'utf8')) as CpuProfile) })),
  );
  const rows = PLACES.map(
    ([place]) => `| ${place} | ${columns.map(({ shares }) => `${Math.round((shares.get(place) ?? 0) * 100)} %`).join(' | ')} |`,
  );
  const rule = ['---', ...columns.map(() => '---')].join('|');
  return [`| share of CPU spent in | ${columns.map(({ name }) => name).join(' | ')} |`, `|${rule}|`, ...rows].join('\n');
}
