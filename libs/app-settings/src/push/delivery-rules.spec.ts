import { describe, expect, it } from 'vitest';
import { appSettings } from '../app-settings.ts';

const schema = appSettings.shape.push;
const problems = (push: unknown) => schema.safeParse(push).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the rules by which installations are left in peace', () => {
  it('are none at first, and stand beside credentials or alone', () => {
    expect(schema.parse({})).toMatchObject({ frequencyCap: [] });
    expect(schema.parse({}).quietHours).toBeUndefined();
    const quietHours = { from: '22:00', to: '08:00', action: 'wait', zoneWhenUnknown: 'Europe/Berlin' };
    expect(schema.parse({ frequencyCap: { pushes: 3, hours: 24 }, quietHours })).toMatchObject({
      frequencyCap: [{ pushes: 3, hours: 24 }],
      quietHours,
    });
    expect(schema.parse({ quietHours: { from: '12:00', to: '13:00' } })).toMatchObject({
      quietHours: { from: '12:00', to: '13:00', action: 'skip' },
    });
  });

  it.each<[string, unknown, string]>([
    ['no push at all', { frequencyCap: [{ pushes: 0, hours: 24 }] }, 'frequencyCap.0.pushes: Too small: expected number to be >=1'],
    ['more than a month', { frequencyCap: [{ pushes: 1, hours: 721 }] }, 'frequencyCap.0.hours: Too big: expected number to be <=720'],
    ['a member that there is not', { frequencyCap: [{ pushes: 1, hours: 1, days: 1 }] }, 'frequencyCap.0: Unrecognized key: "days"'],
    [
      'more rules than anybody keeps in mind',
      { frequencyCap: Array.from({ length: 6 }, () => ({ pushes: 1, hours: 1 })) },
      'frequencyCap: Too big: expected array to have <=5 items',
    ],
    [
      'a time that no clock shows',
      { quietHours: { from: '24:00', to: '08:00' } },
      'quietHours.from: expected a time of the day, such as 22:00',
    ],
    ['no time at all', { quietHours: { from: '8', to: '08:00' } }, 'quietHours.from: expected a time of the day, such as 22:00'],
    ['hours without length', { quietHours: { from: '08:00', to: '08:00' } }, 'quietHours.to: expected another time than from'],
    [
      'a zone that there is not',
      { quietHours: { from: '22:00', to: '08:00', zoneWhenUnknown: 'Mars/Olympus' } },
      'quietHours.zoneWhenUnknown: expected the name of a time zone, such as Europe/Berlin',
    ],
    [
      'an offset for a zone',
      { quietHours: { from: '22:00', to: '08:00', zoneWhenUnknown: '+02:00' } },
      'quietHours.zoneWhenUnknown: expected the name of a time zone, such as Europe/Berlin',
    ],
  ])('are refused with the member that is wrong: %s', (_, push, problem) => {
    expect(problems(push)).toContain(problem);
  });
});
