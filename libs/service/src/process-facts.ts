import type { ProcessReport } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { explainConnection } from './explain-connection.ts';

/** Injection token of the process's ProcessFacts. */
export const PROCESS_FACTS = Symbol('PROCESS_FACTS');

/** Who does the work that one process does for all. */
export interface HeldLease {
  /** Id of a process on the bus (`Bus.id`). */
  readonly holder: string;
  /** Undefined for a lease of a release that did not note it. */
  readonly since: Date | undefined;
  readonly until: Date;
}

/** Work that waits. */
export interface Backlog {
  readonly name: string;
  readonly waiting: number;
  readonly running?: number;
  readonly failed?: number;
  /** Null where it is not known. */
  readonly oldestSeconds: number | null;
}

type BacklogKind = ProcessReport['backlogs'][number]['kind'];
type Parts = Pick<ProcessReport, 'leaders' | 'backlogs' | 'checks' | 'apps' | 'deployed'>;

/** Those who ask wait for three seconds: things that do not answer have to be told of before that. */
const LOOK_MS_MAX = 1_500;

/**
 * The things that the services of a process know of the deployment, for reports on it. They are looked at when somebody asks, at most for a
 * second and a half each, and never fail a report: what could not be seen is named with the reason.
 */
export class ProcessFacts {
  readonly #leaders: (() => Promise<ProcessReport['leaders'][number]>)[] = [];
  readonly #backlogs: (() => Promise<ProcessReport['backlogs']>)[] = [];
  readonly #checks: (() => Promise<ProcessReport['checks'][number]>)[] = [];
  #apps: (() => readonly string[]) | undefined;
  #deployed: readonly string[] | undefined;

  /** Work of `service` that one process does for all. @param look undefined while nobody does it */
  leader(service: string, name: string, look: () => Promise<HeldLease | undefined>): void {
    this.#leaders.push(async () => {
      const { value, ...seen } = await timed(look);
      const { holder = null, since, until } = value ?? {};
      return { name, service, holder, since: since?.toISOString() ?? null, until: until?.toISOString() ?? null, ...seen };
    });
  }

  /** Work of `service` that waits. @param name told where the look fails, instead of the names that it brings */
  backlogs(service: string, kind: BacklogKind, name: string, look: () => Promise<readonly Backlog[]>): void {
    this.#backlogs.push(async () => {
      const { value = [nothingOf(name)], ...seen } = await timed(look);
      return value.map((backlog) => ({ running: 0, failed: 0, ...backlog, service, kind, ...seen }));
    });
  }

  /** A server that `service` uses and that is no part of its health: it works on without. @param answers throws, or never resolves, else */
  server(service: string, name: string, answers: () => Promise<unknown>): void {
    this.#checks.push(async () => {
      const { error, ms } = await timed(answers);
      return { name, service, ok: error === null, detail: error ?? 'It answers.', ms };
    });
  }

  /** The apps that this process has something of its own for. */
  servesApps(look: () => readonly string[]): void {
    this.#apps = look;
  }

  /** The services that this deployment runs, in any process. */
  deploys(services: readonly string[]): void {
    this.#deployed = services;
  }

  /** Looks at all of them. Never fails. */
  async look(): Promise<Parts> {
    const [leaders, backlogs, checks] = await Promise.all([
      Promise.all(this.#leaders.map((look) => look())),
      Promise.all(this.#backlogs.map((look) => look())),
      Promise.all(this.#checks.map((look) => look())),
    ]);
    const apps = this.#apps?.();
    return {
      leaders,
      backlogs: backlogs.flat(),
      checks,
      ...(apps === undefined ? {} : { apps: [...apps] }),
      ...(this.#deployed === undefined ? {} : { deployed: [...this.#deployed] }),
    };
  }
}

function nothingOf(name: string): Backlog {
  return { name, waiting: 0, oldestSeconds: null };
}

interface Seen<Value> {
  readonly value?: Value;
  readonly ms: number;
  readonly error: string | null;
}

async function timed<Value>(look: () => Promise<Value>): Promise<Seen<Value>> {
  const began = performance.now();
  const ms = () => Math.round((performance.now() - began) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ParseError('RequestTimeout', `No answer within ${LOOK_MS_MAX / 1_000} s.`)), LOOK_MS_MAX);
  });
  try {
    const value = await Promise.race([look(), late]);
    return { value, ms: ms(), error: null };
  } catch (error) {
    return { ms: ms(), error: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Never the text of a driver, which may name addresses and users. */
function reasonOf(error: unknown): string {
  if (error instanceof ParseError) return error.message;
  const fault = explainConnection(error);
  return fault === undefined ? 'It does not answer.' : `It ${fault.reason}.`;
}
