const MINUTE_MS = 60_000;

/** How many lines an app has written within the present minute, and how many of them were left out. */
interface Minute {
  readonly endsAt: number;
  kept: number;
  leftOut: number;
}

/** Keeps the lines of each app within its limit, so that a flood of one costs the others nothing. */
export class LineRates {
  readonly #minutes = new Map<string, Minute>();

  /** Counts a line. @returns false for one that is too many */
  takes(app: string, perMinuteMax: number, now: number): boolean {
    let minute = this.#minutes.get(app);
    if (minute === undefined || minute.endsAt <= now) {
      minute = { endsAt: now + MINUTE_MS, kept: 0, leftOut: minute?.leftOut ?? 0 };
      this.#minutes.set(app, minute);
    }
    if (minute.kept < perMinuteMax) {
      minute.kept++;
      return true;
    }
    minute.leftOut++;
    return false;
  }

  /** Counts a line that was lost for another reason. */
  lost(app: string): void {
    const minute = this.#minutes.get(app);
    if (minute !== undefined) minute.leftOut++;
  }

  /** The apps that have lines left out, with their number since the last time that they were told; forgets minutes that are over. */
  leftOut(now: number): readonly (readonly [app: string, lines: number])[] {
    const told: [string, number][] = [];
    for (const [app, minute] of this.#minutes) {
      if (minute.leftOut > 0) told.push([app, minute.leftOut]);
      minute.leftOut = 0;
      if (minute.endsAt <= now) this.#minutes.delete(app);
    }
    return told;
  }
}
