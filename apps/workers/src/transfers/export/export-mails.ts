import type { Bus } from '@parlance/bus';
import { auth } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';
import type { TransferDocument } from '../database/transfer-document.ts';
import type { TransferStore } from '../database/transfer.store.ts';
import { KEPT_MS } from '../reports.ts';
import { digestOf, newSecret } from '../tickets.ts';
import { transferContext } from '../transfer-run.ts';
import { exportAsked } from './export-place.ts';

/** The next attempt at a mail follows after that long, and after twice as long with each. */
const AGAIN_MS = 60_000;
/** From the first attempt to the last about nine hours pass. */
const ATTEMPTS_MAX = 10;

export function isMailed({ kind, asked }: TransferDocument): boolean {
  return kind === 'export' && exportAsked.parse(JSON.parse(asked)).email !== undefined;
}

/** Mails the links of exports that are done. Each attempt makes a token of its own, of which only a digest is kept. */
export class ExportMails {
  readonly #bus: Bus;
  readonly #store: TransferStore;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(bus: Bus, store: TransferStore, clock: Clock, logger: Logger) {
    this.#bus = bus;
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Makes the attempts that are due. @throws ParseError of the database */
  async send(): Promise<void> {
    for (const transfer of await this.#store.mailsDue(this.#clock.now())) await this.#attempt(transfer);
  }

  async #attempt(transfer: TransferDocument): Promise<void> {
    const { _id, a: app, id, asked, endedAt = this.#clock.now(), mailAttempts = 0 } = transfer;
    const { email: address, className, serverUrl } = exportAsked.parse(JSON.parse(asked));
    if (address === undefined || mailAttempts >= ATTEMPTS_MAX) return this.#store.mailDone(_id);
    const token = newSecret();
    const againAt = new Date(this.#clock.now().getTime() + AGAIN_MS * 2 ** mailAttempts);
    if (!(await this.#store.beginMail(transfer, digestOf(token), againAt))) return;
    const path = `/exports/${app}/${id}/file?token=${token}`;
    const expiresAt = new Date(endedAt.getTime() + KEPT_MS).toISOString();
    try {
      const { outcome } = await this.#bus.call(
        auth.mailExport,
        { address, path, serverUrl, className, expiresAt },
        transferContext(app, id),
      );
      if (outcome !== 'sent') this.#logger.warn({ app, transfer: id, outcome }, 'The link of an export was not mailed.');
      await this.#store.mailDone(_id);
    } catch (error) {
      this.#logger.warn({ err: error, app, transfer: id }, 'The link of an export could not be mailed; another attempt follows.');
    }
  }
}
