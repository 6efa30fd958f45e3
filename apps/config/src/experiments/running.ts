import { assignGroup } from '@parlance/statistics';
import { obstacle, type Facts } from '../parameters/conditions/holds.ts';
import type { When } from '../parameters/conditions/condition.ts';
import { valuesOf, type Experiment } from './experiment.ts';

type Values = Readonly<Record<string, unknown>>;

/** An experiment that runs, as far as answers depend on it. */
export interface Running {
  readonly id: string;
  readonly name: string;
  readonly sizePercent: number;
  readonly when?: When;
  /** The values of each variant by the name of their parameter, as clients are shown them. */
  readonly variants: readonly Values[];
}

/** An experiment of which somebody is in a group, and the place of its variant. */
export interface Membership {
  readonly experiment: Running;
  readonly variant: number;
}

/** Files in values have no address yet: `withShownValues` brings them. */
export function runningOf({ _id, name, sizePercent, when, variants }: Experiment): Running {
  return { id: _id, name, sizePercent, ...(when === undefined ? {} : { when }), variants: variants.map(valuesOf) };
}

/** The values of all variants under names of their own, as one question to `data`. */
export function furtherValues(experiments: readonly Running[]): Values | undefined {
  if (experiments.length === 0) return undefined;
  return Object.fromEntries(experiments.map(({ variants }, index) => [String(index), variants]));
}

/** @param further the answer to the question of `furtherValues` */
export function withShownValues(experiments: readonly Running[], further: Values = {}): readonly Running[] {
  return experiments.map((experiment, index) => ({
    ...experiment,
    variants: (further[String(index)] as readonly Values[] | undefined) ?? experiment.variants,
  }));
}

/**
 * The experiments that a caller takes part in: a pure function of the experiment's id and the installation's, and of the audience where
 * there is one. Without an installation id nobody takes part.
 */
export function membershipsOf(experiments: readonly Running[], facts: Facts): readonly Membership[] {
  const { installationId } = facts;
  if (installationId === undefined) return [];
  return experiments.flatMap((experiment) => {
    const { id, sizePercent, when, variants } = experiment;
    if (when !== undefined && obstacle(when, facts, id) !== undefined) return [];
    const group = assignGroup({ experimentId: id, sizePercent, variants: variants.length }, { objectId: '', installationId });
    return group.kind === 'variant' ? [{ experiment, variant: group.index }] : [];
  });
}

/** The membership that decides about a parameter; at most one experiment that runs has it. */
export function memberOf(memberships: readonly Membership[], parameter: string): (Membership & { readonly value: unknown }) | undefined {
  for (const { experiment, variant } of memberships) {
    const values = experiment.variants[variant] ?? {};
    if (Object.hasOwn(values, parameter)) return { experiment, variant, value: values[parameter] };
  }
  return undefined;
}
