import type { AnalyticsSettings } from '@parlance/app-settings';
import { analytics } from '@parlance/contracts';
import type { EventDocument, OpenDocument } from '../database/documents.ts';
import type { AnalyticsApps } from '../apps/analytics-apps.ts';
import type { DeviceTypes } from '../devices/device-types.ts';
import type { ExperimentTracker } from '../experiments/experiment-tracker.ts';
import type { ActiveStore, Activity } from './active.store.ts';
import type { DoubledOpens } from '../opens/doubled-opens.ts';
import type { KnownPushes } from '../opens/known-pushes.ts';
import { countedOpens, isPushOpen } from '../opens/push-opens.ts';
import type { WaitingOpens } from '../opens/waiting-opens.store.ts';
import { cellsOf, namesOf, Spans, type CountedEvent } from './event-cells.ts';
import type { EventStore } from './event.store.ts';
import { requestsOf, withDeviceTypes } from './request-cells.ts';
import type { Counted, Rollups } from './rollups.ts';
import { DAY_MS, dayOf, startOf } from './time.ts';

/** An entry of the journal, its number counted over all streams. */
export interface Entry {
  readonly number: number;
  readonly journal: string;
  readonly body: Uint8Array;
}

/** An event, the entry that brought it, and how long its app keeps things. */
interface Arrived {
  readonly number: number;
  readonly event: CountedEvent;
  readonly kept: AnalyticsSettings;
}

export interface IngestParts {
  readonly apps: Pick<AnalyticsApps, 'settingsOf'>;
  readonly devices: Pick<DeviceTypes, 'of'>;
  readonly pushes: Pick<KnownPushes, 'of'>;
  readonly doubled: DoubledOpens;
  readonly waiting: WaitingOpens;
  readonly events: EventStore;
  readonly actives: ActiveStore;
  readonly rollups: Rollups;
  readonly experiments: Pick<ExperimentTracker, 'note'>;
  /** Told of an entry that cannot be read. */
  readonly unreadable: (number: number) => void;
}

/**
 * Stores the effects of entries: each of its steps may be repeated, and then changes nothing. The caller notes how far it has come when all
 * of them are done.
 */
export class Ingest {
  readonly #parts: IngestParts;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** @param entries in the order of their numbers, at least one */
  async store(entries: readonly Entry[]): Promise<void> {
    const { events, actives, rollups, experiments, waiting, doubled } = this.#parts;
    const arrived = await this.#withSettings(entries.flatMap((entry) => this.#eventsIn(entry)));
    const single = withoutRepetitions(arrived).filter(({ event }) => !doubled.isDoubled(event));
    const once = await this.#withOpens(await this.#withDevices(single));
    const repeated = await events.insert(
      once.map(({ number, event, kept }) => ({ document: documentOf(event, number), days: kept.rawEventDays })),
    );
    const counted = once.filter(({ event }) => !repeated.has(idOf(event)));
    await waiting.add(counted.flatMap(({ event }) => waitingOpen(event)));
    const spans = new Spans('e', Date.now());
    const requests = await this.#requestsIn(entries);
    await rollups.count(
      [...counted.flatMap((one) => countedOf(one, spans)), ...requests].sort((one, other) => one.number - other.number),
      entries.at(-1)!.number,
    );
    await actives.note(counted.flatMap(activitiesOf));
    const given = entries.flatMap((entry) => this.#givenIn(entry));
    await experiments.note(
      given,
      once.map(({ event }) => event),
    );
  }

  #givenIn({ number, journal, body }: Entry): readonly analytics.GivenVariants[] {
    if (journal !== analytics.variantsGiven.journal) return [];
    const given = analytics.givenVariantsIn(body);
    if (given === undefined) this.#parts.unreadable(number);
    return given ?? [];
  }

