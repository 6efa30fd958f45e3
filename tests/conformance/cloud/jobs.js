'use strict';

Parse.Cloud.job('returns', ({ params }) => `returned ${params.word ?? 'nothing'}`);
Parse.Cloud.job('tells', async ({ message }) => {
  await message('told');
});
Parse.Cloud.job('tellsAndReturns', async ({ message }) => {
  await message('told');
  return 'returned';
});
Parse.Cloud.job('returnsNumber', () => 5);
Parse.Cloud.job('throwsString', () => {
  throw 'thrown';
});
Parse.Cloud.job('throwsError', () => {
  throw new Error('thrown error');
});
Parse.Cloud.job('throwsParseError', () => {
  throw new Parse.Error(9040, 'thrown with a code');
});
Parse.Cloud.job('rejects', () => Promise.reject(new Error('rejected')));
Parse.Cloud.job('throwsNothing', () => {
  throw undefined;
});
Parse.Cloud.job('facts', ({ params, jobName, jobId, message, log, user, master }) =>
  JSON.stringify({
    params: Object.keys(params).sort(),
    date: params.when instanceof Date,
    jobName,
    jobId: typeof jobId,
    message: typeof message,
    log: typeof log?.info,
    user: user === undefined,
    master: master === undefined,
  }),
);
Parse.Cloud.job('dotted.job', () => 'dotted');

const TRIES = 400;

/** Waits for the end of a job, and answers its status. */
Parse.Cloud.define('endOf', async (request) => {
  for (let tries = 0; tries < TRIES; tries++) {
    const status = await new Parse.Query('_JobStatus').get(request.params.id, { useMasterKey: true });
    if (status.get('status') !== 'running') return factsOf(status);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return 'it still runs';
});
Parse.Cloud.define('startJob', async (request) => {
  try {
    const id = await Parse.Cloud.startJob(request.params.name, request.params.with ?? {});
    return typeof id;
  } catch (error) {
    return { code: error.code, message: error.message };
  }
});
Parse.Cloud.define('jobsData', async () => {
  const { jobs } = await Parse.Cloud.getJobsData();
  return [...jobs].sort();
});

function factsOf(status) {
  const { jobName, source, status: state, message = 'none', finishedAt } = status.toJSON();
  return { jobName, source, state, message, finished: typeof finishedAt };
}
