export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The push that a payload names; empty where it names none. */
export function pushIdIn(payload: unknown): string {
  return isRecord(payload) && typeof payload.push_id === 'string' ? payload.push_id : '';
}

/** JSON, or undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
