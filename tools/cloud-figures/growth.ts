import { AppsWithCode, BODY, ECHO, quantile } from './apps-with-code.ts';

const APPS = 200;
const PROCESSES_MAX = 32;
const FUNCTIONS = 1_000;
const TRIGGERS = 200;
const CALLERS = 8;
const IDLE_WAIT_MS_MAX = 30_000;

/** Many apps with code on one machine, and much code in one app. */
export async function growth(): Promise<void> {
  const apps = await AppsWithCode.start(PROCESSES_MAX);
  const heapBefore = heapMb();
  const names = Array.from({ length: APPS }, (_, at) => `app${at}`);
  for (const name of names) await apps.declare(name, ECHO);
  const times: number[] = [];
  const begun = performance.now();
  const waiting = [...names];
  const caller = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const started = performance.now();
      await apps.call(name, 'echo', BODY, 60_000);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(
    `${APPS} apps called once each, ${PROCESSES_MAX} processes at most: ${seconds} s, p50 ${quantile(times, 0.5).toFixed(0)} ms; ` +
      `now ${apps.host.load.processes} processes`,
  );
  const until = Date.now() + IDLE_WAIT_MS_MAX;
  while (apps.host.load.processes > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 100));
  console.log(
    `idle for a second: ${apps.host.load.processes} processes, ${apps.host.load.apps} pools, ` +
      `${((heapMb() - heapBefore) / APPS).toFixed(3)} MB of the host for each app`,
  );
  await largeApp(apps);
  await apps.close();
}

async function largeApp(apps: AppsWithCode): Promise<void> {
  const functions = Array.from({ length: FUNCTIONS }, (_, at) => `Parse.Cloud.define('f${at}', ({ params }) => params);`);
  const triggers = Array.from({ length: TRIGGERS }, (_, at) => `Parse.Cloud.beforeSave('C${at}', () => undefined);`);
  await apps.declare('large', [...functions, ...triggers].join('\n'));
  const begun = performance.now();
  await apps.call('large', 'f0', BODY);
  const first = performance.now() - begun;
  const times: number[] = [];
  for (let at = 0; at < FUNCTIONS; at++) {
    const started = performance.now();
    await apps.call('large', `f${at}`, BODY);
    times.push((performance.now() - started) * 1_000);
  }
  console.log(
    `${FUNCTIONS} functions and ${TRIGGERS} triggers in one app (${apps.registrations} registered): first answer ${first.toFixed(0)} ms, ` +
      `then p50 ${quantile(times, 0.5).toFixed(0)} µs`,
  );
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
