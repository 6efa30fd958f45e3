import { describe, expect, it } from 'vitest';
import { conditionsOf, messageIn } from './target.ts';

describe('the target of a push', () => {
  it.each([
    [undefined, []],
    ['{}', []],
    ['{"deviceType":"ios"}', [{ field: 'deviceType', operator: 'is', value: 'ios' }]],
    ['{"channels":{"$in":["Giants","Mets"]}}', [{ field: 'channels', operator: '$in', value: 'Giants, Mets' }]],
    [
      '{"age":{"$gte":18,"$lt":30}}',
      [
        { field: 'age', operator: '$gte', value: '18' },
        { field: 'age', operator: '$lt', value: '30' },
      ],
    ],
    ['{"$or":[{"a":1}]}', [{ field: '', operator: '$or', value: '[{"a":1}]' }]],
    ['{"user":{"__type":"Pointer","objectId":"a"}}', [{ field: 'user', operator: 'is', value: '{"__type":"Pointer","objectId":"a"}' }]],
    ['no JSON', [{ field: '', operator: 'is', value: 'no JSON' }]],
  ])('of the query %s is shown by its conditions', (query, conditions) => {
    expect(conditionsOf(query)).toEqual(conditions);
  });

  it.each([
    ['{"alert":"Hi"}', 'Hi'],
    ['{"alert":{"title":"Words","body":"Hello"}}', 'Hello'],
    ['{"alert":{"title":"Words"}}', 'Words'],
    ['{"content-available":1}', ''],
    ['no JSON', ''],
  ])('the text of %s is %s', (payload, text) => {
    expect(messageIn(payload)).toBe(text);
  });
});
