import { extname } from 'node:path';
import { parseDocument } from 'yaml';

/** Far more than anybody writes; keeps an alias bomb of YAML small. */
const ALIASES_MAX = 100;

export type ParsedText = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** Reads JSON (`.json`) or YAML (any other name). The parsers' own messages quote the text, which holds keys: only the place is told. */
export function parseText(file: string, text: string): ParsedText {
  return extname(file).toLowerCase() === '.json' ? parseJson(text) : parseYaml(text);
}

function parseJson(text: string): ParsedText {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    const place = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : '');
    return { ok: false, message: `it is not JSON${place === null ? '' : ` (line ${place[1]}, column ${place[2]})`}.` };
  }
}

function parseYaml(text: string): ParsedText {
  const document = parseDocument(text, { uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const place = error.linePos?.[0];
    return {
      ok: false,
      message: `it is not YAML: ${error.code}${place === undefined ? '' : ` (line ${place.line}, column ${place.col})`}.`,
    };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch {
    return { ok: false, message: 'it is not YAML that can be read: it repeats too much by alias, or names an unknown anchor.' };
  }
}
