import type { Subject } from '../subject.ts';
import { accountTriggers } from './cloud-accounts.ts';
import { foundByTriggers } from './cloud-finds.ts';
import { functionCalls, functionErrors, functionResults } from './cloud-functions.ts';
import { hookFunctions, hookRoutes, hookTriggers } from './cloud-hooks.ts';
import { jobs } from './cloud-jobs.ts';
import { changingTriggers, shownTriggers, throwingTriggers, validatedTriggers } from './cloud-triggers.ts';
import { validators } from './cloud-validators.ts';

/** Everything about the code of `cloud/main.js`. */
export const CLOUD_SUBJECTS: readonly Subject[] = [
  functionResults,
  functionErrors,
  functionCalls,
  validators,
  throwingTriggers,
  changingTriggers,
  shownTriggers,
  validatedTriggers,
  foundByTriggers,
  accountTriggers,
  jobs,
  hookRoutes,
  hookFunctions,
  hookTriggers,
];
