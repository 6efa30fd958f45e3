const format = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const plural = new Intl.PluralRules('en');

export const number = (value: number): string => format.format(value);

/** "5.8 %" of 0.058, as the viewer's language writes it. */
export const percent = (value: number): string => share.format(value);

/** "1 object", "1,200 objects". */
export const counted = (value: number, one: string, many: string): string =>
  `${number(value)} ${plural.select(value) === 'one' ? one : many}`;
