import autocannon from 'autocannon';
import { cpuMsOfTrees } from './cpu-time.ts';
import { percentile, type RunFigures } from './latencies.ts';

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: string;
  /** Beside those that all requests of a scenario have. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the next request; called once per request, so that ids and bodies vary. */
  readonly next: () => LoadRequest;
  /** The fault of an answer, or undefined when it is right. */
  readonly check: (status: number, body: string) => string | undefined;
  readonly connections: number;
  readonly amount: number;
  /** Processes whose CPU time the run is charged with. */
  readonly processes: readonly number[];
  /** MongoDB's. */
  readonly databasePid: number;
}

/** Sends `amount` requests over `connections` keep-alive connections and checks every answer. Fails on the first wrong one. */
export async function run(load: Load): Promise<RunFigures> {
  const times: number[] = [];
  let wrong: string | undefined;
  const cpuBefore = cpuMsOfTrees(load.processes);
  const databaseBefore = cpuMsOfTrees([load.databasePid]);
  const startedAt = performance.now();
  let lastAt = startedAt; // the generator itself only notices its end at the next full second
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url: load.url,
        connections: load.connections,
        amount: load.amount,
        timeout: 30,
        requests: [
          {
            setupRequest: (request) => {
              const { method, path, body, headers } = load.next();
              return {
                ...request,
                method,
                path,
                body,
                headers: { ...request.headers, ...load.headers, ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
              };
            },
            onResponse: (status, body) => {
              wrong ??= load.check(status, body);
            },
          },
        ],
      },
      (error: Error | null, result) => {
        if (error) reject(error);
        else if (result.errors + result.timeouts > 0) reject(new Error(`${result.errors} errors, ${result.timeouts} time-outs`));
        else resolve();
      },
    );
    instance.on('response', (_client, _status, _bytes, responseTime) => {
      times.push(responseTime);
      lastAt = performance.now();
    });
  });
  const cpuMs = cpuMsOfTrees(load.processes) - cpuBefore;
  const databaseCpuMs = cpuMsOfTrees([load.databasePid]) - databaseBefore;
  if (wrong) throw new Error(`wrong answer: ${wrong}`);
  const sorted = Float64Array.from(times).sort();
  return {
    requests: sorted.length,
    requestsPerSecond: (sorted.length * 1000) / (lastAt - startedAt),
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    cpuMsPerRequest: cpuMs / sorted.length,
    databaseCpuMsPerRequest: databaseCpuMs / sorted.length,
  };
}
