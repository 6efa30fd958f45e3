import type { Normal } from '../normalise.ts';

/** Of a session, or the name that one has: which log-in gave it differs where one server hides a token that the other shows. */
const TOKEN = /\br:[0-9a-f]{32}\b|\{\{[^{}]*Token\}\}/g;
const OBJECT_ID = /^[A-Za-z0-9]{10}$/;
const USERNAME = /^[A-Za-z0-9]{25}$/;
const YEAR_MS = 365 * 24 * 60 * 60_000;
const NEAR_MS = 30 * 60_000;

/**
 * Words in the place of random values that no step has named: sessions that log-ins leave behind, generated names of users, the end
 * of a session's year. `normalised` has replaced named ones before.
 */
export function tidied(normal: Normal): Normal {
  return { ...normal, location: normal.location?.replace(/^((?!.*\/files\/).*\/)[A-Za-z0-9]{10}$/, '$1{{id}}'), body: tidy(normal.body) };
}

function tidy(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return tidyText(value, key);
  if (Array.isArray(value)) return value.map((element) => tidy(element));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, tidy(member, name)]));
}

function tidyText(text: string, key: string): string {
  if (key === 'objectId' && OBJECT_ID.test(text)) return '{{id}}';
  if (key === 'username' && USERNAME.test(text)) return '{{username}}';
  if (key === 'iso' && isInAYear(text)) return '{{in a year}}';
  return text.replace(TOKEN, '{{token}}');
}

const isInAYear = (iso: string): boolean => Math.abs(Date.parse(iso) - Date.now() - YEAR_MS) < NEAR_MS;
