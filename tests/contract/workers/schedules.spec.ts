import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { START, startJobsDeployment, type JobsDeployment } from './jobs-deployment.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** With two workers, in split mode, and two of everything in fused mode: two schedulers look after the same schedules. */
describe.each(MODES)('schedules of jobs, with two schedulers (%s)', (mode) => {
  const runs: unknown[] = [];
  let deployment: JobsDeployment;
  beforeAll(async () => {
    const note = (run: { parameters: unknown }) => {
      runs.push(run.parameters);
      return Promise.resolve();
    };
    const jobs = { daily: note, often: note, once: note, missed: note, edited: note, byCron: note, left: note, disabled: note };
    deployment = await startJobsDeployment(jobs, { mode, replicas: mode === 'split' ? { workers: 2 } : { gateway: 2 } });
  });
  afterAll(() => deployment.close());

  const schedule = (job_schedule: object) => deployment.parlance.masterRest('POST', '/cloud_code/jobs', { job_schedule });
  const runsOf = async (jobName: string) => (await deployment.scheduled(jobName)).length;
  /** Both schedulers have looked at the present time: a schedule of this moment has run. */
  async function looked(): Promise<void> {
    const before = await runsOf('once');
    expect((await schedule({ jobName: 'once', params: '{}' })).status).toBe(201);
    await expect.poll(() => runsOf('once')).toBe(before + 1);
  }

  it('a schedule of the dashboard is made, listed, changed and removed as Parse Server does it', async () => {
    const made = await schedule({
      jobName: 'edited',
      description: 'each morning',
      params: '{"deep":true}',
      daysOfWeek: [1, 1, 1, 1, 1, 1, 1],
      timeOfDay: '06:00:00.000Z',
      repeatMinutes: 1_440,
    });
    const { objectId } = made.body;
    expect([made.status, Object.keys(made.body)]).toEqual([201, ['objectId', 'createdAt']]);
    expect(made.headers.get('Location')).toBe(`${deployment.parlance.url}/classes/_JobSchedule/${objectId}`);
    const listed = await deployment.parlance.masterRest('GET', '/cloud_code/jobs');
    expect(listed.body).toEqual([
      expect.objectContaining({ objectId, jobName: 'edited', params: '{"deep":true}', startAfter: START, repeatMinutes: 1_440 }),
    ]);
    const data = await deployment.parlance.masterRest('GET', '/cloud_code/jobs/data');
    expect(data.body).toEqual({ in_use: ['edited'], jobs: expect.arrayContaining(['daily', 'edited']) });
    const changed = await deployment.parlance.masterRest('PUT', `/cloud_code/jobs/${objectId}`, { job_schedule: { description: 'later' } });
    expect([changed.status, changed.body]).toEqual([200, { response: { updatedAt: expect.any(String) } }]);
    const removed = await deployment.parlance.masterRest('DELETE', `/cloud_code/jobs/${objectId}`);
    expect([removed.status, removed.body]).toEqual([200, {}]);
    expect((await deployment.parlance.masterRest('GET', '/cloud_code/jobs')).body).toEqual([]);
    const gone = await deployment.parlance.masterRest('PUT', `/cloud_code/jobs/${objectId}`, { job_schedule: {} });
    expect([gone.status, gone.body.code]).toEqual([404, 101]);
    expect((await deployment.parlance.masterRest('DELETE', `/cloud_code/jobs/${objectId}`)).body.code).toBe(101);
  });

  it('CLD-20 schedules need the master key, a job that there is, and times that are some', async () => {
    expect((await deployment.parlance.rest('GET', '/cloud_code/jobs')).status).toBe(403);
    expect((await deployment.parlance.rest('POST', '/cloud_code/jobs', { job_schedule: { jobName: 'daily' } })).status).toBe(403);
    const unknown = await schedule({ jobName: 'nosuch' });
    expect([unknown.status, unknown.body]).toEqual([400, { code: 141, error: 'Cannot Schedule a job that is not deployed' }]);
    const never = await schedule({ jobName: 'daily', cron: 'now and then' });
    expect([never.status, never.body.code]).toEqual([400, 142]);
    expect((await deployment.parlance.masterRest('POST', '/cloud_code/jobs', {})).body.code).toBe(107);
  });

  it('a schedule without repetition runs once, at once where it names no start', async () => {
    await looked();
    await looked();
    expect(await runsOf('once')).toBe(2);
  });

  it('no schedule fires twice, and none is missed: a run a moment, with its parameters', async () => {
    await schedule({ jobName: 'often', params: '{"n":7}', repeatMinutes: 5 });
    await expect.poll(() => runsOf('often')).toBe(1);
    for (let moment = 2; moment <= 6; moment++) {
      deployment.advance(5 * MINUTE_MS);
      await expect.poll(() => runsOf('often')).toBe(moment);
    }
    await looked();
    expect(await runsOf('often')).toBe(6);
    await expect.poll(() => runs.filter((parameters) => JSON.stringify(parameters) === '{"n":7}').length).toBe(6);
    const [listed] = (await deployment.parlance.masterRest('GET', '/cloud_code/jobs')).body.filter(
      (one: { jobName: string }) => one.jobName === 'often',
    );
    expect(listed.lastRun).toBeGreaterThan(Date.parse(START));
  });

  it('moments that have passed while nobody looked are one run', async () => {
    await schedule({
      jobName: 'missed',
      timeOfDay: '12:00:00.000Z',
      repeatMinutes: 1_440,
      daysOfWeek: ['1', '1', '1', '1', '1', '1', '1'],
    });
    deployment.advance(10 * DAY_MS);
    await expect.poll(() => runsOf('missed')).toBe(1);
    await looked();
    expect(await runsOf('missed')).toBe(1);
    deployment.advance(DAY_MS);
    await expect.poll(() => runsOf('missed')).toBe(2);
  });

  it('cron goes by the clocks of its zone', async () => {
    const tomorrow = new Date(deployment.clock.now().getTime() + DAY_MS).toISOString().slice(0, 10);
    await schedule({ jobName: 'byCron', cron: '0 5 * * *', timeZone: 'Asia/Kolkata', startAfter: `${tomorrow}T00:00:00.000Z` });
    deployment.advance(Date.parse(`${tomorrow}T23:29:59.000Z`) - deployment.clock.now().getTime());
    await looked();
    expect(await runsOf('byCron')).toBe(0);
    deployment.advance(1_000);
    await expect.poll(() => runsOf('byCron')).toBe(1);
  });

  it('a schedule that a server before this one has left behind runs too', async () => {
    const at = deployment.clock.now();
    const schedules = (await deployment.parlance.database()).collection('_JobSchedule');
    await schedules.insertOne({
      _id: 'leftBehind' as never,
      jobName: 'left',
      params: '{}',
      startAfter: START,
      timeOfDay: '00:00:00.000Z',
      repeatMinutes: 1,
      daysOfWeek: ['1', '1', '1', '1', '1', '1', '1'],
      _created_at: new Date(START),
      _updated_at: new Date(START),
    });
    const { id, keys } = deployment.parlance.app();
    // Any change of the app has its schedules compared.
    await deployment.parlance.declareApps([{ id, name: 'renamed', settings: { allowClientClassCreation: true }, keys }]);
    const noted = async () => (await deployment.parlance.workersDatabase()).collection('schedules').findOne({ objectId: 'leftBehind' });
    await expect.poll(noted).not.toBeNull();
    expect((await noted())?.['nextAt'].getTime()).toBeGreaterThan(at.getTime());
    deployment.advance(MINUTE_MS);
    await expect.poll(() => runsOf('left')).toBe(1);
  });
});
