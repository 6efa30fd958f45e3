import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import type { FailureStore } from '../database/failure.store.ts';
import type { FailureDocument } from '../database/transfer-document.ts';
import type { TransferFiles } from '../transfer-files.ts';
import type { TransferRun } from '../transfer-run.ts';
import { appZip, importSchemas, type AppZip } from './app-zip.ts';
import { CsvFile, FILE_BEGIN, JsonFile, type FilePlace } from './row-file.ts';
import type { RowTarget } from './row-target.ts';
import { importAsked, importPlace, type ImportAsked, type ImportPlace } from './import-place.ts';
import { behind, type Row } from './row.ts';
import { filesInZip } from './zip-file.ts';

/** Rows of one page, and their bytes: others wait no longer than for one. */
const BESIDE_OTHERS: PageSize = { rows: 100, bytes: 256 * 2 ** 10 };
/** The same while nobody else asks: every page costs two writes that wait for a disk. The bytes go as one message. */
const ALONE: PageSize = { rows: data.IMPORTED_ROWS_MAX, bytes: 768 * 2 ** 10 };
/** How often the check of a file is noted, in milliseconds. */
const CHECK_NOTED_MS = 500;
/** Failures of one import that are kept. */
const FAILURES_MAX = 100_000;

export interface ImportNeeds {
  readonly bus: Bus;
  readonly files: TransferFiles;
  readonly failures: FailureStore;
}

interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
}

/** Carries an import on: first its file is looked through as a whole, then its rows are stored, page by page. */
export class ImportRun {
  readonly #run: TransferRun;
  readonly #needs: ImportNeeds;
  readonly #asked: ImportAsked;
  #place: ImportPlace;
  #counts: Counts;
  /** Pages of this attempt that an earlier one may have stored. */
  #mayRepeat: boolean;

  constructor(run: TransferRun, needs: ImportNeeds) {
    const { asked, place, created, updated, failed } = run.document;
    this.#run = run;
    this.#needs = needs;
    this.#asked = importAsked.parse(JSON.parse(asked));
    this.#place = place === undefined ? { phase: 'checking', entry: 0, before: 0, ...FILE_BEGIN } : importPlace.parse(JSON.parse(place));
    this.#counts = { created, updated, failed };
    this.#mayRepeat = run.isRepeated;
  }

