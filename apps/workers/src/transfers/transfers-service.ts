import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { TransferDocument } from './database/transfer-document.ts';
import type { TransferStore } from './database/transfer.store.ts';
import type { ExportMails } from './export/export-mails.ts';
import { exportPlace } from './export/export-place.ts';
import { importAsked } from './import/import-place.ts';
import { KEPT_MS } from './reports.ts';
import type { TransferRunner } from './runner.ts';
import type { TransferFiles } from './transfer-files.ts';

/** How often files are looked for that nobody needs any more. */
const TIDY_MS = 60_000;
/** Files that a worker has left that was taken for lost are as old at most. */
const SWEPT_MS = KEPT_MS + 24 * 3_600_000;

export interface TransfersServiceNeeds {
  readonly store: TransferStore;
  readonly runner: TransferRunner;
  readonly files: TransferFiles;
  readonly mails: ExportMails;
  /** Whether the queue of transfers is paused: then none is taken up, by a look neither. */
  readonly isPaused: () => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Looks for transfers to carry on, and for files to remove, from the start of the service to its end. All that it knows is in MongoDB. */
export class TransfersService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #needs: TransfersServiceNeeds;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> = Promise.resolve();
  #tidyAt = 0;
  #isStopped = false;

  constructor(needs: TransfersServiceNeeds, everyMs: number) {
    this.#needs = needs;
    this.#everyMs = everyMs;
  }

  onApplicationBootstrap(): void {
    this.#schedule(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#look;
    await this.#needs.runner.stop();
  }

  async #once(): Promise<void> {
    await this.#try('take transfers up', () => this.#takeUp());
    await this.#try('mail links', () => this.#needs.mails.send());
    if (performance.now() < this.#tidyAt) return;
    this.#tidyAt = performance.now() + TIDY_MS;
    await this.#try('remove files', () => this.#tidy());
  }

  async #takeUp(): Promise<void> {
    const { isPaused, runner } = this.#needs;
    if (!(await isPaused())) await runner.look();
  }

  async #tidy(): Promise<void> {
    const { store, clock } = this.#needs;
    const now = clock.now().getTime();
    for (const transfer of await store.withFiles(new Date(now - KEPT_MS))) {
      await this.#try('remove the files of a transfer', () => this.#removeFiles(transfer, new Date(now - SWEPT_MS)));
    }
  }

  async #removeFiles(transfer: TransferDocument, before: Date): Promise<void> {
    const { files, store } = this.#needs;
    await files.remove(transfer.a, transfer.id, filesOf(transfer));
    await files.sweep(transfer.a, transfer.id, before);
    await store.filesGone(transfer._id);
  }

  async #try(step: string, work: () => Promise<void>): Promise<void> {
    if (this.#isStopped) return;
    try {
      await work();
    } catch (error) {
      this.#needs.logger.warn({ err: error, step }, 'A look after imports and exports failed; the next one follows.');
    }
  }

  #schedule(ms: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#look = this.#once().finally(() => this.#schedule(this.#everyMs));
    }, ms);
    this.#timer.unref();
  }
}

/** Names of the files that a transfer may have. */
function filesOf({ kind, asked, place }: TransferDocument): readonly string[] {
  if (kind === 'import') return [importAsked.parse(JSON.parse(asked)).file];
  if (place === undefined) return [];
  const { made, file } = exportPlace.parse(JSON.parse(place));
  return [...made, ...(file === undefined ? [] : [file])].flatMap(({ parts }) => parts);
}
