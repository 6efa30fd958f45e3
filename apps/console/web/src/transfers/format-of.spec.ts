import { expect, it } from 'vitest';
import { classNameOf, formatOf } from './format-of.ts';

it.each([
  ['Game.json', 'json', 'Game'],
  ['prices.2026.CSV', 'csv', 'prices'],
  ['all apps.zip', 'zip', ''],
  ['1st', 'json', ''],
])('%s is of the format %s, and proposes the class "%s"', (name, format, className) => {
  expect([formatOf(name), classNameOf(name)]).toEqual([format, className]);
});
