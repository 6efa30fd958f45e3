import type { Bus } from '@parlance/bus';
import { data, files } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { joinCollection } from '@parlance/values';
import { FILES_FILE, SCHEMA_FILE, SMALL_FILES } from '../app-parts.ts';
import type { TransferFiles } from '../transfer-files.ts';
import type { TransferRun } from '../transfer-run.ts';
import { exportAsked, exportPlace, type ExportAsked, type ExportEntry, type ExportPlace } from './export-place.ts';
import { emptyFile, packPart } from './packed-file.ts';
import { schemaLine } from './schema-line.ts';
import { smallParts, type SmallPart } from './small-parts.ts';

/** Bytes of one part before compression, and how long it may take: a killed process loses no more than that. */
const PART_BYTES = 4 * 2 ** 20;
const PART_MS = 1_000;
/** The first page of a class, and the bytes that the following ones are to have: others wait no longer than for one. */
const FIRST_PAGE_ROWS = 100;
const PAGE_BYTES = 256 * 2 ** 10;
const PAGE_ROWS_MAX = 500;
/** The same while nobody else asks for anything. */
const ALONE = { bytes: 768 * 2 ** 10, rows: 2_000 };

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
  readonly others?: number | undefined;
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

  /** Files of rows that are whole: the small ones stand before them. */
  #filesMade(): number {
    return (this.#place?.made ?? []).filter(({ name }) => !SMALL_FILES.has(name)).length;
  }

  /** Plans the files, and makes the small ones. */
  async #begin(): Promise<ExportPlace> {
    const { className, where } = this.#asked;
    const { classes, schemas } = await this.#needs.bus.call(data.planExport, { className }, this.#run.context());
    const entries: ExportEntry[] = classes.map(({ className: name }) => ({ name: `${name}.json`, className: name }));
    if (className === undefined) {
      for (const { className: owner, relations } of classes) {
        for (const field of relations) entries.push({ name: `${joinCollection(owner, field)}.json`, className: owner, field });
      }
      if (this.#asked.files) entries.push({ name: FILES_FILE, className: '', isFiles: true });
    }
    const place: ExportPlace = { entries, made: [], rows: 0 };
    const total = where === undefined ? classes.reduce((sum, { objects }) => sum + objects, 0) : null;
    if (className !== undefined) {
      await this.#run.note({ place: JSON.stringify(place), total });
      return place;
    }
    const others = await smallParts(this.#needs.bus, () => this.#run.context());
    const made: files.ExportedFile[] = [];
    for (const part of [{ name: SCHEMA_FILE, lines: schemas.map(schemaLine) }, ...others])
      made.push(await this.#makeAtOnce(part, made.length));
    const begun = { ...place, made };
    await this.#run.note({ place: JSON.stringify(begun), total, bytes: this.#bytes });
    return begun;
  }

  async #makeAtOnce({ name, lines }: SmallPart, at: number): Promise<files.ExportedFile> {
    const bytes = Buffer.from(`${OPENING}${lines.map((line) => `\n${line}`).join()}${CLOSING}`);
    const { file, part } = await packPart(emptyFile(name), this.#partName(at, 0), bytes, true);
    await this.#needs.files.put(this.#run.app, this.#run.id, file.parts[0] as string, part);
    this.#bytes += bytes.length;
    return file;
  }

  async #makeFile(entry: ExportEntry): Promise<void> {
    for (let isWhole = false; !isWhole;) isWhole = await this.#makePart(entry);
  }

  /** Reads pages until a part is full, stores it, and notes that. @returns whether the file is whole with it */
  async #makePart(entry: ExportEntry): Promise<boolean> {
    const { name, field, isFiles } = entry;
    const place = this.#place as ExportPlace;
    const { file = emptyFile(name) } = place;
    const begin = performance.now();
    const buffers: Buffer[] = file.parts.length === 0 ? [Buffer.from(OPENING)] : [];
    let { after, rows } = place;
    let bytes = 0;
    let isWhole = false;
    while (!isWhole && bytes < PART_BYTES && performance.now() - begin < PART_MS) {
      const asked = performance.now();
      const page = isFiles ? await this.#filesPage(after) : await this.#page(entry, after);
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
    this.#done += field === undefined && isFiles === undefined ? rows - place.rows : 0;
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

  /** The next pieces of files. */
  async #filesPage(after: string | undefined): Promise<Page> {
    const { body } = await this.#needs.bus.call(files.exportFiles, { after }, this.#run.context());
    return pageIn(body);
  }

  /** The next rows, as many as have about the bytes that a page is to have. Very large objects come one by one. */
  async #page({ className, field }: ExportEntry, after: string | undefined): Promise<Page> {
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
    readonly others?: number;
    readonly next?: string;
  };
  return { count: head.count, others: head.others, next: head.next, lines: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 1) };
}
