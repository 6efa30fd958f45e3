const format = new Intl.NumberFormat();
const plural = new Intl.PluralRules('en');

export const number = (value: number): string => format.format(value);

/** "1 object", "1,200 objects". */
export const counted = (value: number, one: string, many: string): string =>
  `${number(value)} ${plural.select(value) === 'one' ? one : many}`;
