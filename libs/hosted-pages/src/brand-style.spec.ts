import { expect, it } from 'vitest';
import { brandStyle } from './brand-style.ts';

it.each([
  ['#000', '#fff'],
  ['#2457d6', '#fff'],
  ['#ffdd00', '#000'],
  ['#fd0', '#000'],
  ['#FFFFFF', '#000'],
])('writes on %s in %s', (accentColor, text) => {
  expect(brandStyle({ accentColor, backgroundColor: null })).toBe(`:root{--accent:${accentColor};--on-accent:${text}}`);
});

it('is nothing without colours', () => {
  expect(brandStyle({ accentColor: null, backgroundColor: null })).toBe('');
});

it('leaves the dark mode its background', () => {
  expect(brandStyle({ accentColor: null, backgroundColor: '#eee' })).toBe('@media (prefers-color-scheme:light){:root{--page:#eee}}');
});