  /** @throws MalformedFile, Hopeless, Left; ParseError of the services that it asks */
  async carryOn(): Promise<void> {
    const { schemas, targets } = await this.#files();
    if (this.#place.phase === 'checking') await this.#check(targets);
    const isBegin = this.#place.entry === 0 && this.#place.row.index === 0;
    if (schemas !== undefined && isBegin) await importSchemas(this.#needs.bus, schemas, () => this.#run.context());
    await this.#write(targets);
  }

  async #files(): Promise<AppZip> {
    const { className, format, file, types } = this.#asked;
    const { app, id } = this.#run;
    const { files, bus } = this.#needs;
    const open = (from: number) => files.windows(app, id, file, from);
    if (className === undefined) {
      const size = await files.size(app, id, file);
      return appZip(await filesInZip((from, to) => files.read(app, id, file, from, to), size));
    }
    if (format === 'json') return { schemas: undefined, targets: [{ file: new JsonFile(open), className }] };
    const known = async () => (await bus.call(data.assertImportable, { className }, this.#run.context())).types;
    return { schemas: undefined, targets: [{ file: new CsvFile(open, types, known), className }] };
  }

  async #check(targets: readonly RowTarget[]): Promise<void> {
    let notedAt = performance.now();
    let begin: FilePlace = FILE_BEGIN;
    for (const { file } of targets.slice(this.#place.entry)) {
      for await (const { place } of file.check(this.#place)) {
        this.#place = { ...this.#place, ...place };
        this.#run.assertOn();
        if (performance.now() - notedAt < CHECK_NOTED_MS) continue;
        await this.#run.note({ place: JSON.stringify(this.#place) });
        notedAt = performance.now();
      }
      begin = file.beginOf(this.#place);
      this.#place = this.#nextFile();
    }
    const total = this.#place.before;
    this.#place = { phase: 'writing', entry: 0, before: 0, ...begin };
    await this.#run.note({ place: JSON.stringify(this.#place), total });
  }

  async #write(targets: readonly RowTarget[]): Promise<void> {
    for (const target of targets.slice(this.#place.entry)) {
      for await (const { rows } of target.file.read(this.#place)) {
        for (const page of pagesOf(rows, () => (this.#run.isAlone ? ALONE : BESIDE_OTHERS))) await this.#storePage(target, page);
      }
      this.#place = this.#nextFile();
    }
  }

  #nextFile(): ImportPlace {
    const { phase, entry, before, row } = this.#place;
    return { phase, entry: entry + 1, before: before + row.index, ...FILE_BEGIN };
  }

  /** Stores a page, notes its failures, and then that it is stored: a process that is killed in between leaves a page that changes nothing when it comes again. */
  async #storePage(target: RowTarget, page: readonly Row[]): Promise<void> {
    this.#run.assertOn();
    const last = page.at(-1);
    if (last === undefined) return;
    const begin = performance.now();
    const good = page.filter(({ json }) => json !== undefined);
    const stored = good.length === 0 ? NOTHING : await this.#import(target, good);
    this.#mayRepeat = false;
    const faults = page.flatMap(({ index, fault }) => (fault === undefined ? [] : [{ row: index, ...fault }]));
    const failures = [...faults, ...stored.failures];
    await this.#noteFailures(target, page, failures);
    const { created, updated, failed } = this.#counts;
    this.#counts = { created: created + stored.created, updated: updated + stored.updated, failed: failed + failures.length };
    this.#place = { ...this.#place, row: behind(last) };
    await this.#run.note({ place: JSON.stringify(this.#place), done: this.#place.before + this.#place.row.index, ...this.#counts });
    await this.#run.rest({ busyMs: performance.now() - begin, units: page.length, others: stored.others });
  }

  async #import({ className, field }: RowTarget, rows: readonly Row[]): Promise<data.ImportedRows> {
    const { bus } = this.#needs;
    const { format, onExisting } = this.#asked;
    const { document, id } = this.#run;
    const body = bodyOf(rows);
    const indexes = rows.map(({ index }) => index);
    if (field !== undefined) return bus.call(data.importMembers, { className, field, rows: indexes, body }, this.#run.context());
    const request = {
      className,
      importId: id,
      startedAt: document.createdAt.getTime(),
      rows: indexes,
      onExisting,
      exact: format === 'zip',
      mayRepeat: this.#mayRepeat,
      body,
    };
    return bus.call(data.importRows, request, this.#run.context());
  }

  async #noteFailures({ name }: RowTarget, page: readonly Row[], failures: readonly data.RowFailure[]): Promise<void> {
    const { document } = this.#run;
    const room = FAILURES_MAX - this.#counts.failed;
    if (room <= 0 || failures.length === 0) return;
    const lines = new Map(page.map(({ index, line }) => [index, line]));
    const documents = failures.slice(0, room).map(({ row, code, error, objectId }): FailureDocument => {
      const at = this.#place.before + row;
      return {
        _id: `${document._id}.${at}`,
        transfer: document._id,
        at,
        row,
        line: lines.get(row) ?? 0,
        ...(name === undefined ? {} : { file: name }),
        ...(objectId === undefined ? {} : { objectId }),
        code,
        error,
        forgottenAt: document.forgottenAt,
      };
    });
    await this.#needs.failures.note(documents);
  }
}

const NOTHING: Omit<data.ImportedRows, 'others'> & { readonly others?: number } = { created: 0, updated: 0, failures: [] };

interface PageSize {
  readonly rows: number;
  readonly bytes: number;
}

/** @param sizeNow asked for each page */
function* pagesOf(rows: readonly Row[], sizeNow: () => PageSize): Generator<readonly Row[]> {
  let page: Row[] = [];
  let bytes = 0;
  let size = sizeNow();
  for (const row of rows) {
    page.push(row);
    bytes += row.json?.length ?? 0;
    if (page.length < size.rows && bytes < size.bytes) continue;
    yield page;
    page = [];
    bytes = 0;
    size = sizeNow();
  }
  if (page.length > 0) yield page;
}

/** JSON of an array of the rows, without reading them. */
function bodyOf(rows: readonly Row[]): Buffer {
  const parts: Buffer[] = [];
  for (const { json } of rows) parts.push(parts.length === 0 ? OPENING : COMMA, json as Buffer);
  return Buffer.concat([...parts, CLOSING]);
}

const OPENING = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSING = Buffer.from(']');
