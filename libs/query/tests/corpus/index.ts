import { comparison } from './comparison.cases.ts';
import { equality } from './equality.cases.ts';
import { existence } from './existence.cases.ts';
import type { Family } from './family.ts';
import { groups } from './groups.cases.ts';
import { lists } from './lists.cases.ts';
import { membership } from './membership.cases.ts';
import { near } from './near.cases.ts';
import { paths } from './paths.cases.ts';
import { regions } from './regions.cases.ts';
import { text } from './text.cases.ts';

/** Every family of operators; a new one is added here. */
export const CORPUS: readonly Family[] = [equality, comparison, membership, lists, existence, text, groups, paths, near, regions];
