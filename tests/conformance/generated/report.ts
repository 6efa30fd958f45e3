import { appendFileSync } from 'node:fs';
import type { Outcome } from '../play.ts';

/** Where `PARLANCE_COMPARISON_REPORT` names a file, every difference is added to it as a line of JSON, for sorting them by kind. */
export function report(run: string, id: string, explanation: string | undefined, { step, parlance, peer }: Outcome): void {
  const file = process.env.PARLANCE_COMPARISON_REPORT;
  if (file === undefined) return;
  const { method, path, query, body, as, session } = step;
  appendFileSync(file, `${JSON.stringify({ run, id, explanation, asked: { method, path, query, body, as, session }, peer, parlance })}\n`);
}
