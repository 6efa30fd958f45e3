import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { data, files, type RequestContext, type workers } from '@parlance/contracts';
import { FILE_CLEAN_UP, type CleanUpJob } from './clean-up-job.ts';
import type { CleanUpReports } from './clean-up-reports.ts';

/** Names held in memory at a time, and so how many files one walk through the objects of an app looks for. */
const CANDIDATES_MAX = 20_000;
const REMOVED_TOGETHER = 500;
/** Clocks of processes differ, and a write takes a while from its time to its end. */
const OVERLAP_MS = 60_000;
const STEP_MS = 30_000;
const CANCEL_SEEN_MS = 500;

type Counts = Pick<workers.CleanUpReport, 'examined' | 'documents' | 'unreferenced' | 'bytes' | 'removed' | 'left'>;

const NOTHING: Counts = { examined: 0, documents: 0, unreferenced: 0, bytes: 0, removed: 0, left: 0 };

/** The clean-up was cancelled, or another one has begun. */
class Cancelled extends Error {}

/**
 * One clean-up: files that are old enough are listed, a few thousand at a time; all objects of the app are looked through for them; objects
 * that were written meanwhile are looked through again, and the files to which nothing refers are set aside: nobody finds them any more,
 * and their bytes are still there. When every write has ended that was under way then, and could refer to one of them unseen, the objects
 * written since are looked through a last time: files to which one refers are put back, the others go. A killed run goes on behind the last
 * files that it has dealt with, after those that it had set aside.
 */
export class CleanUp {
  readonly #bus: Bus;
  readonly #reports: CleanUpReports;
  readonly #job: CleanUpJob;
  readonly #save: (job: CleanUpJob) => Promise<void>;

  constructor(bus: Bus, reports: CleanUpReports, job: CleanUpJob, save: (job: CleanUpJob) => Promise<void>) {
    this.#bus = bus;
    this.#reports = reports;
    this.#job = job;
    this.#save = save;
  }