  #eventsIn({ number, journal, body }: Entry): readonly Omit<Arrived, 'kept'>[] {
    if (journal !== analytics.eventsTaken.journal) return [];
    const events = analytics.takenEventsIn(body);
    if (events === undefined) this.#parts.unreadable(number);
    return (events ?? []).map((event) => ({ number, event }));
  }

  async #requestsIn(entries: readonly Entry[]): Promise<readonly Counted[]> {
    const counted: Counted[] = [];
    for (const { number, journal, body } of entries) {
      if (journal !== analytics.requestsCounted.journal) continue;
      const requests = analytics.countedRequestsIn(body);
      if (requests === undefined) this.#parts.unreadable(number);
      for (const sums of requests ?? []) {
        const known = await withDeviceTypes(sums, (installations) => this.#parts.devices.of(sums.app, installations));
        counted.push(...requestsOf(number, known, await this.#parts.apps.settingsOf(sums.app)));
      }
    }
    return counted;
  }

  async #withSettings(events: readonly Omit<Arrived, 'kept'>[]): Promise<readonly Arrived[]> {
    const settings = new Map<string, AnalyticsSettings>();
    for (const app of new Set(events.map(({ event }) => event.app))) settings.set(app, await this.#parts.apps.settingsOf(app));
    return events.map(({ number, event }) => ({ number, event, kept: settings.get(event.app)! }));
  }

  /** Notes of app-opens which of them a push has caused. */
  async #withOpens(arrived: readonly Arrived[]): Promise<readonly Arrived[]> {
    const opens = Map.groupBy(arrived.map(({ event }) => event).filter(isPushOpen), ({ app }) => app);
    if (opens.size === 0) return arrived;
    const caused = new Set<string>();
    for (const [app, events] of opens) for (const id of await countedOpens(app, events, this.#parts)) caused.add(idOf({ app, id }));
    return arrived.map((one) => (caused.has(idOf(one.event)) ? { ...one, event: { ...one.event, opensPush: true } } : one));
  }

  async #withDevices(arrived: readonly Arrived[]): Promise<readonly Arrived[]> {
    const wanted = new Map<string, Set<string>>();
    for (const one of arrived) {
      const installation = installationToLookUp(one);
      if (installation === undefined) continue;
      const ids = wanted.get(one.event.app);
      if (ids === undefined) wanted.set(one.event.app, new Set([installation]));
      else ids.add(installation);
    }
    if (wanted.size === 0) return arrived;
    const types = new Map<string, ReadonlyMap<string, string>>();
    for (const [app, ids] of wanted) types.set(app, await this.#parts.devices.of(app, ids));
    return arrived.map((one) => {
      const { event } = one;
      const deviceType = types.get(event.app)?.get(installationToLookUp(one) ?? '');
      return deviceType === undefined ? one : { ...one, event: { ...event, client: { ...event.client, deviceType } } };
    });
  }
}

/** The installation whose device type is looked up: that of an event whose client does not tell it by its SDK. */
function installationToLookUp({ event: { client, installation } }: Arrived): string | undefined {
  return client.deviceType === undefined ? installation : undefined;
}

/** Within a batch the first of equal ids counts, as it would if it had come in a batch before. */
function withoutRepetitions(arrived: readonly Arrived[]): readonly Arrived[] {
  const seen = new Set<string>();
  return arrived.filter(({ event }) => seen.size < seen.add(idOf(event)).size);
}

function idOf({ app, id }: Pick<analytics.TakenEvent, 'app' | 'id'>): string {
  return `${app}|${id}`;
}

/** An open that the push service is told of; it decides whether it counts. */
function waitingOpen(event: analytics.TakenEvent): readonly OpenDocument[] {
  if (!isPushOpen(event)) return [];
  const { app, installation, pushHash, pushId, at } = event;
  const names = { ...(pushHash === undefined ? {} : { h: pushHash }), ...(pushId === undefined ? {} : { p: pushId }) };
  return [{ _id: idOf(event), a: app, i: installation, ...names, t: new Date(at), s: new Date() }];
}

function documentOf(event: CountedEvent, number: number): EventDocument {
  const { app, name, at, dimensions, client, user, installation, pushHash, pushId, opensPush } = event;
  return {
    _id: idOf(event),
    s: number,
    a: app,
    n: name,
    t: new Date(at),
    d: dimensions,
    c: client,
    ...(user === undefined ? {} : { u: user }),
    ...(installation === undefined ? {} : { i: installation }),
    ...(pushHash === undefined ? {} : { p: pushHash }),
    ...(pushId === undefined ? {} : { pi: pushId }),
    ...(opensPush === undefined ? {} : { o: opensPush }),
  };
}

function countedOf({ number, event, kept }: Arrived, spans: Spans): readonly Counted[] {
  const span = spans.of(event.app, event.at, kept);
  if (!span.isKept) return [];
  return namesOf(event).map((name) => ({ number, times: 1, cells: cellsOf(event, name, span) }));
}

function activitiesOf({ event: { app, at, user, installation }, kept }: Arrived): readonly Activity[] {
  const day = dayOf(at);
  const expiresAt = startOf(day) + (1 + kept.dayDays) * DAY_MS;
  return [
    ...(installation === undefined ? [] : [{ app, kind: 'i' as const, id: installation, day, expiresAt }]),
    ...(user === undefined ? [] : [{ app, kind: 'u' as const, id: user, day, expiresAt }]),
  ];
}
