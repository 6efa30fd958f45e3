import type { Appearance } from './card.ts';
import { isNoResponders, type Loss, type Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import { BEAT_MS } from './presence.ts';

/** Asked by the name that no operation has: whether a process is there. */
export const PING = 'ping';

const SWEEP_MS = BEAT_MS / 2;
/** One beat may be lost or late. A process that is later gets no request while others are on time, and is asked whether it is there. */
export const LATE_MS = 1.5 * BEAT_MS;
/** From here on a process counts as silent: others are asked again for the answers that it owes, where that does no harm. */
const SILENT_MS = 3 * BEAT_MS;
/** One that was leaving and shows itself no more has gone, with all the answers that it was going to give. */
const LEFT_MS = 4 * BEAT_MS;

const NOTHING = new Uint8Array();

interface Member {
  readonly id: string;
  readonly serves: readonly string[];
  readonly leaving: boolean;
  /** When it last gave a sign of life, epoch milliseconds. */
  heardAt: number;
  silent: boolean;
  pinging: boolean;
}

/**
 * The processes that serve each service, as far as they have shown themselves. Requests are sent to them in turn, by addresses of their
 * own, so that a frozen one is passed over, and the callers of one that died hear of it at once. NATS alone would give both their share.
 */
export class Members {
  readonly #link: Link;
  readonly #all = new Map<string, Member>();
  readonly #byService = new Map<string, readonly Member[]>();
  #turn = 0;
  #sweep: NodeJS.Timeout | undefined;
  #sweptAt = 0;

  constructor(link: Link) {
    this.#link = link;
    link.nats.onReconnect(() => this.#excuseAll());
  }

  /** A process has shown itself. */
  see({ id, serves, leaving }: Appearance): void {
    const known = this.#all.get(id);
    if (known !== undefined && known.leaving === leaving && known.serves.join() === serves.join()) {
      known.heardAt = Date.now();
      known.silent = false;
      return;
    }
    this.#all.set(id, { id, serves, leaving, heardAt: Date.now(), silent: false, pinging: false });
    this.#sort();
  }

  /** The next process to ask; undefined when none is known to be on time: then it is up to NATS. */
  next(service: string): string | undefined {
    const members = this.#byService.get(service);
    if (members === undefined) return undefined;
    const onTime = Date.now() - LATE_MS;
    for (let tried = 0; tried < members.length; tried++) {
      const member = members[++this.#turn % members.length];
      if (member !== undefined && member.heardAt >= onTime) return member.id;
    }
    return undefined;
  }

  /** Nobody listens at the address of a process. It has gone, unless it said that it would leave: then it still answers earlier requests. */
  missed(id: string): void {
    if (this.#all.get(id)?.leaving === false) this.#lose(id, 'gone');
  }

  stop(): void {
    clearInterval(this.#sweep);
  }

  #sort(): void {
    this.#byService.clear();
    for (const service of new Set([...this.#all.values()].flatMap(({ serves }) => serves))) {
      this.#byService.set(
        service,
        [...this.#all.values()].filter(({ serves, leaving }) => !leaving && serves.includes(service)),
      );
    }
    this.#sweptAt = Date.now();
    this.#sweep ??= setInterval(() => this.#look(), SWEEP_MS).unref();
  }

  #look(): void {
    const now = Date.now();
    const awake = now - this.#sweptAt < LATE_MS;
    this.#sweptAt = now;
    // This process was frozen itself, or is not connected: the signs of life of the others are still on their way.
    if (!awake || !this.#link.nats.connected) return this.#excuseAll();
    for (const member of this.#all.values()) this.#judge(member, now - member.heardAt);
  }

  #judge(member: Member, age: number): void {
    if (member.leaving) {
      if (age > LEFT_MS) this.#lose(member.id, 'gone');
      return;
    }
    if (age > LATE_MS && !member.pinging) this.#ping(member);
    if (age > SILENT_MS && !member.silent) {
      member.silent = true;
      this.#lose(member.id, 'silent');
    }
  }

  /** Only the server knows at once that a process is gone: it has nobody to give the message to. */
  #ping(member: Member): void {
    const { inbox, nats } = this.#link;
    const [service] = member.serves;
    if (service === undefined) return;
    member.pinging = true;
    const end = (): void => {
      clearTimeout(timer);
      inbox.close(address);
      member.pinging = false;
    };
    const receiver: Receiver = {
      receive: (message) => {
        end();
        if (isNoResponders(message)) this.missed(member.id);
        else this.#revive(member);
      },
      giveUp: end,
    };
    const address = inbox.openQuietly(receiver);
    const timer = setTimeout(end, SILENT_MS).unref();
    nats.send({ subject: this.#link.subjectOf(`${service}.${PING}.${member.id}`), body: NOTHING, reply: address });
  }

  #revive(member: Member): void {
    member.heardAt = Date.now();
    member.silent = false;
  }

  #excuseAll(): void {
    for (const member of this.#all.values()) this.#revive(member);
  }

  #lose(id: string, loss: Loss): void {
    if (loss === 'gone') {
      this.#all.delete(id);
      this.#sort();
    }
    for (const receiver of [...this.#link.inbox.receivers()]) receiver.lose?.(id, loss);
  }
}
