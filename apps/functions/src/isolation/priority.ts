import { constants, setPriority } from 'node:os';
import { processTree } from './process-tree.ts';

/** That of all code; see launch.ts. */
const USUAL = 10;

/** The priority of one process: its processors are those of others, too. */
export class Priority {
  readonly #processId: () => number | undefined;
  #isLow = false;

  /** @param processId undefined while, or when, there is none */
  constructor(processId: () => number | undefined) {
    this.#processId = processId;
  }

  /** Lets a process that keeps a processor to itself have only the time that nobody else wants. */
  demote(): void {
    if (this.#isLow) return;
    this.#isLow = true;
    change(this.#processId(), constants.priority.PRIORITY_LOW);
  }

  /** Takes that back; only root can. */
  restore(): void {
    if (!this.#isLow) return;
    this.#isLow = false;
    change(this.#processId(), USUAL);
  }
}

function change(processId: number | undefined, priority: number): void {
  if (processId === undefined) return;
  for (const id of processTree(processId)) {
    try {
      setPriority(id, priority);
    } catch {
      // It has ended, or the system does not let this user do it.
    }
  }
}
