import type { z } from 'zod';
import { isJsonObject, isSameJson } from './json.ts';
import { redact, standsForSecret } from './redact.ts';
import { holdsSecrets, shapeOf } from './shape-of.ts';

export interface KeptSecrets {
  readonly value: unknown;
  /** Places that want to keep a secret where none is stored. */
  readonly missing: readonly string[];
}

/**
 * The settings that a client sends after it has read and changed some: in place of each secret that came back as
 * `{"isSet": true}`, the stored one.
 *
 * Elements of an array have no names. One that comes back as it was shown keeps its secrets, wherever it stands now; one that was
 * changed has to bring them.
 */
export function keepSecrets(schema: z.core.$ZodType, sent: unknown, stored: unknown): KeptSecrets {
  const missing: string[] = [];
  return { value: keep(schema, sent, stored, [], missing), missing };
}

function keep(schema: z.core.$ZodType, sent: unknown, stored: unknown, path: readonly string[], missing: string[]): unknown {
  if (!holdsSecrets(schema)) return sent;
  const shape = shapeOf(schema);
  if (shape.kind === 'secret') {
    if (!standsForSecret(sent)) return sent;
    if (typeof stored !== 'string') missing.push(path.join('.'));
    return stored;
  }
  if (shape.kind === 'array' && Array.isArray(sent)) {
    return sent.map((element: unknown, index) =>
      keep(shape.element, element, storedElement(shape.element, element, index, stored), [...path, String(index)], missing),
    );
  }
  if ((shape.kind !== 'object' && shape.kind !== 'record') || !isJsonObject(sent)) return sent;
  const members = Object.entries(sent).map(([name, member]) => {
    const inner = shape.kind === 'record' ? shape.value : Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    const before = isJsonObject(stored) && Object.hasOwn(stored, name) ? stored[name] : undefined;
    return [name, inner === undefined ? member : keep(inner, member, before, [...path, name], missing)] as const;
  });
  return Object.fromEntries(members);
}

/** The stored element that was shown as `element`: the one at its index, else the only one. */
function storedElement(schema: z.core.$ZodType, element: unknown, index: number, stored: unknown): unknown {
  if (!Array.isArray(stored)) return undefined;
  const shownSo = (candidate: unknown) => isSameJson(redact(schema, candidate), element);
  if (shownSo(stored[index])) return stored[index];
  const others = stored.filter(shownSo);
  return others.length === 1 ? others[0] : undefined;
}
