/** The provider of the time that schedules and attempts at jobs go by. */
export const JOBS_CLOCK = Symbol('clock of jobs');
