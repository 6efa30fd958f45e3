import { useMemo } from 'react';
import { qrModules } from './qr-modules.ts';

/** Readers need so many light modules around a code. */
const QUIET = 4;

/** A text as a QR code, dark on light in every theme, since readers expect it so. @param label for screen readers */
export function QrCode({ text, label, size = 200 }: { text: string; label: string; size?: number }) {
  const rows = useMemo(() => qrModules(text), [text]);
  const side = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : []))).join('');
  return (
    <svg viewBox={`0 0 ${side} ${side}`} width={size} height={size} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
