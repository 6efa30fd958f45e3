import { expect, it } from 'vitest';
import { fileAddress, isPicture } from './file-address.ts';

it('SEC files are asked of the console itself, and an SVG is no picture to show', () => {
  expect(fileAddress('shop', 'a/b c?.png')).toBe('/files/shop/a/b%20c%3F.png');
  expect(['a.png', 'a.JPG', 'a.webp'].every(isPicture)).toBe(true);
  expect(['a.svg', 'a.html', 'png', ''].some(isPicture)).toBe(false);
});
