import { decodeWrite } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { isPlatformNote } from './platform-notes.ts';

const noted = (body: Record<string, unknown>) => isPlatformNote(decodeWrite(body, 'update', { maintenance: true }));

describe('notes of the platform', () => {
  it.each([
    [{ _failed_login_count: 1, _account_lockout_expires_at: { __op: 'Delete' } }],
    [{ _perishable_token: 'a', _perishable_token_expires_at: { __type: 'Date', iso: '2026-01-02T03:04:05.006Z' } }],
    [{ _email_verify_token: 'a' }],
  ])('are %j', (body) => {
    expect(noted(body)).toBe(true);
  });

  it.each([
    [{}],
    [{ phone: '1' }],
    [{ _hashed_password: 'hash' }],
    [{ _perishable_token: { __op: 'Delete' }, _hashed_password: 'hash' }],
    [{ _failed_login_count: 0, ACL: {} }],
  ])('are not %j', (body) => {
    expect(noted(body)).toBe(false);
  });
});
