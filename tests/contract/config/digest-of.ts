import { hash } from 'node:crypto';

/** The digest that the gateway compares instead of a key. */
export function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}
