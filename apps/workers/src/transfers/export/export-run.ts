import type { Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { SCHEMA_COLLECTION } from '@parlance/platform-classes';
import { joinCollection } from '@parlance/values';
import type { TransferFiles } from '../transfer-files.ts';
import type { TransferRun } from '../transfer-run.ts';
import { exportAsked, exportPlace, type ExportAsked, type ExportEntry, type ExportPlace } from './export-place.ts';
import { emptyFile, packPart } from './packed-file.ts';
import { schemaLine } from './schema-line.ts';

/** Bytes of one part before compression, and how long it may take: a killed process loses no more than that. */
const PART_BYTES = 4 * 2 ** 20;
const PART_MS = 1_000;
/** The first page of a class, and the bytes that the following ones are to have: others wait no longer than for one. */
const FIRST_PAGE_ROWS = 100;
const PAGE_BYTES = 256 * 2 ** 10;
const PAGE_ROWS_MAX = 500;
/** The same while nobody else asks for anything. */
const ALONE = { bytes: 768 * 2 ** 10, rows: 2_000 };
/** The file with the classes themselves, in the form of the others. */
export const SCHEMA_FILE = `${SCHEMA_COLLECTION}.json`;

const OPENING = '{"results":[';
const CLOSING = '\n]}\n';

export interface ExportNeeds {
  readonly bus: Bus;
  readonly files: TransferFiles;
}

/** One page of rows. */
interface Page {
  readonly lines: Buffer;
  readonly count: number;
  readonly next: string | undefined;
  readonly others: number;
}

/** Carries an export on: one file for each class, and for the members of each relation, page by page and part by part. */
export class ExportRun {
  readonly #run: TransferRun;
  readonly #needs: ExportNeeds;
  readonly #asked: ExportAsked;
  #place: ExportPlace | undefined;
  #done: number;
  #bytes: number;
  #pageRows = FIRST_PAGE_ROWS;

  constructor(run: TransferRun, needs: ExportNeeds) {
    const { asked, place, done, bytes } = run.document;
    this.#run = run;
    this.#needs = needs;
    this.#asked = exportAsked.parse(JSON.parse(asked));
    this.#place = place === undefined ? undefined : exportPlace.parse(JSON.parse(place));
    this.#done = done;
    this.#bytes = bytes;
  }

  /** @throws Left; ParseError of the services that it asks */
  async carryOn(): Promise<void> {
    this.#place ??= await this.#begin();
    for (const entry of this.#place.entries.slice(this.#filesMade())) {
      this.#pageRows = FIRST_PAGE_ROWS;
      await this.#makeFile(entry);
    }
  }

  /** Files of objects that are whole: that of the classes stands before them. */
  #filesMade(): number {
    return (this.#place?.made ?? []).filter(({ name }) => name !== SCHEMA_FILE).length;
  }

  /** Plans the files, and makes that of the classes. */
  async #begin(): Promise<ExportPlace> {
    const { className, where } = this.#asked;
    const { classes, schemas } = await this.#needs.bus.call(data.planExport, { className }, this.#run.context());
    const entries: ExportEntry[] = classes.map(({ className: name }) => ({ name: `${name}.json`, className: name }));
    if (className === undefined) {
      for (const { className: owner, relations } of classes) {
        for (const field of relations) entries.push({ name: `${joinCollection(owner, field)}.json`, className: owner, field });
      }
    }
    const place: ExportPlace = { entries, made: [], rows: 0 };
    const total = where === undefined ? classes.reduce((sum, { objects }) => sum + objects, 0) : null;
    if (className !== undefined) {
      await this.#run.note({ place: JSON.stringify(place), total });
      return place;
    }
    const lines = schemas.map((schema) => `\n${schemaLine(schema)}`).join();
    const bytes = Buffer.from(`${OPENING}${lines}${CLOSING}`);
    const { file, part } = await packPart(emptyFile(SCHEMA_FILE), this.#partName(0, 0), bytes, true);
    await this.#needs.files.put(this.#run.app, this.#run.id, file.parts[0] as string, part);
    this.#bytes = bytes.length;
    const begun = { ...place, made: [file] };
    await this.#run.note({ place: JSON.stringify(begun), total, bytes: this.#bytes });
    return begun;
  }

  async #makeFile(entry: ExportEntry): Promise<void> {
    for (let isWhole = false; !isWhole;) isWhole = await this.#makePart(entry);
  }

  /** Reads pages until a part is full, stores it, and notes that. @returns whether the file is whole with it */
  async #makePart({ name, className, field }: ExportEntry): Promise<boolean> {
    const place = this.#place as ExportPlace;
    const { file = emptyFile(name) } = place;
    const begin = performance.now();
    const buffers: Buffer[] = file.parts.length === 0 ? [Buffer.from(OPENING)] : [];
    let { after, rows } = place;
    let bytes = 0;
    let isWhole = false;
    while (!isWhole && bytes < PART_BYTES && performance.now() - begin < PART_MS) {
      const asked = performance.now();
      const page = await this.#page(className, field, after);
      buffers.push(Buffer.from(rows === 0 && page.count > 0 ? '\n' : page.count > 0 ? ',\n' : ''), page.lines);
      rows += page.count;
      bytes += page.lines.length;
      after = page.next;
      isWhole = after === undefined;
      await this.#run.rest({ busyMs: performance.now() - asked, units: page.count, others: page.others });
    }
    if (isWhole) buffers.push(Buffer.from(CLOSING));
    const packed = await packPart(file, this.#partName(place.made.length, file.parts.length), Buffer.concat(buffers), isWhole);
    await this.#needs.files.put(this.#run.app, this.#run.id, packed.file.parts.at(-1) as string, packed.part);
    this.#done += field === undefined ? rows - place.rows : 0;
    this.#bytes += packed.file.size - file.size;
    const { entries, made } = place;
    this.#place = isWhole ? { entries, made: [...made, packed.file], rows: 0 } : { entries, made, file: packed.file, after, rows };
    await this.#run.note({ place: JSON.stringify(this.#place), done: this.#done, bytes: this.#bytes });
    return isWhole;
  }

  /** A part has the number of its claim in its name: a worker that was taken for lost overwrites none of another one's. */
  #partName(file: number, part: number): string {
    return `${this.#run.id}.${file}.${part}.${this.#run.document.claim}`;
  }

  /** The next rows, as many as have about the bytes that a page is to have. Very large objects come one by one. */
  async #page(className: string, field: string | undefined, after: string | undefined): Promise<Page> {
    const { where, passwords } = this.#asked;
    for (;;) {
      try {
        const request = { className, field, where, after, limit: this.#pageRows, credentials: passwords };
        const { body } = await this.#needs.bus.call(data.exportRows, request, this.#run.context());
        const page = pageIn(body);
        const perRow = page.lines.length / Math.max(page.count, 1);
        const { bytes, rows } = this.#run.isAlone ? ALONE : { bytes: PAGE_BYTES, rows: PAGE_ROWS_MAX };
        this.#pageRows = Math.max(1, Math.min(rows, Math.floor(bytes / Math.max(perRow, 1))));
        return page;
      } catch (error) {
        const isTooLarge = error instanceof ParseError && (error.kind === 'InvalidQuery' || error.kind === 'RequestTimeout');
        if (!isTooLarge || this.#pageRows === 1) throw error;
        this.#pageRows = Math.ceil(this.#pageRows / 4);
      }
    }
  }
}

/** Lines of JSON behind a line that says how many they are. The lines become members of a list. */
function pageIn(body: Uint8Array): Page {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const end = bytes.indexOf('\n');
  const head = JSON.parse(bytes.subarray(0, end < 0 ? undefined : end).toString()) as {
    readonly count: number;
    readonly others: number;
    readonly next?: string;
  };
  return { count: head.count, others: head.others, next: head.next, lines: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 1) };
}
