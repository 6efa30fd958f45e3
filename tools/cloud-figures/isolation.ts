import { readFileSync } from 'node:fs';
import { describeLayers } from '../../apps/functions/src/isolation/layers.ts';
import { AppsWithCode, BODY, ECHO, quantile } from './apps-with-code.ts';

const COLD_ROUNDS = 15;
const WARM_CALLS = 2_000;
const AT_ONCE = 64;
const CALLS_AT_ONCE = 30_000;

/** The price of isolation: start, calls, memory. */
export async function isolation(): Promise<void> {
  const apps = await AppsWithCode.start(64);
  console.log(describeLayers(apps.host.walls.layers));
  const cold: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    await apps.declare(`cold${round}`, ECHO);
    const begun = performance.now();
    await apps.call(`cold${round}`, 'echo', BODY);
    cold.push(performance.now() - begun);
    apps.host.forget(`cold${round}`);
  }
  console.log(`cold start to first answer: p50 ${quantile(cold, 0.5).toFixed(0)} ms, best ${Math.min(...cold).toFixed(0)} ms`);
  await apps.declare('warm', ECHO);
  const warm: number[] = [];
  for (let call = 0; call < WARM_CALLS; call++) {
    const begun = performance.now();
    await apps.call('warm', 'echo', BODY);
    warm.push((performance.now() - begun) * 1_000);
  }
  console.log(`warm echo of 300 bytes, alone: p50 ${quantile(warm, 0.5).toFixed(0)} µs, p99 ${quantile(warm, 0.99).toFixed(0)} µs`);
  await atOnce(apps);
  for (const [title, { rssMb, pssMb, privateMb }] of Object.entries({ 'after 32,000 calls': memoryOf(apps) })) {
    console.log(`memory of a process, ${title}: RSS ${rssMb} MB, PSS ${pssMb} MB, private ${privateMb} MB`);
  }
  await apps.close();
}

async function atOnce(apps: AppsWithCode): Promise<void> {
  const [process0, code0, begun] = [process.cpuUsage(), codeCpuMs(apps), performance.now()];
  let left = CALLS_AT_ONCE;
  const caller = async () => {
    while (left-- > 0) await apps.call('warm', 'echo', BODY);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  const { user, system } = process.cpuUsage(process0);
  const host = (user + system) / CALLS_AT_ONCE;
  const code = ((codeCpuMs(apps) - code0) * 1_000) / CALLS_AT_ONCE;
  const perSecond = CALLS_AT_ONCE / ((performance.now() - begun) / 1_000);
  console.log(
    `${AT_ONCE} in flight: CPU ${(host + code).toFixed(1)} µs a call (host ${host.toFixed(1)}, code ${code.toFixed(1)}), ` +
      `${perSecond.toFixed(0)} calls a second`,
  );
}

/** The processes of code themselves, without the program that waits for each of them. */
function processes(apps: AppsWithCode): number[] {
  const own = apps.host.processIds;
  return own.flatMap((id) => {
    const children = read(`/proc/${id}/task/${id}/children`)
      .split(' ')
      .filter((child) => child !== '');
    return children.length > 0 ? children.map(Number) : [id];
  });
}

const TICK_MS = 10;

function codeCpuMs(apps: AppsWithCode): number {
  return processes(apps).reduce((sum, id) => {
    const fields = read(`/proc/${id}/stat`).split(' ');
    return sum + (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * TICK_MS;
  }, 0);
}

function memoryOf(apps: AppsWithCode): Record<'rssMb' | 'pssMb' | 'privateMb', string> {
  const [id = 0] = processes(apps);
  const rollup = read(`/proc/${id}/smaps_rollup`);
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? Number.NaN);
  const mb = (...names: string[]) => (names.reduce((sum, name) => sum + kb(name), 0) / 1_024).toFixed(0);
  return { rssMb: mb('Rss'), pssMb: mb('Pss'), privateMb: mb('Private_Clean', 'Private_Dirty') };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // It has ended, or this system shows nothing of it.
  }
}
