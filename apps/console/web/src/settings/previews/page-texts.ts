/** The looks of one hosted page; absent members are the built-in ones. */
export interface PageLooks {
  readonly title: string | undefined;
  readonly text: string | undefined;
  readonly submit: string | undefined;
  readonly accent: string | undefined;
  readonly background: string | undefined;
  readonly logo: string | undefined;
  readonly home: string | undefined;
}

const COLOUR = /^#(?:[0-9a-fA-F]{3}){1,2}$/;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const memberOf = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const colourOf = (value: unknown): string | undefined => (typeof value === 'string' && COLOUR.test(value) ? value : undefined);

/** Languages in which the app has texts of its own. */
export function textLanguages(pages: unknown): readonly string[] {
  const texts = memberOf(pages, 'texts');
  return isRecord(texts) ? Object.keys(texts) : [];
}

/** A page in a language, as the setting `pages` has it. */
export function pageOf(pages: unknown, page: string, language: string | undefined): PageLooks {
  const texts = memberOf(memberOf(pages, 'texts'), language ?? '');
  const brand = memberOf(pages, 'brand');
  const placeholders = memberOf(pages, 'placeholders');
  const text = (name: string) => fill(textOf(memberOf(texts, name)), placeholders);
  return {
    title: text(`${page}Title`),
    text: text(`${page}Text`),
    submit: text('passwordSubmit'),
    accent: colourOf(memberOf(brand, 'accentColor')),
    background: colourOf(memberOf(brand, 'backgroundColor')),
    logo: textOf(memberOf(brand, 'logoUrl')),
    home: textOf(memberOf(brand, 'homeUrl')),
  };
}

function fill(text: string | undefined, placeholders: unknown): string | undefined {
  return text?.replace(/\{\{\s*([A-Za-z][\w.]*)\s*\}\}/g, (whole, name: string) =>
    name === 'appName' ? 'My app' : (textOf(memberOf(placeholders, name)) ?? whole),
  );
}
