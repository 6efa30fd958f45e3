export type JsonObject = Readonly<Record<string, unknown>>;

/** The object of a JSON text; the fault is the parser's own words, or nothing where the text is JSON of another type. */
export function jsonObject(text: string): { readonly value: JsonObject } | { readonly fault: string | undefined } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { value: value as JsonObject } : { fault: undefined };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}
