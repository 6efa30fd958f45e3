import { codeWordsOf } from './code-words.ts';
import { penaltyOf } from './penalty.ts';
import { drawFormat, drawPatterns, Modules } from './patterns.ts';

/** The eight masks, of which the one is taken that readers find easiest. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The rows of the QR code of a text; true is dark. The quiet zone is not among them. @throws RangeError for a text that is too long */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  const candidates = MASKS.map((_, mask) => maskedModules(text, mask));
  const [best] = candidates.toSorted((left, right) => penaltyOf(left) - penaltyOf(right));
  return best ?? [];
}

/** The code with a certain mask. */
export function maskedModules(text: string, mask: number): readonly (readonly boolean[])[] {
  const { version, bytes } = codeWordsOf(text);
  const modules = new Modules(17 + 4 * version);
  drawPatterns(modules, version);
  drawData(modules, bytes);
  const isMasked = MASKS[mask];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (!modules.isTaken(x, y) && isMasked?.(x, y) === true) modules.set(x, y, !modules.isDark(x, y));
    }
  }
  drawFormat(modules, mask);
  return modules.dark;
}

/** Bits in pairs of columns from the right, up and down in turns, around the patterns. */
function drawData(modules: Modules, bytes: readonly number[]): void {
  const { size } = modules;
  let at = 0;
  for (let pair = 0, right = size - 1; right >= 1; pair++, right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step++) {
      const y = pair % 2 === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (modules.isTaken(x, y) || at >= bytes.length * 8) continue;
        modules.set(x, y, (((bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1);
        at++;
      }
    }
  }
}
