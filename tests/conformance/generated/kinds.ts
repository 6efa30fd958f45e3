import { isDeepStrictEqual } from 'node:util';
import type { Normal } from '../normalise.ts';
import type { Outcome } from '../play.ts';

/** A status, and behind a slash the code of an error: `400/102`. Of an error without a code the status alone. */
export type Shape = `${number}` | `${number}/${number}`;

/** Differences of one kind: their requests, Parse Server's answers, Parlance's answers. */
export interface Kind {
  /** Of the ids of requests, `group: title`. */
  readonly on: RegExp;
  readonly peer: Shape | readonly Shape[];
  readonly ours: Shape | readonly Shape[];
  /** Of the text of Parse Server's error, or of the JSON of any other answer. */
  readonly theyAnswer?: RegExp;
  /** The same of ours. */
  readonly weAnswer?: RegExp;
}

/** A kind in short. */
export const kind = (on: RegExp, peer: Kind['peer'], ours: Kind['ours'], texts: Pick<Kind, 'theyAnswer' | 'weAnswer'> = {}): Kind => ({
  on,
  peer,
  ours,
  ...texts,
});

export const differs = ({ parlance, peer }: Outcome): boolean => !isDeepStrictEqual(parlance, peer);

export function isOfKind({ on, peer, ours, theyAnswer, weAnswer }: Kind, id: string, outcome: Outcome): boolean {
  return (
    on.test(id) &&
    [peer].flat().includes(shapeOf(outcome.peer)) &&
    [ours].flat().includes(shapeOf(outcome.parlance)) &&
    (theyAnswer?.test(textOf(outcome.peer)) ?? true) &&
    (weAnswer?.test(textOf(outcome.parlance)) ?? true)
  );
}

export function shapeOf(answer: Normal): Shape {
  const { code } = errorOf(answer);
  return code === undefined ? `${answer.status}` : `${answer.status}/${code}`;
}

function textOf(answer: Normal): string {
  const { fields, body } = answer;
  return errorOf(answer).error ?? JSON.stringify(fields === undefined ? body : { fields, body });
}

function errorOf({ status, body }: Normal): { readonly code?: number; readonly error?: string } {
  return status < 400 || typeof body !== 'object' || body === null ? {} : body;
}
