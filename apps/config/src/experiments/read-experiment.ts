import { IN_PLAIN_WORDS } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { VARIANTS_MAX } from '@parlance/statistics';
import { assertBodyLimits, type UnknownObject } from '@parlance/values';
import { z } from 'zod';
import { checkedValue } from '../parameters/checked-value.ts';
import { when } from '../parameters/conditions/condition.ts';
import { PARAMETER_BYTES_MAX } from '../parameters/parameter-size.ts';
import type { Description } from './experiment.ts';

const NAME_LENGTH_MAX = 100;
const PARAMETERS_MAX = 20;
const FILTERS_MAX = 8;
const VALUES_MAX = 50;
/** As `analytics` takes them (apps/gateway/src/analytics/read-event.ts). */
const EVENT_LENGTH_MAX = 255;
const DIMENSION_LENGTH_MAX = 255;
const DIMENSION_VALUE_LENGTH_MAX = 500;
const CONTROL_CHARACTER = /\p{Cc}/u;
const RUN_DAYS_MAX = 90;
const RUN_DAYS = 14;
/** Events arrive at most 30 days late. */
const MEASURE_DAYS_MAX = 30;
const MEASURE_DAYS = 7;
const ALPHA = 0.05;
const ALPHA_MIN = 0.001;
const ALPHA_MAX = 0.2;
const PERCENT = 100;
/** Buckets of an experiment are hundredths of a percent. */
const SIZE_STEP = 0.01;
const STEP_ERROR = 1e-9;

const named = z.string().min(1).max(NAME_LENGTH_MAX);
const filter = z.strictObject({
  dimension: z.string().min(1).max(DIMENSION_LENGTH_MAX),
  is: z.union([z.string().max(DIMENSION_VALUE_LENGTH_MAX), z.array(z.string().max(DIMENSION_VALUE_LENGTH_MAX)).min(1).max(VALUES_MAX)]),
});
const measure = z.strictObject({
  event: z.string(),
  filter: z.array(filter).max(FILTERS_MAX).default([]),
  days: z.int().min(1).max(MEASURE_DAYS_MAX).default(MEASURE_DAYS),
});
const described = z.strictObject({
  name: named,
  sizePercent: z
    .number()
    .min(1)
    .max(PERCENT)
    .refine((size) => Math.abs(Math.round(size / SIZE_STEP) * SIZE_STEP - size) < STEP_ERROR, 'Expected steps of 0.01.')
    .default(PERCENT),
  alpha: z.number().min(ALPHA_MIN).max(ALPHA_MAX).default(ALPHA),
  runDays: z.int().min(1).max(RUN_DAYS_MAX).default(RUN_DAYS),
  measure,
  when: when.optional(),
  variants: z
    .array(z.strictObject({ name: named.optional(), values: z.record(z.string(), z.unknown()) }))
    .min(2)
    .max(VARIANTS_MAX),
});

/**
 * Reads the description of an experiment: `{"name", "variants": [{"name"?, "values": {"banner": "Hello"}}], "measure": {"event", "filter"?,
 * "days"?}, "sizePercent"?, "alpha"?, "runDays"?, "when"?}`.
 *
 * @throws InvalidJson (107) for a member of another form; InvalidFieldName (105), IncorrectType (111) and the other errors of values, as
 *   for a parameter; InvalidEventName (160); ObjectTooLarge (116) for more values than an app may have
 */
export function readExperiment(body: UnknownObject): Description {
  assertBodyLimits(body);
  const read = described.safeParse(body, IN_PLAIN_WORDS);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new ParseError('InvalidJson', `${issue?.path.join('.') || 'The experiment'}: ${issue?.message ?? 'This describes none.'}`);
  }
  const { when: audience, variants, measure: aim, ...plain } = read.data;
  assertEventName(aim.event);
  const parameters = parametersOf(variants.map(({ values }) => values));
  const kept = variants.map(({ name, values }) => ({ ...(name === undefined ? {} : { name }), values: JSON.stringify(values) }));
  if (kept.reduce((sum, { values }) => sum + Buffer.byteLength(values), 0) > PARAMETER_BYTES_MAX) {
    throw new ParseError('ObjectTooLarge', `The values of an experiment have at most ${PARAMETER_BYTES_MAX} bytes.`);
  }
  return {
    ...plain,
    measure: { ...aim, filter: aim.filter.map(({ dimension, is }) => ({ dimension, is: typeof is === 'string' ? [is] : is })) },
    ...(audience === undefined ? {} : { when: audience }),
    parameters,
    variants: kept,
  };
}

/** The names that the first variant has values for; every other one has to have the same. */
function parametersOf(variants: readonly UnknownObject[]): readonly string[] {
  const [first = {}, ...others] = variants;
  const names = Object.keys(first);
  if (names.length === 0 || names.length > PARAMETERS_MAX) {
    throw new ParseError('InvalidJson', `variants.0.values: A variant has values of 1 to ${PARAMETERS_MAX} parameters.`);
  }
  for (const values of variants) for (const [name, value] of Object.entries(values)) checkedValue(name, value);
  const differing = others.findIndex(
    (values) => Object.keys(values).length !== names.length || !names.every((name) => Object.hasOwn(values, name)),
  );
  if (differing >= 0) {
    throw new ParseError('InvalidJson', `variants.${differing + 1}.values: All variants have values of the same parameters.`);
  }
  return names;
}

function assertEventName(name: string): void {
  if (name.trim() !== '' && name.length <= EVENT_LENGTH_MAX && !CONTROL_CHARACTER.test(name) && name.isWellFormed()) return;
  throw new ParseError(
    'InvalidEventName',
    `measure.event: The name of an event has 1 to ${EVENT_LENGTH_MAX} characters and no control characters.`,
  );
}
