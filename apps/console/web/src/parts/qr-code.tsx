import { useMemo } from 'react';
import { encode } from 'uqr';

/** Readers need so many light modules around a code. */
const QUIET = 4;

/**
 * A text as a QR code, dark on light in every theme, since readers expect it so. Drawn as shapes: the policy of the pages admits no `data:`
 * pictures.
 *
 * @param label for screen readers
 */
export function QrCode({ text, label, size = 200 }: { text: string; label: string; size?: number }) {
  const { data: rows, size: side } = useMemo(() => encode(text, { border: QUIET }), [text]);
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg viewBox={`0 0 ${side} ${side}`} width={size} height={size} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
