import type { TriggerTable } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import { manifestFaults } from './check-manifest.ts';

const faultsOf = (triggers: TriggerTable, rateLimits: readonly Record<string, unknown>[] = []) => manifestFaults({ triggers, rateLimits });

describe('the manifest of code that is to be deployed', () => {
  it('may have triggers of classes, users, sessions, files and parameters', () => {
    expect(
      faultsOf({
        Review: ['beforeSave', 'afterFind'],
        _User: ['beforeLogin', 'afterLogin', 'beforePasswordResetRequest', 'beforeSave'],
        _Session: ['afterLogout'],
        _PushStatus: ['afterSave'],
        '@File': ['beforeSave', 'afterDelete', 'beforeFind'],
        '@Config': ['beforeSave', 'afterSave'],
      }),
    ).toEqual([]);
  });

  it.each([
    ['_Session', 'beforeSave', 'Only the afterLogout trigger is allowed for the _Session class.'],
    ['_Session', 'afterDelete', 'Only the afterLogout trigger is allowed for the _Session class.'],
    ['Review', 'afterLogout', 'Only the _Session class is allowed for the afterLogout trigger.'],
    ['_PushStatus', 'beforeSave', 'Only afterSave is allowed on _PushStatus'],
    ['Review', 'beforeLogin', 'Only the _User class is allowed for the beforeLogin, afterLogin, and beforePasswordResetRequest triggers'],
    ['@Config', 'beforeFind', 'The parameters of Config have no such trigger.'],
    ['@File', 'afterLogin', 'Only the _User class is allowed for the beforeLogin, afterLogin, and beforePasswordResetRequest triggers'],
    ['no class', 'beforeSave', 'This is no name of a class.'],
  ] as const)('CLD-15 may not have of %s a %s', (className, kind, text) => {
    expect(faultsOf({ [className]: [kind] })).toEqual([`${kind} of ${className}: ${text}`]);
  });

  it('CLD-28 has rate limits in the words of the setting alone', () => {
    const limit = { requestPath: '/functions/a', requestTimeWindow: 1_000, requestCount: 3 };
    expect(faultsOf({}, [limit])).toEqual([]);
    expect(faultsOf({}, [{ ...limit, requestcount: 3 }])).toEqual([expect.stringContaining('requestcount')]);
    expect(faultsOf({}, [{ ...limit, requestCount: 0 }])).toEqual([expect.stringMatching(/^rateLimit 0\.requestCount: /)]);
  });
});
