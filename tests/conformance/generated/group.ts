import type { Fixtures, Step } from '../subject.ts';

/** Requests that need each other's effects, played in their order: a change and the read after it. */
export type Case = readonly Step[];

/**
 * Cases over one set of fixtures. Cases run side by side, so none may see the writes of another one; `inOrder` plays them one after
 * the other, for requests about something that all of them share, such as a platform class.
 */
export interface Group {
  readonly title: string;
  readonly before?: readonly Step[];
  readonly fixtures?: Fixtures;
  readonly cases: readonly Case[];
  readonly inOrder?: boolean;
}

export interface NamedStep {
  readonly id: string;
  readonly step: Step;
}

/** Every request of a group with the id that kinds of differences are matched by: `group: title`. */
export const stepsOf = ({ title, cases }: Group): NamedStep[] => cases.flat().map((step) => ({ id: `${title}: ${step.title}`, step }));

/** Cases of one request each. */
export const alone = (steps: readonly Step[]): Case[] => steps.map((step) => [step]);

/** One result for each pair of two tables, under the names of both. */
export function cross<One, Other, Result>(
  ones: Readonly<Record<string, One>>,
  others: Readonly<Record<string, Other>>,
  make: (title: string, one: One, other: Other) => Result,
): Result[] {
  return Object.entries(ones).flatMap(([name, one]) =>
    Object.entries(others).map(([otherName, other]) => make(`${name} ${otherName}`, one, other)),
  );
}
