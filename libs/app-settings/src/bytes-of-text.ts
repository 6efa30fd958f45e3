const SIZE = /^(\d+(?:\.\d+)?) *(b|kb|mb|gb)?$/i;
const BYTES: Readonly<Record<string, number>> = { b: 1, kb: 1 << 10, mb: 1 << 20, gb: 1 << 30 };

/** `"30mb"` as the number of bytes that Parse Server takes it for; any other value as it is, for its check to refuse. */
export function bytesOfText(value: unknown): unknown {
  const [, amount, unit = 'b'] = (typeof value === 'string' && SIZE.exec(value.trim())) || [];
  if (amount === undefined) return value;
  return Math.floor(Number(amount) * (BYTES[unit.toLowerCase()] as number));
}
