import { SERVICE_NAMES, type ProcessReport } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import { fleetHealth } from './fleet-health.ts';
import { deployedServices, eachOnce, seenFleet } from './seen-fleet.ts';

const REPORT: ProcessReport = {
  version: '1.0.0',
  node: 'v24.0.0',
  host: 'one',
  pid: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  lacking: [],
  memoryBytes: 1,
  heapBytes: 1,
  eventLoop: { busy: 0, lateMs: 0 },
  running: 0,
  waiting: 0,
  checks: [],
  leaders: [],
  backlogs: [],
  formats: [],
  deployed: ['config', 'data'],
};
const process = (id: string, services: string[], report: unknown, leaving = false) => ({ id, services, report, leaving, heardAt: 0 });

describe('the health of a fleet', () => {
  it('is good where every service that is deployed has a process that is ready', () => {
    const fleet = seenFleet([process('a', ['config'], REPORT), process('b', ['data'], REPORT)]);
    expect(fleetHealth(fleet)).toEqual({ ok: true, problems: [], checks: [] });
  });

  it('is told in sentences where it is not', () => {
    const redis = { name: 'redis', service: 'data', ok: false, detail: 'It does not answer.', ms: 1_500 };
    const fleet = seenFleet([
      process('a', ['data'], { ...REPORT, lacking: ['bus'], checks: [redis] }),
      process('b', ['data'], undefined),
      process('c', ['data'], { is: 'of another version' }),
      process('d', ['data'], REPORT, true),
    ]);
    expect(fleetHealth(fleet)).toEqual({
      ok: false,
      problems: [
        'No process of the service data is ready.',
        'No process of the service config is there.',
        'The process b (data) does not answer.',
        'The process c (data) is of another version: its report cannot be read.',
        'The process a (data) is not ready: it lacks bus.',
        'redis for data in the process a: It does not answer.',
      ],
      checks: [{ ...redis, process: 'a' }],
    });
  });

  it('counts every service that there is where no gateway tells which are deployed', () => {
    expect(deployedServices(seenFleet([]))).toEqual(SERVICE_NAMES);
  });

  it('takes of what several processes see the answer of one that could see it', () => {
    const [blind, seeing] = [
      { service: 's', name: 'n', error: 'away' },
      { service: 's', name: 'n', error: null },
    ];
    expect(eachOnce([blind, seeing, blind])).toEqual([seeing]);
    expect(eachOnce([blind, { ...blind, name: 'm' }])).toHaveLength(2);
  });
});
