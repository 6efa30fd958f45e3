import type { UnknownObject } from '@parlance/values';

/** The members of `data` that may come in several languages. */
const LOCALISED = ['alert', 'title'] as const;
type Localised = (typeof LOCALISED)[number];

/** The payload of a push in one language. */
export interface LocalisedData {
  /** As `sentPerLocale` counts it; `default` for the installations that no language of the push fits. */
  readonly locale: string;
  readonly data: UnknownObject;
}

/** The texts of a push by locale. */
export interface Texts {
  /** The payload for an installation; undefined where it has no text: localised alerts fit others, and there is no default. */
  forLocale(localeIdentifier: string | undefined): LocalisedData | undefined;
  /** Every payload that somebody may get, the default one first. */
  readonly all: readonly LocalisedData[];
}

export const DEFAULT_LOCALE = 'default';
/** Locales that are remembered; devices send a few dozen. */
const REMEMBERED_MAX = 1_000;
/** Devices write their locale themselves; longer ones are none, and would cost time for each of their parts. */
const LOCALE_LENGTH_MAX = 64;

/**
 * The texts of a payload: `alert-de`, `title-pt-BR` and the like take the place of `alert` and `title`.
 *
 * A key fits an installation whose locale it is, or begins, at a border of its parts: `pt` fits `pt-BR`, `e` does not fit `en`. Letter case
 * and `-` or `_` do not count, and the longest key wins. Localised keys are in no payload.
 * Source: docs/contract/30-push-engine.md section 6.1, docs/contract/06-push.md section 9.
 */
export function textsOf(data: UnknownObject): Texts {
  const variants: Record<Localised, ReadonlyMap<string, unknown>> = { alert: variantsOf(data, 'alert'), title: variantsOf(data, 'title') };
  const locales = [...new Set([...variants.alert.keys(), ...variants.title.keys()])];
  const plain = Object.fromEntries(Object.entries(data).filter(([key]) => localeIn(key) === undefined));
  const noDefault = variants.alert.size > 0 && plain['alert'] === undefined;
  const fallback = noDefault ? undefined : { locale: DEFAULT_LOCALE, data: plain };
  const byLocale = new Map<string, LocalisedData>();
  for (const locale of locales) {
    const texts = LOCALISED.flatMap((name) => {
      const best = longestFitting(locale, variants[name]);
      return best === undefined ? [] : [[name, variants[name].get(best)] as const];
    });
    const localised = { ...plain, ...Object.fromEntries(texts) };
    if (!noDefault || localised['alert'] !== undefined) byLocale.set(locale, { locale, data: localised });
  }
  const remembered = new Map<string, LocalisedData | undefined>();
  return {
    all: [...(fallback === undefined ? [] : [fallback]), ...byLocale.values()],
    forLocale(localeIdentifier) {
      if (localeIdentifier === undefined || localeIdentifier.length > LOCALE_LENGTH_MAX || byLocale.size === 0) return fallback;
      if (remembered.has(localeIdentifier)) return remembered.get(localeIdentifier);
      const best = longestFitting(normalised(localeIdentifier), byLocale);
      const found = best === undefined ? fallback : byLocale.get(best);
      if (remembered.size < REMEMBERED_MAX) remembered.set(localeIdentifier, found);
      return found;
    },
  };
}

/** The locale that a member of `data` is for, normalised; undefined for members that are for everybody. */
export function localeIn(key: string): string | undefined {
  const name = LOCALISED.find((localised) => key.startsWith(`${localised}-`));
  return name === undefined ? undefined : normalised(key.slice(name.length + 1));
}

/** The first of several keys that differ in letter case alone counts. */
function variantsOf(data: UnknownObject, name: Localised): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, text] of Object.entries(data)) {
    const locale = key.startsWith(`${name}-`) ? localeIn(key) : undefined;
    if (locale !== undefined && !found.has(locale)) found.set(locale, text);
  }
  return found;
}

function longestFitting(locale: string, keys: ReadonlyMap<string, unknown>): string | undefined {
  for (let end = locale.length; end > 0; end = locale.lastIndexOf('-', end - 1)) {
    const key = locale.slice(0, end);
    if (keys.has(key)) return key;
  }
  return undefined;
}

function normalised(locale: string): string {
  return locale.toLowerCase().replaceAll('_', '-');
}
