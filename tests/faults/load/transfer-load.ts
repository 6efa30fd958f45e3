import { setTimeout as pause } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import type { LaunchedParlance } from '../deployment/launched-parlance.ts';

export interface TransferJob {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly created?: number;
  readonly failed?: number;
  readonly error?: string;
  readonly file?: string;
}

const ENDED: readonly string[] = ['done', 'failed', 'cancelled'];
const POLL_MS = 100;
const KB_PER_MB = 1_024;

/** Rows as a file of JSON, made while it is sent. */
export function fileOfRows(rows: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at > rows) return controller.close();
      let text = at === 0 ? '[' : '';
      for (const end = Math.min(at + 1_000, rows); at < end; at++) {
        text += `${at === 0 ? '' : ',\n'}{"place":${at},"name":"row ${at}","even":${at % 2 === 0},"text":"${'x'.repeat(100)}"}`;
      }
      if (at === rows) {
        text += ']';
        at += 1;
      }
      controller.enqueue(encoder.encode(text));
    },
  });
}

/** Imports and exports of a launched deployment. */
export class TransferLoad {
  readonly #parlance: LaunchedParlance;

  constructor(parlance: LaunchedParlance) {
    this.#parlance = parlance;
  }

  async import(className: string, rows: number): Promise<TransferJob> {
    const { url, masterHeaders } = this.#parlance;
    const init = { method: 'POST', headers: masterHeaders, body: fileOfRows(rows), duplex: 'half' } as RequestInit;
    return (await (await fetch(`${url}/imports/${className}`, init)).json()) as TransferJob;
  }

  async export(className: string): Promise<TransferJob> {
    const { url, masterHeaders } = this.#parlance;
    const init = { method: 'POST', headers: masterHeaders, body: JSON.stringify({ className }) };
    return (await (await fetch(`${url}/exports`, init)).json()) as TransferJob;
  }

  async read(kind: 'imports' | 'exports', { id }: Pick<TransferJob, 'id'>): Promise<TransferJob | undefined> {
    const { url, masterHeaders } = this.#parlance;
    // While the workers are away nobody knows.
    const response = await fetch(`${url}/${kind}/${id}`, { headers: masterHeaders });
    return response.status === 200 ? ((await response.json()) as TransferJob) : undefined;
  }

  /** The job at its end. */
  async ended(kind: 'imports' | 'exports', job: TransferJob): Promise<TransferJob> {
    for (;;) {
      const current = await this.read(kind, job);
      if (current !== undefined && ENDED.includes(current.state)) return current;
      await pause(POLL_MS);
    }
  }

  /** The numbers of the rows that an export has, as they stand in it. */
  async places(job: TransferJob): Promise<readonly number[]> {
    const { url, masterHeaders } = this.#parlance;
    const response = await fetch(url + String(job.file), { headers: masterHeaders });
    const places: number[] = [];
    let rest = '';
    const decoder = new TextDecoder();
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{"objectId"')) places.push(Number(/"place":(\d+)/.exec(line)?.[1]));
    }
    return places;
  }

  /** Memory that the processes of services hold, in MB. */
  async memoryMb(services: readonly ('workers' | 'data' | 'files' | 'gateway')[]): Promise<Record<string, number>> {
    const measured: Record<string, number> = {};
    for (const service of services) {
      const { pid } = await this.#parlance.process(service);
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      measured[service] = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / KB_PER_MB);
    }
    return measured;
  }
}
