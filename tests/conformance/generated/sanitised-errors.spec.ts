import { compareRun } from './compare-run.ts';
import { WITH_SANITISED_ERRORS } from './runs.ts';

compareRun(WITH_SANITISED_ERRORS);
