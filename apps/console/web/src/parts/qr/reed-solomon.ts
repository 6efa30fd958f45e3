/** Polynomial of the field GF(2^8) of QR codes: x^8 + x^4 + x^3 + x^2 + 1. */
const FIELD = 0x11d;
const TOP_BIT = 0x80;
const BYTE = 0xff;

/** Product of two elements of the field. */
function product(left: number, right: number): number {
  let result = 0;
  for (let bit = TOP_BIT; bit > 0; bit >>= 1) {
    result = (result << 1) ^ (result >> 7 === 1 ? FIELD : 0);
    if ((right & bit) !== 0) result ^= left;
  }
  return result & BYTE;
}

/** Coefficients of the generator of so many correcting bytes, without the leading one. */
function generator(degree: number): number[] {
  const coefficients = [...Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let step = 0; step < degree; step++) {
    for (let index = 0; index < degree; index++) {
      coefficients[index] = product(coefficients[index] ?? 0, root) ^ (coefficients[index + 1] ?? 0);
    }
    root = product(root, 2);
  }
  return coefficients;
}

/** The bytes by which a reader corrects errors in `data`. Source: ISO/IEC 18004, section 7.5. */
export function correctingBytes(data: readonly number[], count: number): number[] {
  const divisor = generator(count);
  let remainder = Array<number>(count).fill(0);
  for (const byte of data) {
    const factor = byte ^ (remainder[0] ?? 0);
    remainder = [...remainder.slice(1), 0].map((value, index) => value ^ product(divisor[index] ?? 0, factor));
  }
  return remainder;
}
