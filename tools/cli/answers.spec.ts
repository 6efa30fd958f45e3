import { adminOperation, appId } from '@parlance/admin-operations';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withConfirmation, wordToType } from './danger.ts';
import { printAnswer } from './print-answer.ts';
import { bar } from './wait.ts';

describe('an answer for people', () => {
  it('is a table where it is a list, and lines elsewhere', () => {
    expect(printAnswer({ apps: [{ id: 'game', enabled: true }, { id: 'shop' }] })).toBe('id    enabled\ngame  true\nshop  -');
    expect(printAnswer({ app: { id: 'game', tags: ['a'] } })).toBe('id    game\ntags  ["a"]');
    expect(printAnswer({ state: 'done', left: [] })).toBe('state  done\nleft   []');
    expect(printAnswer({ apps: [] })).toBe('There are no apps.');
    expect(printAnswer({})).toBe('Done.');
  });

  it('has no control characters of others in it', () => {
    expect(printAnswer({ app: { name: 'a\u001b[2Jb\nc' } })).toBe('name  a [2Jb c');
  });
});

describe('progress', () => {
  it.each([
    [{ state: 'running', done: 500, total: 1000 }, '[###############...............] 50% 500 of 1,000, running'],
    [{ state: 'running', done: 7 }, '7, running'],
    [{ state: 'waiting' }, 'waiting'],
  ])('%j', (state, text) => {
    expect(bar(state)).toBe(text);
  });
});

describe('the word before a dangerous operation', () => {
  const changes = { text: () => '', auditedBy: 'owner' } as const;
  const reply = z.object({});

  it('is the member that the table names', () => {
    const request = z.object({ app: appId, index: z.string() });
    const drop = adminOperation({
      area: 'indexes',
      name: 'drop',
      summary: '',
      request,
      reply,
      changes,
      dangerous: { loses: 'Speed.', word: 'index' },
    });
    expect(wordToType(drop, { app: 'game', index: 'byName' })).toBe('byName');
    expect(withConfirmation(drop, { app: 'game' }, 'byName')).toEqual({ app: 'game' });
  });

  it('goes into the member confirm of the request, where there is one', () => {
    const request = z.object({ app: appId, confirm: z.string() });
    const del = adminOperation({
      area: 'apps',
      name: 'delete',
      summary: '',
      request,
      reply,
      changes,
      dangerous: { loses: 'Everything.', word: 'app' },
    });
    expect(wordToType(del, { app: 'game' })).toBe('game');
    expect(withConfirmation(del, { app: 'game' }, 'game')).toEqual({ app: 'game', confirm: 'game' });
  });

  it('is asked by no other operation', () => {
    const rename = adminOperation({ area: 'apps', name: 'rename', summary: '', request: z.object({ app: appId }), reply, changes });
    expect(wordToType(rename, { app: 'game' })).toBeUndefined();
  });
});
