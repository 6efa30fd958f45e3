/** Lets `perSecond` messages through in the long run, and `burst` of them at once. */
export class TokenBucket {
  private tokens: number;

  private readonly perSecond: number;
  private readonly burst: number;
  private refilledAt: number;

  constructor(perSecond: number, burst: number, refilledAt: number) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.refilledAt = refilledAt;
    this.tokens = burst;
  }

  /** @param now milliseconds, never less than before */
  take(now: number): boolean {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.refilledAt) / 1_000) * this.perSecond);
    this.refilledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
