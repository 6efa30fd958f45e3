import type { config } from '@parlance/contracts';
import { variantKey } from '@parlance/statistics';
import type { When } from '../parameters/conditions/condition.ts';

/** Experiments of an app that run at the same time. */
export const RUNNING_MAX = 20;
/** Drafts of an app. */
export const DRAFTS_MAX = 100;

const DAY_MS = 86_400_000;

/**
 * - `draft`: can be changed; nobody gets its values
 * - `running`: installations get the values of their variants, and are counted
 * - `stopped`: everybody gets the ordinary values; a variant can still be rolled out
 * - `decided`: the values of a variant have become the ordinary ones
 */
export const EXPERIMENT_STATES = ['draft', 'running', 'stopped', 'decided'] as const;
export type ExperimentState = (typeof EXPERIMENT_STATES)[number];

/** The event that tells whether a variant has reached its aim. */
export interface Measure {
  readonly event: string;
  /** The values that its dimensions have to have: one of `is` each. */
  readonly filter: readonly { readonly dimension: string; readonly is: readonly string[] }[];
  /** How long after its first exposure an installation is watched, in days. */
  readonly days: number;
}

export interface Variant {
  /** For people. */
  readonly name?: string;
  /** JSON of the values by the name of their parameter. As text, because a value may have members that a document of MongoDB may not. */
  readonly values: string;
}

/** An experiment as its author describes it. */
export interface Description {
  readonly name: string;
  /** The share of the audience that takes part, in percent. */
  readonly sizePercent: number;
  /** The error allowed over all looks together. */
  readonly alpha: number;
  /** Installations take part that are given their variant within so many days of the start. */
  readonly runDays: number;
  readonly measure: Measure;
  /** Those who may take part; absent: everybody. */
  readonly when?: When;
  /** The parameters that each variant has a value for. */
  readonly parameters: readonly string[];
  readonly variants: readonly Variant[];
}

export interface Move {
  readonly at: Date;
  readonly action: 'created' | 'changed' | 'started' | 'stopped' | 'rolled-out';
  readonly by: config.ParameterAuthor;
}

/** One experiment: collection `configExperiments` of the control database. */
export interface Experiment extends Description {
  /** Its objectId, the salt of its assignment. */
  readonly _id: string;
  readonly app: string;
  readonly state: ExperimentState;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** The variant that is, or is being, rolled out: its place in the list. */
  readonly choice?: number;
  /** `<app>|<parameter>` for each of its parameters while it runs: unique, so that no two change the same one. */
  readonly holds?: readonly string[];
  readonly history: readonly Move[];
}

/** The values of a variant by the name of their parameter. */
export function valuesOf({ values }: Variant): Readonly<Record<string, unknown>> {
  return JSON.parse(values) as Record<string, unknown>;
}

/** An experiment as administrators see it. */
export function shownExperiment(experiment: Experiment): Record<string, unknown> {
  const { _id, app: _app, holds: _holds, choice, variants, ...shown } = experiment;
  return {
    objectId: _id,
    ...shown,
    variants: variants.map((variant, index) => ({ key: variantKey(index), ...variant, values: valuesOf(variant) })),
    ...(choice === undefined ? {} : { choice: variantKey(choice) }),
  };
}

/** The experiment as `analytics` counts it. @param startedAt absent for a draft, which nobody counts */
export function measuredOf({ _id, sizePercent, variants, measure, runDays, startedAt, endedAt }: Experiment): config.MeasuredExperiment {
  const { event, filter, days } = measure;
  return {
    id: _id,
    sizePercent,
    variants: variants.length,
    event,
    filter,
    withinMs: days * DAY_MS,
    exposedUntil: Math.min((startedAt?.getTime() ?? 0) + runDays * DAY_MS, endedAt?.getTime() ?? Infinity),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.getTime() }),
  };
}
