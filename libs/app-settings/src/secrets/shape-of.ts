import type { z } from 'zod';
import { isMarkedSecret } from './secret.ts';

type Schema = z.core.$ZodType;

/** How a schema hands its values on to others, as far as secrets in them are concerned. */
export type Shape =
  | { readonly kind: 'secret' }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Schema>> }
  | { readonly kind: 'record'; readonly value: Schema }
  | { readonly kind: 'array'; readonly element: Schema }
  | { readonly kind: 'choice'; readonly options: readonly Schema[] }
  | { readonly kind: 'leaf'; readonly schema: Schema };

/** The shape of a schema below optional, nullable, defaults and transforms; a mark on any of these layers counts. */
export function shapeOf(schema: Schema): Shape {
  if (isMarkedSecret(schema)) return { kind: 'secret' };
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return shapeOf(def.innerType);
    case 'pipe': // of a preprocess the transform comes first, and says nothing
      return shapeOf((def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in);
    case 'object':
      return { kind: 'object', members: def.shape };
    case 'record':
      return { kind: 'record', value: def.valueType };
    case 'array':
      return { kind: 'array', element: def.element };
    case 'union':
      return { kind: 'choice', options: def.options };
    default:
      return { kind: 'leaf', schema };
  }
}

/** True when some value of the schema has a secret in it, or is one. */
export function holdsSecrets(schema: Schema): boolean {
  const shape = shapeOf(schema);
  switch (shape.kind) {
    case 'secret':
      return true;
    case 'object':
      return Object.values(shape.members).some(holdsSecrets);
    case 'record':
      return holdsSecrets(shape.value);
    case 'array':
      return holdsSecrets(shape.element);
    case 'choice':
      return shape.options.some(holdsSecrets);
    case 'leaf':
      return false;
  }
}
