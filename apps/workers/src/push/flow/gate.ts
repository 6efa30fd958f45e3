interface Waiting {
  readonly messages: number;
  readonly enter: (entered: boolean) => void;
}

/**
 * Keeps the messages that are under way to a provider below a bound: small pushes would have to wait for all messages that large ones pile
 * up before its connections.
 */
export class Gate {
  readonly #limit: () => number;
  readonly #waiting = new Set<Waiting>();
  #underWay = 0;

  /** @param limit messages that may be under way now */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get isFull(): boolean {
    return this.#underWay >= this.#limit();
  }

  /** @returns false when there was no room in time; messages that enter leave by `leave` */
  enter(messages: number, patienceMs: number): Promise<boolean> {
    if (this.#waiting.size === 0 && !this.isFull) {
      this.#underWay += messages;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        resolve(false);
      }, patienceMs);
      const waiting: Waiting = {
        messages,
        enter: (entered) => {
          clearTimeout(timer);
          resolve(entered);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** For messages that nothing holds up. */
  pass(messages: number): void {
    this.#underWay += messages;
  }

  leave(messages: number): void {
    this.#underWay -= messages;
    for (const waiting of this.#waiting) {
      if (this.isFull) return;
      this.#waiting.delete(waiting);
      this.#underWay += waiting.messages;
      waiting.enter(true);
    }
  }
}
