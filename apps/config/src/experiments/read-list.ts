import { ParseError } from '@parlance/errors';
import { EXPERIMENT_STATES, type ExperimentState } from './experiment.ts';

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 20;
const SKIP_MAX = 100_000;

/** Reads `limit`, `skip` and `state` of a list of experiments. @throws InvalidQuery (102) */
export function readList({ limit = LIMIT_DEFAULT, skip = 0, state }: Readonly<Record<string, unknown>>): {
  readonly limit: number;
  readonly skip: number;
  readonly state: ExperimentState | undefined;
} {
  const asked = EXPERIMENT_STATES.find((one) => one === state);
  if (state !== undefined && asked === undefined) {
    throw new ParseError('InvalidQuery', `"state" must be one of ${EXPERIMENT_STATES.join(', ')}.`);
  }
  return { limit: whole('limit', limit, 1, LIMIT_MAX), skip: whole('skip', skip, 0, SKIP_MAX), state: asked };
}

function whole(name: string, value: unknown, min: number, max: number): number {
  const read = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
  if (Number.isInteger(read) && read >= min && read <= max) return read;
  throw new ParseError('InvalidQuery', `"${name}" must be a whole number from ${min} to ${max}.`);
}
