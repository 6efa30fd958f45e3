import { describe, expect, it } from 'vitest';
import { shownSession } from './shown-session.ts';

const shown = { objectId: 'abc', createdAt: '2030-01-01T00:00:00.000Z', sessionToken: 'r:secret' };

describe('a session as administrators see it', () => {
  it('names its device and its beginning, and never its token', () => {
    const record = {
      ...{ objectId: 'abc', userId: 'user', expiresAt: new Date('2031-01-01'), installationId: 'phone', restricted: false },
      shown: { ...shown, createdWith: { action: 'login', authProvider: 'password' } },
    };
    expect(shownSession(record)).toEqual({
      id: 'abc',
      createdAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2031-01-01T00:00:00.000Z',
      installationId: 'phone',
      restricted: false,
      createdWith: { action: 'login', authProvider: 'password' },
    });
  });

  it('has no end and no device where it names none', () => {
    const record = { objectId: 'abc', userId: 'user', expiresAt: undefined, installationId: undefined, restricted: true, shown };
    expect(shownSession(record)).toMatchObject({ expiresAt: null, installationId: null, createdWith: { action: '', authProvider: null } });
  });
});
