const WIDTH = 30;

/** A bar on one line of a terminal; elsewhere a line at every tenth. */
export class ProgressBar {
  readonly #label: string;
  readonly #total: number;
  readonly #startedAt = performance.now();
  #done = 0;
  #tenthsShown = 0;

  constructor(label: string, total: number) {
    this.#label = label;
    this.#total = total;
  }

  advance(by: number): void {
    this.#done += by;
    const share = this.#done / this.#total;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const text = `${this.#label} ${this.#done.toLocaleString('en')} of ${this.#total.toLocaleString('en')}, ${Math.round(this.#done / seconds).toLocaleString('en')}/s`;
    if (process.stdout.isTTY) {
      const filled = Math.round(share * WIDTH);
      process.stdout.write(`\r  [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${text}${share >= 1 ? '\n' : ''}`);
    } else if (Math.floor(share * 10) > this.#tenthsShown) {
      this.#tenthsShown = Math.floor(share * 10);
      console.log(`  ${Math.round(share * 100)} %  ${text}`);
    }
  }
}
