import { describe, expect, it } from 'vitest';
import { commonRights, grants, lackingRight, refusal, rightsOf, ROLE_NAMES, ROLES, SCOPES, type AnyAdminOperation } from './index.ts';

describe('rights', () => {
  it('are those of the role, or of the scopes, and no role that is unknown gives any', () => {
    expect(rightsOf({ role: 'viewer' })).toEqual({ scopes: SCOPES.filter((scope) => scope.endsWith(':read')), apps: 'all' });
    expect(rightsOf({ scopes: ['keys:write', 'nothing:read'], apps: ['a'] })).toEqual({ scopes: ['keys:write'], apps: ['a'] });
    expect(rightsOf({ role: 'constructor' }).scopes).toEqual([]);
  });

  it('in common are never more than either has', () => {
    const developer = rightsOf({ role: 'developer', apps: ['a', 'b'] });
    expect(commonRights(developer, rightsOf({ role: 'owner', apps: ['b', 'c'] }))).toEqual({
      scopes: commonRights(developer, rightsOf({ role: 'owner' })).scopes,
      apps: ['b'],
    });
    for (const one of ROLE_NAMES) {
      for (const other of ROLE_NAMES) {
        const { scopes } = commonRights(rightsOf({ role: one }), rightsOf({ role: other }));
        expect(scopes.filter((scope) => !grants(ROLES[one], scope) || !grants(ROLES[other], scope))).toEqual([]);
      }
    }
    expect(commonRights(rightsOf({ scopes: ['keys:write'] }), rightsOf({ scopes: ['keys:read'] })).scopes).toEqual(['keys:read']);
  });

  it('can be given by those alone who have them', () => {
    const limited = rightsOf({ role: 'owner', apps: ['a'] });
    expect(lackingRight(rightsOf({ role: 'developer' }), rightsOf({ role: 'owner' }))).toBe('the scope apps:write');
    expect(lackingRight(limited, rightsOf({ role: 'viewer' }))).toBe('the right to all apps');
    expect(lackingRight(limited, rightsOf({ role: 'viewer', apps: ['b'] }))).toBe('the right to the app b');
    expect(lackingRight(limited, rightsOf({ role: 'viewer', apps: ['a'] }))).toBeUndefined();
  });
});

describe('a refusal', () => {
  const operation = (changes: boolean): AnyAdminOperation =>
    ({ area: 'keys', ...(changes ? { changes: { text: () => '', auditedBy: 'owner' } } : {}) }) as unknown as AnyAdminOperation;
  const caller = (given: Parameters<typeof rightsOf>[0]) => ({ kind: 'token', id: 't', name: 't', ...rightsOf(given) }) as const;

  it('names the scope, the app, or the limit', () => {
    expect(refusal(caller({ role: 'viewer' }), operation(true), 'a')).toBe('This needs the scope keys:write.');
    expect(refusal(caller({ role: 'owner', apps: ['a'] }), operation(true), 'b')).toBe('This caller is not admitted to the app b.');
    expect(refusal(caller({ role: 'owner', apps: ['a'] }), operation(true), undefined)).toMatch(/not limited to some apps/);
    expect(refusal(caller({ role: 'owner', apps: ['a'] }), operation(true), 'a')).toBeUndefined();
    expect(refusal(caller({ scopes: ['keys:write'] }), operation(false), 'a')).toBeUndefined();
  });
});
