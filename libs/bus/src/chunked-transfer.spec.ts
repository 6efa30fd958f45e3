import { describe, expect, it } from 'vitest';
import { IncomingBody, OutgoingBody } from './chunked-transfer.ts';
import { CreditPool, WINDOW_CHUNKS } from './credits.ts';

/** A sender and a receiver with a line between them that delivers one part at a time, so that the parts under way can be counted. */
class Line {
  readonly underWay: [number, Uint8Array][] = [];
  readonly outgoing: OutgoingBody;
  readonly incoming: IncomingBody;
  grants = 0;
  received: Buffer | undefined;

  constructor(parts: number, pool: CreditPool) {
    const body = Buffer.from(Array.from({ length: parts * 2 }, (_, index) => index % 251));
    const offer = { totalBytes: body.length, chunkBytes: 2 };
    this.outgoing = new OutgoingBody(body, offer);
    this.incoming = new IncomingBody(offer, pool, (credit) => {
      this.grants++;
      this.outgoing.grant(credit, (sequence, part) => this.underWay.push([sequence, part]));
    });
  }

  deliver(): void {
    const [next] = this.underWay.splice(0, 1);
    if (next !== undefined) this.received = this.incoming.accept(...next);
  }
}

describe('a large body under way', () => {
  it('arrives whole with never more than a window of parts on the line', () => {
    const line = new Line(100, new CreditPool());
    expect(line.underWay.length).toBe(WINDOW_CHUNKS);
    for (let part = 0; part < 100; part++) {
      expect(line.underWay.length).toBeGreaterThan(0);
      expect(line.underWay.length).toBeLessThanOrEqual(WINDOW_CHUNKS);
      line.deliver();
    }
    expect(line.received).toEqual(Buffer.from(Array.from({ length: 200 }, (_, index) => index % 251)));
    expect(line.outgoing.done).toBe(true);
    expect(line.grants).toBeLessThan(40); // not a message for each part
  });

  it('shares the credits of the process with others; all arrive, and all credits come back', () => {
    const pool = new CreditPool(10);
    const lines = Array.from({ length: 7 }, (_, index) => new Line(5 + index * 9, pool));
    for (let round = 0; lines.some((line) => line.received === undefined); round++) {
      expect(round).toBeLessThan(10_000);
      expect(lines.reduce((sum, line) => sum + line.underWay.length, 0)).toBeLessThanOrEqual(10);
      const busy = lines.filter((line) => line.underWay.length > 0);
      busy[round % busy.length]?.deliver();
    }
    expect(pool.free).toBe(10);
  });

  it('that is given up leaves its credits to those who wait', () => {
    const pool = new CreditPool(WINDOW_CHUNKS);
    const stuck = new Line(50, pool);
    const waiting = [new Line(3, pool), new Line(3, pool), new Line(50, pool)];
    expect(waiting.map((line) => line.underWay.length)).toEqual([0, 0, 0]);
    stuck.incoming.cancel();
    expect(waiting.map((line) => line.underWay.length)).toEqual([3, 3, 2]);
    for (const line of waiting) line.incoming.cancel();
    expect(pool.free).toBe(WINDOW_CHUNKS);
  });

  it('that waits and is given up is not asked any more', () => {
    const pool = new CreditPool(WINDOW_CHUNKS);
    const stuck = new Line(50, pool);
    const gone = new Line(3, pool);
    gone.incoming.cancel();
    stuck.incoming.cancel();
    expect(gone.grants).toBe(0);
    expect(pool.free).toBe(WINDOW_CHUNKS);
  });

  it('sends no more than there is, however much is granted', () => {
    const sent: number[] = [];
    const outgoing = new OutgoingBody(Buffer.from('abc'), { totalBytes: 3, chunkBytes: 2 });
    outgoing.grant(Number.NaN, (sequence) => sent.push(sequence));
    expect(sent).toEqual([]);
    outgoing.grant(1_000, (sequence) => sent.push(sequence));
    outgoing.grant(1, (sequence) => sent.push(sequence));
    expect(sent).toEqual([0, 1]);
  });
});
