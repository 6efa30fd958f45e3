/** The modules of a code under way: dark or light, and whether a pattern has them already. */
export class Modules {
  readonly size: number;
  readonly dark: boolean[][];
  readonly taken: boolean[][];

  constructor(size: number) {
    this.size = size;
    this.dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
    this.taken = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  }

  isTaken(x: number, y: number): boolean {
    return this.taken[y]?.[x] === true;
  }

  isDark(x: number, y: number): boolean {
    return this.dark[y]?.[x] === true;
  }

  set(x: number, y: number, isDark: boolean): void {
    const row = this.dark[y];
    if (row !== undefined && x >= 0 && x < this.size) row[x] = isDark;
  }

  /** Sets a module of a pattern, which no data replaces. Those outside of the code are left out. */
  draw(x: number, y: number, isDark: boolean): void {
    this.set(x, y, isDark);
    const row = this.taken[y];
    if (row !== undefined && x >= 0 && x < this.size) row[x] = true;
  }
}

const FORMAT_GENERATOR = 0x537;
const FORMAT_MASK = 0x5412;
const VERSION_GENERATOR = 0x1f25;
/** Level L. */
const LEVEL = 1;

/** Patterns by which readers find a code and its grid. Source: ISO/IEC 18004, sections 6.3.3 to 6.3.6. */
export function drawPatterns(modules: Modules, version: number): void {
  const { size } = modules;
  for (let at = 0; at < size; at++) {
    modules.draw(6, at, at % 2 === 0);
    modules.draw(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    rings(modules, x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  const places = alignmentPlaces(version, size);
  const last = places.length - 1;
  places.forEach((x, column) => {
    places.forEach((y, row) => {
      const isCorner = (column === 0 && row === 0) || (column === 0 && row === last) || (column === last && row === 0);
      if (!isCorner) rings(modules, x, y, 2, (ring) => ring !== 1);
    });
  });
  drawVersion(modules, version);
  drawFormat(modules, 0);
}

/** Squares around a place, each dark or light as a whole. */
function rings(modules: Modules, x: number, y: number, radius: number, isDark: (ring: number) => boolean): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) modules.draw(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  }
}

function alignmentPlaces(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const others = Array.from({ length: count - 1 }, (_, index) => size - 7 - index * step);
  return [6, ...others.reverse()];
}

/** Appends the remainder of a division by a generator of so many bits, so that readers notice errors. */
function guarded(value: number, generator: number, bits: number): number {
  let remainder = value;
  for (let step = 0; step < bits; step++) remainder = (remainder << 1) ^ ((remainder >>> (bits - 1)) * generator);
  return (value << bits) | remainder;
}

/** Level and mask, twice. */
export function drawFormat(modules: Modules, mask: number): void {
  const { size } = modules;
  const bits = guarded((LEVEL << 3) | mask, FORMAT_GENERATOR, 10) ^ FORMAT_MASK;
  const bit = (index: number): boolean => ((bits >>> index) & 1) === 1;
  for (let index = 0; index <= 5; index++) modules.draw(8, index, bit(index));
  modules.draw(8, 7, bit(6));
  modules.draw(8, 8, bit(7));
  modules.draw(7, 8, bit(8));
  for (let index = 9; index < 15; index++) modules.draw(14 - index, 8, bit(index));
  for (let index = 0; index < 8; index++) modules.draw(size - 1 - index, 8, bit(index));
  for (let index = 8; index < 15; index++) modules.draw(8, size - 15 + index, bit(index));
  modules.draw(8, size - 8, true);
}

/** The version, twice, of codes that are large enough to need it. */
function drawVersion(modules: Modules, version: number): void {
  if (version < 7) return;
  const bits = guarded(version, VERSION_GENERATOR, 12);
  for (let index = 0; index < 18; index++) {
    const isDark = ((bits >>> index) & 1) === 1;
    const [far, near] = [modules.size - 11 + (index % 3), Math.floor(index / 3)];
    modules.draw(far, near, isDark);
    modules.draw(near, far, isDark);
  }
}
