import { compareRun } from './compare-run.ts';
import { WITH_ERRORS_IN_FULL } from './runs.ts';

compareRun(WITH_ERRORS_IN_FULL);
