/** Injection token of the process's Readiness. */
export const READINESS = Symbol('READINESS');

/** True when the checked thing works. A check that throws counts as one that does not. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

/** Whether requests should be sent to this process: all that its modules registered works, and it is not about to stop. */
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>();
  #accepting = false;
  readonly #onChange: (lacking: readonly string[]) => void;
  #told = '';

  /** @param onChange told of the things that are lacking, whenever a question finds others than the one before; empty when all are ready */
  constructor(onChange: (lacking: readonly string[]) => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** Adds a condition. @throws Error when the name is taken */
  register(name: string, check: ReadinessCheck): void {
    if (this.#checks.has(name)) throw new Error(`A readiness check named ${name} exists already.`);
    this.#checks.set(name, check);
  }

  /** The process has started: from now on the checks alone decide. */
  open(): void {
    this.#accepting = true;
  }

  /** The process is stopping: it is never ready again. */
  drain(): void {
    this.#accepting = false;
  }

  /** Names of the things that are not ready; empty when all are. Every check is asked. */
  async lacking(): Promise<readonly string[]> {
    const results = await Promise.all([...this.#checks].map(async ([name, check]) => ((await passes(check)) ? undefined : name)));
    const lacking = results.filter((name) => name !== undefined);
    if (!this.#accepting) return ['process', ...lacking];
    const told = lacking.join();
    if (told !== this.#told) {
      this.#told = told;
      this.#onChange(lacking);
    }
    return lacking;
  }
}

async function passes(check: ReadinessCheck): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false; // see ReadinessCheck
  }
}
