import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { Inject } from '@nestjs/common';
import { data, workers, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { FailureStore } from './database/failure.store.ts';
import type { TransferDocument } from './database/transfer-document.ts';
import { TransferStore } from './database/transfer.store.ts';
import { chosenFormat, chosenTypes, isYes } from './import/asked-words.ts';
import type { ImportAsked } from './import/import-place.ts';
import { newTransfer, noTransfer } from './new-transfer.ts';
import { importReportOf } from './reports.ts';
import { digestOf, newTicket } from './tickets.ts';
import { transferContext } from './transfer-run.ts';
import { TransferWakeUps } from './wake-ups.ts';

/** The file of an import has to be there within an hour. */
const RECEIVED_MS_MAX = 3_600_000;
const REPORTED_MAX = 1_000;

/** Starts, shows and ends imports, for holders of the master key. */
@Controller()
export class ImportsHandler {
  constructor(
    private readonly transfers: TransferStore,
    private readonly failures: FailureStore,
    private readonly wakeUps: TransferWakeUps,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(workers.prepareImport)
  async prepare(@Payload() asked: workers.PrepareImportRequest, @Ctx() { app }: RequestContext): Promise<{ id: string; file: string }> {
    const prepared = await this.#prepared(asked, app);
    await this.transfers.add(prepared);
    return { id: prepared.id, file: prepared.id };
  }

  @Handles(workers.inviteImport)
  async invite(
    @Payload() asked: workers.PrepareImportRequest,
    @Ctx() { app }: RequestContext,
  ): Promise<{ report: workers.ImportReport; upload: workers.TransferAddress }> {
    const prepared = await this.#prepared(asked, app);
    const { kept: ticket, address } = newTicket(prepared, prepared.createdAt);
    const invited = { ...prepared, ticket, dueAt: ticket.until };
    await this.transfers.add(invited);
    return { report: importReportOf(invited), upload: address };
  }

  @Handles(workers.redeemImport)
  async redeem(@Payload() { id, ticket }: workers.RedeemImportRequest, @Ctx() { app }: RequestContext): Promise<{ file: string }> {
    const now = new Date();
    const dueAt = new Date(now.getTime() + RECEIVED_MS_MAX);
    const taken = await this.transfers.takeTicket({ a: app, id, kind: 'import', digest: digestOf(ticket) }, now, dueAt);
    if (taken === undefined) throw noTransfer();
    return { file: taken.id };
  }

  /** An import that waits for its file. @throws InvalidClassName (103), OperationForbidden (119), InvalidJson (107) */
  async #prepared(asked: workers.PrepareImportRequest, app: string): Promise<TransferDocument> {
    const { className } = asked;
    const format = chosenFormat(asked);
    const types = chosenTypes(asked.types);
    const onExisting = isYes(asked.update, 'update') ? 'update' : 'fail';
    const words = (file: string): ImportAsked => ({ className, format, file, onExisting, types });
    const now = new Date();
    const transfer = newTransfer({ app, kind: 'import', state: 'receiving', now, dueAt: new Date(now.getTime() + RECEIVED_MS_MAX) });
    if (className !== undefined) await this.bus.call(data.assertImportable, { className }, transferContext(app, transfer.id));
    return { ...transfer, asked: JSON.stringify(words(transfer.id)) };
  }

  @Handles(workers.beginImport)
  async begin(@Payload() { id }: { id: string }, @Ctx() { app }: RequestContext): Promise<workers.ImportReport> {
    const begun = await this.transfers.received(`${app}.${id}`, new Date());
    if (begun !== undefined) void this.wakeUps.wake(begun);
    return importReportOf(begun ?? (await this.#find(app, id)));
  }

  @Handles(workers.listImports)
  async list(@Payload() _request: Record<string, never>, @Ctx() { app }: RequestContext): Promise<{ results: workers.ImportReport[] }> {
    return { results: (await this.transfers.list(app, 'import')).map(importReportOf) };
  }

  @Handles(workers.readImport)
  async read(@Payload() { id }: { id: string }, @Ctx() { app }: RequestContext): Promise<workers.ImportReport> {
    return importReportOf(await this.#find(app, id));
  }

  @Handles(workers.readImportReport)
  async report(
    @Payload() { id, after, limit }: workers.ReadReportRequest,
    @Ctx() { app }: RequestContext,
  ): Promise<{ results: workers.FailedRow[]; failed: number; next?: string | undefined }> {
    const { _id, failed } = await this.#find(app, id);
    const count = Math.min(numberIn(limit, REPORTED_MAX, 'limit'), REPORTED_MAX);
    const found = await this.failures.page(_id, numberIn(after, -1, 'after'), count);
    const last = found.length < count ? undefined : found.at(-1);
    const results = found.map(({ row, line, file, objectId, code, error }) => ({
      row,
      line,
      ...(file === undefined ? {} : { file }),
      ...(objectId === undefined ? {} : { objectId }),
      code,
      error,
    }));
    return { results, failed, ...(last === undefined ? {} : { next: String(last.at) }) };
  }

  @Handles(workers.cancelImport)
  async cancel(@Payload() { id }: { id: string }, @Ctx() { app }: RequestContext): Promise<workers.ImportReport> {
    const { _id } = await this.#find(app, id);
    await this.transfers.cancel(_id, new Date());
    return importReportOf(await this.#find(app, id));
  }

  async #find(app: string, id: string) {
    const found = await this.transfers.find(app, 'import', id);
    if (found === undefined) throw noTransfer();
    return found;
  }
}

/** @throws InvalidQuery (102) */
function numberIn(word: unknown, otherwise: number, name: string): number {
  if (word === undefined) return otherwise;
  const number = Number(word);
  if (Number.isSafeInteger(number) && number >= 0 && word !== '') return number;
  throw new ParseError('InvalidQuery', `${name} has to be a number.`);
}
