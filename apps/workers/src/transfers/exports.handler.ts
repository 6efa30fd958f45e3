import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { writesEverything } from '@parlance/acl';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, files, workers, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import type { TransferDocument } from './database/transfer-document.ts';
import { TransferStore } from './database/transfer.store.ts';
import { exportAsked, exportPlace, type ExportAsked, type ExportPlace } from './export/export-place.ts';
import { isYes } from './import/asked-words.ts';
import { newTransfer, noTransfer } from './new-transfer.ts';
import { exportReportOf } from './reports.ts';
import { digestOf, newTicket } from './tickets.ts';
import { transferContext } from './transfer-run.ts';
import { TransferWakeUps } from './wake-ups.ts';

const EMAIL = /^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,190}$/;

/** Starts, shows and ends exports, for holders of the master key. */
@Controller()
export class ExportsHandler {
  constructor(
    private readonly transfers: TransferStore,
    private readonly wakeUps: TransferWakeUps,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(workers.startExport)
  async start(@Payload() asked: workers.StartExportRequest, @Ctx() { app }: RequestContext): Promise<workers.ExportReport> {
    const words = wordsOf(asked);
    const now = new Date();
    const transfer = newTransfer({ app, kind: 'export', state: 'waiting', now, dueAt: now });
    await this.#assertAskable(words, transferContext(app, transfer.id));
    const document = { ...transfer, asked: JSON.stringify(words) };
    await this.transfers.add(document);
    void this.wakeUps.wake(document);
    return exportReportOf(document);
  }

  @Handles(workers.listExports)
  async list(@Payload() _request: Record<string, never>, @Ctx() { app }: RequestContext): Promise<{ results: workers.ExportReport[] }> {
    return { results: (await this.transfers.list(app, 'export')).map(exportReportOf) };
  }

  @Handles(workers.readExport)
  async read(@Payload() { id }: { id: string }, @Ctx() { app }: RequestContext): Promise<workers.ExportReport> {
    return exportReportOf(await this.#find(app, id));
  }

  @Handles(workers.cancelExport)
  async cancel(@Payload() { id }: { id: string }, @Ctx() { app }: RequestContext): Promise<workers.ExportReport> {
    const { _id } = await this.#find(app, id);
    if ((await this.transfers.cancel(_id, new Date())) === undefined) await this.transfers.dropFiles(_id);
    return exportReportOf(await this.#find(app, id));
  }

  @Handles(workers.inviteDownload)
  async invite(@Payload() { id }: { id: string }, @Ctx() { app }: RequestContext): Promise<workers.TransferAddress & { name: string }> {
    const found = await this.#find(app, id);
    const { name } = fileOf(found);
    const { kept, address } = newTicket(found, new Date());
    await this.transfers.setTicket(found._id, kept);
    return { ...address, name };
  }

  @Handles(workers.openExportFile)
  async open(@Payload() asked: workers.OpenExportFileRequest, @Ctx() context: RequestContext): Promise<workers.OpenedExportFile> {
    const { id } = asked;
    const found = await this.#find(context.app, id);
    const { made, name, form } = fileOf(found);
    if (!writesEverything(context.identity) && !(await this.#isOpenTo(asked, found))) throw noTransfer();
    const request = { form, files: made, at: found.createdAt.getTime() } as const;
    const { transfer } = await this.bus.call(files.openExport, request, transferContext(context.app, id));
    return { transfer, name, form };
  }

  /** By the token of a mail as often as they like, by a ticket once. */
  async #isOpenTo({ token, ticket }: workers.OpenExportFileRequest, { a, id, kind, tokens }: TransferDocument): Promise<boolean> {
    if (token !== undefined && tokens?.includes(digestOf(token)) === true) return true;
    if (ticket === undefined) return false;
    return (await this.transfers.takeTicket({ a, id, kind, digest: digestOf(ticket) }, new Date())) !== undefined;
  }

  /** Asks for one row, so that a class that is not there, and a `where` that is none, are refused at once. */
  async #assertAskable({ className, where }: ExportAsked, context: RequestContext): Promise<void> {
    if (className === undefined) return;
    await this.bus.call(data.planExport, { className }, context);
    if (where !== undefined) await this.bus.call(data.exportRows, { className, where, limit: 1, credentials: false }, context);
  }

  async #find(app: string, id: string): Promise<TransferDocument> {
    const found = await this.transfers.find(app, 'export', id);
    if (found === undefined) throw noTransfer();
    return found;
  }
}

/** The file of an export that is done, and kept. @throws ObjectNotFound (101) */
function fileOf(found: TransferDocument): { readonly made: ExportPlace['made']; readonly name: string; readonly form: 'zip' | 'json' } {
  if (exportReportOf(found).file === undefined || found.place === undefined) throw noTransfer();
  const { className } = exportAsked.parse(JSON.parse(found.asked));
  const { made } = exportPlace.parse(JSON.parse(found.place));
  return className === undefined ? { made, name: `${found.a}.zip`, form: 'zip' } : { made, name: `${className}.json`, form: 'json' };
}

/** @throws InvalidClassName (103), InvalidQuery (102), InvalidEmailAddress (125), InvalidJson (107) */
function wordsOf({ className, where, email, passwords, serverUrl }: workers.StartExportRequest): ExportAsked {
  if (className !== undefined && typeof className !== 'string') throw new ParseError('InvalidClassName', 'className has to be a string.');
  if (email !== undefined && !(typeof email === 'string' && EMAIL.test(email))) {
    throw new ParseError('InvalidEmailAddress', 'email has to be an address.');
  }
  const condition = whereOf(where);
  if (condition !== undefined && className === undefined) throw new ParseError('InvalidQuery', 'where needs a className.');
  return {
    ...(className === undefined ? {} : { className }),
    ...(condition === undefined ? {} : { where: condition }),
    ...(email === undefined ? {} : { email, ...(serverUrl === undefined ? {} : { serverUrl }) }),
    passwords: isYes(passwords, 'passwords'),
  };
}

/** @throws InvalidQuery (102) */
function whereOf(where: unknown): Record<string, unknown> | undefined {
  if (where === undefined) return undefined;
  let value: unknown = where;
  if (typeof where === 'string') {
    try {
      value = JSON.parse(where) as unknown;
    } catch {
      // Told below.
    }
  }
  if (isObject(value)) return value;
  throw new ParseError('InvalidQuery', 'where has to be an object.');
}
