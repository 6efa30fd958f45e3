import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, signalProcess, type ProcessRecord } from '../launcher/processes.ts';

/** The parts of a deployment, which can be broken on purpose. */
export interface Parts {
  /** Ends one process of the part as a crash would. Something else starts it again. */
  kill(part: string): Promise<void>;
  /** Cuts the part off from everything for a while: it gets nothing and answers nothing. */
  cut(part: string, ms: number): Promise<void>;
}

/** Started by nobody once they are gone, where `npm start` has started them. */
const SERVERS: ReadonlySet<string> = new Set(['mongodb', 'redis', 'nats']);

/**
 * The processes of `npm start -- --split`. A cut is a process that stands still with its connections open, which is the same to all others.
 *
 * @param records folder with a record of each process, named for its service or server
 */
export function processParts(records: string): Parts {
  const recordOf = (part: string): ProcessRecord => {
    let record: ProcessRecord | undefined;
    try {
      record = JSON.parse(readFileSync(join(records, `${part}.json`), 'utf8')) as ProcessRecord;
    } catch {
      // It is told below, like one that has ended.
    }
    if (record === undefined || !isRunning(record)) throw new Error(`No process of "${part}" runs here (npm start -- --split).`);
    return record;
  };
  return {
    async kill(part) {
      if (SERVERS.has(part)) throw new Error(`"${part}" is cut, not killed, under npm start: nothing would start it again.`);
      signalProcess(recordOf(part), 'SIGKILL');
    },
    async cut(part, ms) {
      const record = recordOf(part);
      const thaw = (): void => signalProcess(record, 'SIGCONT');
      process.once('exit', thaw);
      signalProcess(record, 'SIGSTOP');
      try {
        await pause(ms);
      } finally {
        process.off('exit', thaw);
        thaw();
      }
    },
  };
}

/** Runs kubectl. @param input for its standard input @returns its output */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export const kubectl: Kubectl = (args, input) =>
  new Promise((resolve, reject) => {
    const child = execFile('kubectl', [...args], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() === '' ? error.message : stderr.trim()));
    });
    child.stdin?.end(input ?? '');
  });

/**
 * The pods of a release of the Helm chart. A cut is a network policy that lets nothing in or out, which the cluster's network must enforce.
 *
 * @param random from 0 to 1, chooses the pod
 */
export function podParts(namespace: string, run: Kubectl, random: () => number): Parts {
  const selector = (part: string): string => `app.kubernetes.io/part-of=parlance,app.kubernetes.io/component=${part}`;
  return {
    async kill(part) {
      const pods = (await run(['-n', namespace, 'get', 'pods', '-l', selector(part), '-o', 'name'])).split('\n').filter(Boolean);
      const pod = pods[Math.floor(random() * pods.length)];
      if (pod === undefined) throw new Error(`The namespace ${namespace} has no pod of "${part}".`);
      await run(['-n', namespace, 'delete', pod, '--grace-period=0', '--force', '--wait=false']);
    },
    async cut(part, ms) {
      const name = `parlance-chaos-${part}`;
      const matchLabels = { 'app.kubernetes.io/part-of': 'parlance', 'app.kubernetes.io/component': part };
      const policy = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name },
        spec: { podSelector: { matchLabels }, policyTypes: ['Ingress', 'Egress'] },
      };
      try {
        await run(['-n', namespace, 'apply', '-f', '-'], JSON.stringify(policy));
        await pause(ms);
      } finally {
        await run(['-n', namespace, 'delete', 'networkpolicy', name, '--ignore-not-found']);
      }
    },
  };
}
