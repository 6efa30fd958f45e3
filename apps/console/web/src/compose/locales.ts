/** A language of the audience. */
export interface OfferedLocale {
  readonly locale: string;
  readonly devices: number;
}

/**
 * The locales of devices and their languages, those with most devices first: a text for `de` reaches `de-AT` too. Those that have a text already
 * are not among them.
 *
 * @param perLocale devices of the audience by locale
 */
export function localesToOffer(
  perLocale: Readonly<Record<string, number>>,
  taken: readonly { readonly locale: string }[],
): readonly OfferedLocale[] {
  const devices = new Map(Object.entries(perLocale));
  for (const [locale, count] of Object.entries(perLocale)) {
    const [language = '', region] = locale.split('-');
    if (region !== undefined) devices.set(language, (devices.get(language) ?? 0) + count);
  }
  const written = new Set(taken.map(({ locale }) => locale));
  return [...devices]
    .filter(([locale]) => locale !== '' && !written.has(locale))
    .map(([locale, count]) => ({ locale, devices: count }))
    .toSorted((one, other) => other.devices - one.devices || (one.locale < other.locale ? -1 : 1));
}
