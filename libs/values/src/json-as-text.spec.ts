import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { idAsText, jsonAsText } from './json-as-text.ts';

it.each([
  [null, 'null'],
  [undefined, 'undefined'],
  [true, 'true'],
  [5, '5'],
  ['a', 'a'],
  [[], ''],
  [[1, [2, null], 'x'], '1,2,,x'],
  [{}, '[object Object]'],
  [[{ a: 1 }], '[object Object]'],
])('says %j as JavaScript does', (json, text) => {
  expect(jsonAsText(json)).toBe(text);
});

it.each([{ toString: 5 }, [{ toString: { a: 1 }, valueOf: 1 }]])('asks nothing of %j', (json) => {
  expect(jsonAsText(json)).toBe('[object Object]');
});

it.each([
  ['a', 'a'],
  [7, '7'],
  [null, 'null'],
  [new mongoose.mongo.ObjectId('65a000000000000000000001'), '65a000000000000000000001'],
  [{ a: 1 }, '[object Object]'],
  [{ toString: 0 }, '[object Object]'],
  [[{ toString: 0 }], '[object Object]'],
])('shows the id %j as %s', (id, text) => {
  expect(idAsText(id)).toBe(text);
});
