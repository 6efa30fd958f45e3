import type { PagesSettings } from '@parlance/app-settings';

type Colours = Pick<PagesSettings['brand'], 'accentColor' | 'backgroundColor'>;

/** Relative luminance from which on black is easier to read than white: where both have the same contrast. */
const LIGHT = 0.179;

/**
 * The colours of an app as CSS, empty without any. Texts on the accent are black or white, whichever is easier to read.
 *
 * @param colours as #rgb or #rrggbb
 */
export function brandStyle({ accentColor, backgroundColor }: Colours): string {
  const accent =
    accentColor === null ? '' : `:root{--accent:${accentColor};--on-accent:${luminance(accentColor) > LIGHT ? '#000' : '#fff'}}`;
  const background = backgroundColor === null ? '' : `@media (prefers-color-scheme:light){:root{--page:${backgroundColor}}}`;
  return accent + background;
}

/** Source: WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const digits = colour.slice(1);
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : (digits.match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] = pairs.map((pair) => linear(Number.parseInt(pair, 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
