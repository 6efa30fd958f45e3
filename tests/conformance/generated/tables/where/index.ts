import type { Step } from '../../../subject.ts';
import { alone, type Group } from '../../group.ts';
import { describeShape, shapeFixtures } from '../shape.ts';
import { geoForms } from './geo.ts';
import { lists } from './lists.ts';
import { comparison, equality } from './single.ts';
import { special } from './special.ts';
import { top } from './top.ts';

const PARTS: Readonly<Record<string, readonly Step[]>> = { equality, comparison, lists, special, geo: geoForms, top };

/** Constraints: operator × operand × type of field. All are reads of one class. */
export const wheres: Group = {
  title: 'where',
  before: [describeShape('Gen')],
  fixtures: shapeFixtures('Gen'),
  cases: Object.entries(PARTS).flatMap(([part, steps]) => alone(steps.map((step) => ({ ...step, title: `${part}, ${step.title}` })))),
};
