import { request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { call } from './cloud-words.ts';

const JOBS = [
  'returns',
  'tells',
  'tellsAndReturns',
  'returnsNumber',
  'throwsString',
  'throwsError',
  'throwsParseError',
  'rejects',
  'throwsNothing',
];

/** A job, and how it ends. */
const ran = (title: string, name: string, parameters: object, more: Partial<Step> = {}): Step[] => {
  const save = `job${title.replaceAll(/\W/g, '')}`;
  return [
    request(title, 'POST', `/jobs/${name}`, { body: parameters, as: 'master', save, ...more }),
    call(`${title}, at its end`, 'endOf', { id: `{{${save}}}` }),
  ];
};
const schedule = (title: string, job_schedule: unknown, more: Partial<Step> = {}): Step =>
  request(title, 'POST', '/cloud_code/jobs', { body: { job_schedule }, as: 'master', ...more });

export const jobs: Subject = {
  title: 'jobs',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    ...JOBS.flatMap((name) => ran(`a job: ${name}`, name, {})),
    ...ran('a job with parameters', 'returns', { word: 'w' }),
    ...ran('a job with a dot', 'dotted.job', {}),
    ...ran('the request of a job', 'facts', { when: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' }, b: 1 }),
    request('a job by the body', 'POST', '/jobs', { body: { jobName: 'returns', word: 'x' }, as: 'master', save: 'byBody' }),
    call('a job by the body, at its end', 'endOf', { id: '{{byBody}}' }),
    request('a job without a name', 'POST', '/jobs', { body: {}, as: 'master' }),
    ...['nosuch', 'constructor', '__proto__', 'toString', 'echo', 'returns%20'].map((name) =>
      request(`a job that there is not: ${name}`, 'POST', `/jobs/${name}`, { body: {}, as: 'master' }),
    ),
    request('a job by a client', 'POST', '/jobs/returns', { body: {} }),
    request('a job by nobody', 'POST', '/jobs/returns', { body: {}, as: 'nobody' }),
    request('a job by the read-only master', 'POST', '/jobs/returns', { body: {}, as: 'readOnlyMaster' }),
    request('a job that there is not, by a client', 'POST', '/jobs/nosuch', { body: {} }),
    request('GET of a job', 'GET', '/jobs/returns', { as: 'master' }),
    call('a job started by code', 'startJob', { name: 'returns' }),
    call('a job that there is not, started by code', 'startJob', { name: 'nosuch' }),
    call('jobs that code sees', 'jobsData'),
    request('statuses for clients', 'GET', '/classes/_JobStatus'),
    request('schedules, none', 'GET', '/cloud_code/jobs', { as: 'master' }),
    request('schedules for clients', 'GET', '/cloud_code/jobs'),
    schedule(
      'a schedule',
      {
        jobName: 'returns',
        description: 'd',
        params: '{"a":1}',
        startAfter: '2099-01-01T00:00:00.000Z',
        daysOfWeek: ['1', '1', '1', '1', '1', '1', '1'],
        timeOfDay: '12:00:00.000Z',
        repeatMinutes: 1_440,
      },
      { save: 'planned' },
    ),
    request('schedules', 'GET', '/cloud_code/jobs', { as: 'master' }),
    request('jobs with a schedule', 'GET', '/cloud_code/jobs/data', {
      as: 'master',
      view: (body) => ({
        in_use: (body as { in_use?: unknown }).in_use,
        jobs: [...((body as { jobs?: string[] }).jobs ?? [])].map(String).sort(),
      }),
    }),
    request('a change of a schedule', 'PUT', '/cloud_code/jobs/{{planned}}', {
      body: { job_schedule: { description: 'e', startAfter: '2099-01-02T00:00:00.000Z' } },
      as: 'master',
    }),
    request('the changed schedule', 'GET', '/cloud_code/jobs', { as: 'master' }),
    request('a schedule by a client', 'POST', '/cloud_code/jobs', { body: { job_schedule: { jobName: 'returns' } } }),
    schedule('a schedule by the read-only master', { jobName: 'returns' }, { as: 'readOnlyMaster' }),
    schedule('a schedule of a job that there is not', { jobName: 'nosuch' }),
    request('a change to a job that there is not', 'PUT', '/cloud_code/jobs/{{planned}}', {
      body: { job_schedule: { jobName: 'nosuch' } },
      as: 'master',
    }),
    request('a change of a schedule that there is not', 'PUT', '/cloud_code/jobs/nosuch0001', {
      body: { job_schedule: { description: 'x', startAfter: '2099-01-02T00:00:00.000Z' } },
      as: 'master',
    }),
    request('the end of a schedule', 'DELETE', '/cloud_code/jobs/{{planned}}', { as: 'master' }),
    request('the end of a schedule that there is not', 'DELETE', '/cloud_code/jobs/{{planned}}', { as: 'master' }),
    request('schedules, none any more', 'GET', '/cloud_code/jobs', { as: 'master' }),
  ],
};
