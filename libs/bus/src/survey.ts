import { Logger } from '@nestjs/common';
import type { Msg } from '@nats-io/transport-node';
import { z } from 'zod';
import { announcementFields, isAnnouncement } from './announcements.ts';
import type { Receiver } from './inbox.ts';
import type { Link } from './link.ts';
import type { Presence } from './presence.ts';
import { decodeJson, encodeJson } from './wire/reply.ts';

const REPORT = 'presence.report';
/** Sealed into answers, so that a question that was overheard is none. */
const REPORTED = 'presence.reported';

const answer = z.object({ id: z.string(), services: z.array(z.string()), leaving: z.boolean(), report: z.unknown() });

/** A process of the deployment, as it answered a survey. */
export interface SurveyedProcess {
  /** As `Bus.id` of that process. */
  readonly id: string;
  readonly services: readonly string[];
  /** It takes no new work. */
  readonly leaving: boolean;
  /** When it showed itself last, epoch milliseconds. */
  readonly heardAt: number;
  /** JSON of the process's own making, unchecked; undefined for one that has not answered in time. */
  readonly report: unknown;
}

/** Asks every process of the deployment for a report on itself, and answers with one of this process. */
export class Survey {
  readonly #link: Link;
  readonly #presence: Presence;
  readonly #logger = new Logger('Bus');
  #source: (() => Promise<unknown>) | undefined;

  constructor(link: Link, presence: Presence) {
    this.#link = link;
    this.#presence = presence;
  }

  /** From here on this process answers surveys. @param source the report, as JSON, within a second or two */
  answerWith(source: () => Promise<unknown>): void {
    this.#source = source;
    const { nats } = this.#link;
    nats.subscribe(this.#link.subjectOf(REPORT), undefined, (message) => void this.#answer(message));
  }

  /**
   * Resolves once everybody who has shown themselves just now has answered, and after `waitMs` at the latest. While this process is not
   * connected it knows of itself alone.
   */
  async take(waitMs: number): Promise<readonly SurveyedProcess[]> {
    const [own, others] = await Promise.all([this.#own(), this.#link.nats.connected ? this.#askOthers(waitMs) : []]);
    return [own, ...others];
  }

  async #own(): Promise<SurveyedProcess> {
    const report = await this.#report();
    return { ...this.#presence.self, heardAt: Date.now(), report };
  }

  /** A report that cannot be made is an empty one: the process itself is there. */
  async #report(): Promise<unknown> {
    try {
      return (await this.#source?.()) ?? {};
    } catch (error) {
      this.#logger.error(new Error('The report on this process failed.', { cause: error }));
      return {};
    }
  }

  async #answer(message: Msg): Promise<void> {
    if (!message.reply || !isAnnouncement(this.#link, this.#link.subjectOf(REPORT), message)) return;
    const { id, services, leaving } = this.#presence.self;
    const body = encodeJson({ id, services, leaving, report: await this.#report() });
    const fields = announcementFields(this.#link, id, this.#link.subjectOf(REPORTED), body);
    this.#link.nats.send({ subject: message.reply, body, fields });
  }

  async #askOthers(waitMs: number): Promise<readonly SurveyedProcess[]> {
    const awaited = new Map(this.#presence.others().map((other) => [other.id, other]));
    const answers: SurveyedProcess[] = [];
    if (awaited.size > 0) {
      await this.#collect(waitMs, (told) => {
        if (awaited.delete(told.id)) answers.push({ ...told, heardAt: Date.now() });
        return awaited.size === 0;
      });
    }
    // One that was leaving and does not answer has left.
    const silent = [...awaited.values()].filter(({ leaving }) => !leaving);
    return [...answers, ...silent.map(({ isForeign: _isForeign, ...other }) => ({ ...other, report: undefined }))];
  }

  /** @param take told of each answer; true when no more are waited for */
  #collect(waitMs: number, take: (told: z.infer<typeof answer>) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const { inbox, nats } = this.#link;
      const end = (): void => {
        clearTimeout(timer);
        inbox.close(address);
        resolve();
      };
      const receiver: Receiver = {
        receive: (message) => {
          const told = this.#read(message);
          if (told !== undefined && take(told)) end();
        },
        giveUp: end,
      };
      const address = inbox.openQuietly(receiver);
      const timer = setTimeout(end, waitMs);
      const [subject, body] = [this.#link.subjectOf(REPORT), encodeJson({})];
      nats.send({ subject, body, fields: announcementFields(this.#link, this.#presence.id, subject, body), reply: address });
    });
  }

  #read(message: Msg): z.infer<typeof answer> | undefined {
    if (!isAnnouncement(this.#link, this.#link.subjectOf(REPORTED), message)) return undefined;
    try {
      return answer.parse(decodeJson(message.data));
    } catch {
      return undefined; // of another version
    }
  }
}
