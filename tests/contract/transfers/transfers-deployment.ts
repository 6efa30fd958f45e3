import { startParlance, type Parlance, type ParlanceOptions, type RestAnswer } from '@parlance/testing';
import { eventually } from '../../faults/eventually.ts';

export interface ImportJob {
  readonly id: string;
  readonly state: string;
  readonly phase: string;
  readonly done: number;
  readonly total: number | null;
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
  readonly error?: string;
}
export interface ExportJob {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number | null;
  readonly file?: string;
  readonly expiresAt?: string;
  readonly error?: string;
}
export interface FailedRow {
  readonly row: number;
  readonly line: number;
  readonly code: number;
  readonly error: string;
  readonly objectId?: string;
  readonly file?: string;
}

const ENDED_MS_MAX = 60_000;

/** A deployment that imports and exports without resting, as one of its apps sees it. */
export class TransfersDeployment {
  readonly parlance: Parlance;
  readonly #app: string | undefined;

  private constructor(parlance: Parlance, app?: string) {
    this.parlance = parlance;
    this.#app = app;
  }

  static async start(options: Partial<ParlanceOptions> = {}): Promise<TransfersDeployment> {
    const env = { PARLANCE_JOBS_TICK_MS: '20', PARLANCE_TRANSFERS_SHARE: '100', PARLANCE_TRANSFERS_LEASE_MS: '1000', ...options.env };
    return new TransfersDeployment(await startParlance({ mode: 'fused', ...options, env }));
  }

  /** The same deployment, asked about another app. */
  of(app: string): TransfersDeployment {
    return new TransfersDeployment(this.parlance, app);
  }

  /** Asks with the master key. */
  ask(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RestAnswer> {
    return this.parlance.masterRest(method, path, body, { app: this.parlance.app(this.#app), headers });
  }

  /** Imports a file. @param path `/imports/Game?update=true` @returns the job at its end, and the rows that have failed */
  async import(
    path: string,
    body: string | Buffer,
    type = 'application/json',
  ): Promise<{ job: ImportJob; failures: readonly FailedRow[] }> {
    const sent = await this.ask('POST', path, body, { 'Content-Type': type });
    if (sent.status !== 201) throw new Error(`The import was answered ${sent.status}: ${sent.text}`);
    const job = await this.ended<ImportJob>('imports', (sent.body as ImportJob).id);
    return { job, failures: ((await this.ask('GET', `/imports/${job.id}/report`)).body as { results: FailedRow[] }).results };
  }

  /** Exports. @returns the job at its end, and the bytes of its file */
  async export(words: object): Promise<{ job: ExportJob; bytes: Buffer }> {
    const { body } = await this.ask('POST', '/exports', words);
    const job = await this.ended<ExportJob>('exports', (body as ExportJob).id);
    return { job, bytes: job.file === undefined ? Buffer.alloc(0) : await this.download(job.file) };
  }

  async download(path: string): Promise<Buffer> {
    const { keys, id } = this.parlance.app(this.#app);
    const headers = { 'X-Parse-Application-Id': id, 'X-Parse-Master-Key': keys.master };
    const response = await fetch(this.parlance.url + path, { headers });
    if (response.status !== 200) throw new Error(`The file of an export was answered ${response.status}: ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async ended<Job extends { readonly state: string }>(kind: 'imports' | 'exports', id: string): Promise<Job> {
    let job: Job | undefined;
    await eventually('the transfer to have ended', ENDED_MS_MAX, async () => {
      job = (await this.ask('GET', `/${kind}/${id}`)).body as Job;
      return ['done', 'failed', 'cancelled'].includes(job.state);
    });
    return job as Job;
  }

  async find(className: string, query = ''): Promise<Record<string, unknown>[]> {
    return ((await this.ask('GET', `/classes/${className}?${query}`)).body as { results: Record<string, unknown>[] }).results;
  }

  async count(className: string): Promise<number> {
    return ((await this.ask('GET', `/classes/${className}?limit=0&count=1`)).body as { count: number }).count;
  }

  close(): Promise<void> {
    return this.parlance.close();
  }
}