  /**
   * @param attempt from 1 on; the last one says in the report that it was the last
   * @throws ParseError of the services that it asks: the run is then tried again
   */
  async run(attempt: number): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      if (error instanceof Cancelled) return await this.#putAllBack();
      if (attempt >= FILE_CLEAN_UP.attempts) {
        await this.#putAllBack().catch(() => undefined);
        await this.#note('failed', {}).catch(() => undefined);
      }
      throw error;
    }
  }

  async #run(): Promise<void> {
    await this.#begin();
    // A run that was killed, long ago perhaps, has left them.
    await this.#settle(0);
    let { place } = this.#job;
    do {
      const { candidates, next } = await this.#candidates(place);
      const begunAt = Date.now();
      for (const [store, named] of candidates) await this.#dealWith(store, named, begunAt);
      await this.#settle(begunAt - OVERLAP_MS);
      place = next;
      if (next !== undefined) await this.#save({ ...this.#job, place: next, counts: countsOf(await this.#report()) });
    } while (place !== undefined);
    const { swept } = this.#job.dryRun ? { swept: 0 } : await this.#bus.call(files.sweep, {}, this.#context());
    await this.#note('done', { left: swept });
  }

  /** Old files, by store and name with their bytes, and where the list goes on. */
  async #candidates(from: files.FilePlace | undefined) {
    const candidates = new Map<string, Map<string, number>>();
    let examined = 0;
    let place = from;
    do {
      const page = await this.#bus.call(files.listOld, place === undefined ? {} : { place }, this.#context());
      const named = candidates.get(page.store) ?? new Map<string, number>();
      for (const { name, bytes } of page.files) named.set(name, bytes);
      candidates.set(page.store, named);
      examined += page.files.length;
      place = page.next;
    } while (place !== undefined && examined < CANDIDATES_MAX);
    await this.#note('running', { examined });
    return { candidates, next: place };
  }

  /** Sets the files aside to which nothing refers, or counts them. @param begunAt when their looking through begins, epoch milliseconds */
  async #dealWith(store: string, named: Map<string, number>, begunAt: number): Promise<void> {
    await this.#leaveOutReferenced(named, undefined);
    const unreferenced = [...named.keys()];
    for (let at = 0; at < unreferenced.length; at += REMOVED_TOGETHER) {
      const some = new Map(unreferenced.slice(at, at + REMOVED_TOGETHER).map((name) => [name, named.get(name) ?? 0] as const));
      await this.#leaveOutReferenced(some, begunAt - OVERLAP_MS);
      const names = [...some.keys()];
      if (this.#job.dryRun) await this.#note('running', { unreferenced: names.length, bytes: sumOf(some) });
      else if (names.length > 0) await this.#bus.call(files.setAside, { store, names }, this.#context());
    }
  }

  /** Puts files that are set aside back where an object written since then refers to them, and removes the others. */
  async #settle(since: number): Promise<void> {
    if (this.#job.dryRun) return;
    let page = await this.#bus.call(files.listAside, {}, this.#context());
    if (page.files.length > 0) await this.#wait(page.settledAfterMs);
    while (page.files.length > 0) {
      const named = new Map(page.files.map(({ name, bytes }) => [name, bytes]));
      await this.#leaveOutReferenced(named, since);
      const putBack = page.files.map(({ name }) => name).filter((name) => !named.has(name));
      const settled = { store: page.store, putBack, remove: [...named.keys()] };
      const { removed } = await this.#bus.call(files.settleAside, settled, this.#context());
      await this.#note('running', { unreferenced: named.size, bytes: sumOf(named), removed });
      page = await this.#bus.call(files.listAside, {}, this.#context());
    }
  }

  /** A clean-up that does not go on hides nothing. */
  async #putAllBack(): Promise<void> {
    if (this.#job.dryRun) return;
    for (;;) {
      const { store, files: left } = await this.#bus.call(files.listAside, {}, this.#context());
      if (left.length === 0) return;
      await this.#bus.call(files.settleAside, { store, putBack: left.map(({ name }) => name), remove: [] }, this.#context());
    }
  }

  /** @throws Cancelled */
  async #wait(ms: number): Promise<void> {
    for (const end = Date.now() + ms; Date.now() < end;) {
      await sleep(Math.min(CANCEL_SEEN_MS, Math.max(end - Date.now(), 0)));
      await this.#report();
    }
  }

  /** Takes the names out to which a document refers that was changed since then. */
  async #leaveOutReferenced(named: Map<string, number>, since: number | undefined): Promise<void> {
    if (named.size === 0) return;
    let place: data.DocumentPlace | undefined;
    do {
      const asked = { ...(place === undefined ? {} : { place }), ...(since === undefined ? {} : { since }) };
      const page = await this.#bus.call(data.fileReferences, asked, this.#context());
      for (const name of page.names) named.delete(name);
      await this.#note('running', since === undefined ? { documents: page.documents } : {});
      place = page.next;
    } while (place !== undefined);
  }

  /** Puts the numbers back to where this run begins: one before it may have gone on from there. @throws Cancelled */
  async #begin(): Promise<void> {
    const report = await this.#report();
    await this.#reports.write(this.#job.app, { ...report, ...NOTHING, ...this.#job.counts, state: 'running' });
  }

  /** Adds to the report. @throws Cancelled */
  async #note(state: workers.CleanUpReport['state'], counts: Partial<Counts>): Promise<void> {
    const report = await this.#report();
    const next: workers.CleanUpReport = { ...report, state, ...(state === 'running' ? {} : { endedAt: new Date().toISOString() }) };
    for (const [name, more] of Object.entries(counts) as [keyof Counts, number][]) next[name] += more;
    await this.#reports.write(this.#job.app, next);
  }

  /** @throws Cancelled */
  async #report(): Promise<workers.CleanUpReport> {
    const { app, id } = this.#job;
    const report = await this.#reports.read(app);
    if (report === undefined || report.id !== id || report.state === 'cancelled') throw new Cancelled('The clean-up was cancelled.');
    return report;
  }

  #context(): RequestContext {
    const { app, requestId } = this.#job;
    return { app, requestId, identity: PLATFORM, deadline: Date.now() + STEP_MS };
  }
}

function sumOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function countsOf({ examined, documents, unreferenced, bytes, removed, left }: workers.CleanUpReport): Counts {
  return { examined, documents, unreferenced, bytes, removed, left };
}
