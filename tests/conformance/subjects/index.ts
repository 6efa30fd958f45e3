import type { Subject } from '../subject.ts';
import { acl, malformedAcl } from './acl.ts';
import { aggregates, distinct } from './aggregate.ts';
import { batches, transactions } from './batches.ts';
import { envelope, keys } from './callers.ts';
import { CLOUD_SUBJECTS } from './cloud.ts';
import { classPermissions, malformedPermissions } from './class-permissions.ts';
import { config } from './config.ts';
import { explain } from './explain.ts';
import { geoQueries } from './geo.ts';
import { administration, malformedInput } from './malformed-input.ts';
import { classNames, fieldNames } from './names.ts';
import { lockedTypes, objects } from './objects.ts';
import { operations } from './operations.ts';
import { comparison } from './queries/comparison.ts';
import { compounds } from './queries/compounds.ts';
import { equality } from './queries/equality.ts';
import { lists } from './queries/lists.ts';
import { nullPointers } from './queries/null-pointers.ts';
import { ordering } from './queries/ordering.ts';
import { parameters } from './queries/parameters.ts';
import { patterns } from './queries/patterns.ts';
import { selection } from './queries/selection.ts';
import { relations } from './relations.ts';
import { purging, schemas } from './schemas.ts';
import { strictSettings } from './strict-settings.ts';
import { subqueries } from './subqueries.ts';
import { textSearch } from './text.ts';
import { malformedValues, values } from './values.ts';

/** Everything that is asked of both servers. */
export const SUBJECTS: readonly Subject[] = [
  objects,
  lockedTypes,
  operations,
  values,
  malformedValues,
  fieldNames,
  classNames,
  acl,
  malformedAcl,
  equality,
  nullPointers,
  comparison,
  lists,
  patterns,
  compounds,
  ordering,
  selection,
  parameters,
  geoQueries,
  textSearch,
  subqueries,
  relations,
  aggregates,
  distinct,
  explain,
  schemas,
  purging,
  classPermissions,
  malformedPermissions,
  config,
  batches,
  transactions,
  keys,
  envelope,
  malformedInput,
  administration,
  strictSettings,
  ...CLOUD_SUBJECTS,
];
