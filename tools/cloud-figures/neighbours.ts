import { AppsWithCode, BODY, ECHO, quantile } from './apps-with-code.ts';

const MEASURE_MS = 6_000;
const PAUSE_MS = 2;
const ROUNDS = 3;

const HOSTILE = `
Parse.Cloud.define('loop', () => { for (;;); });
Parse.Cloud.define('exit', () => process.exit(1));
Parse.Cloud.define('lines', () => { for (;;) console.log('x'.repeat(1000)); });
Parse.Cloud.define('heap', () => { const all = []; for (;;) all.push(new Array(1000).fill({})); });
Parse.Cloud.define('buffers', async () => { const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await new Promise(setImmediate); } });
Parse.Cloud.define('huge', () => 'x'.repeat(100e6));
Parse.Cloud.define('requests', () => Promise.all(Array.from({ length: 9000 }, () => new Parse.Query('A').find())));
`;
const KINDS = ['loop', 'exit', 'lines', 'heap', 'buffers', 'huge', 'requests'];

/** Calls of one app's function while another app does its worst, against the same calls in peace. */
export async function neighbours(): Promise<void> {
  const apps = await AppsWithCode.start(64);
  await apps.declare('good', ECHO);
  await apps.declare('evil', HOSTILE);
  await measure(apps, 500);
  for (const kind of KINDS) {
    const peace: number[] = [];
    const war: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      peace.push(...(await measure(apps, MEASURE_MS / ROUNDS)));
      const end = attack(apps, kind);
      war.push(...(await measure(apps, MEASURE_MS / ROUNDS)));
      await end();
    }
    const [calm, busy] = [quantile(peace, 0.99), quantile(war, 0.99)];
    console.log(
      `another app does "${kind}": p50 ${quantile(peace, 0.5).toFixed(2)} → ${quantile(war, 0.5).toFixed(2)} ms, ` +
        `p99 ${calm.toFixed(2)} → ${busy.toFixed(2)} ms (${(busy / calm).toFixed(2)}x), ${war.length} calls`,
    );
  }
  await apps.close();
}

/** Calls one after the other, with a pause between. @returns milliseconds of each */
async function measure(apps: AppsWithCode, ms: number): Promise<number[]> {
  const times: number[] = [];
  for (const until = performance.now() + ms; performance.now() < until;) {
    const begun = performance.now();
    await apps.call('good', 'echo', BODY);
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return times;
}

/** Four callers of the hostile function without a pause. @returns a function that ends them */
function attack(apps: AppsWithCode, kind: string): () => Promise<unknown> {
  let isOver = false;
  const caller = async () => {
    while (!isOver) {
      await apps.call('evil', kind, BODY, 1_000).catch(() => undefined); // its error is its own
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const callers = Promise.all(Array.from({ length: 4 }, caller));
  return () => {
    isOver = true;
    return callers;
  };
}
