import type { Demo } from './demo.ts';

/** Parameters with conditions, one for servers alone, and some history. */
export async function fillParameters(demo: Demo): Promise<void> {
  const change = (name: string, request: object) => demo.as(name, 'parameters.change', request);
  await change('Ada Byron', {
    params: {
      welcomeText: 'Ahoy! Pick a hunt near you.',
      hintsPerHunt: 3,
      winterTheme: false,
      seasonEnds: { __type: 'Date', iso: '2027-06-30T22:00:00.000Z' },
      searchRadiusKm: 25,
      homePort: { __type: 'GeoPoint', latitude: 38.713, longitude: -9.133 },
      shopItems: ['compass', 'lantern', 'spyglass'],
      partnerKey: 'for servers alone',
    },
    masterKeyOnly: { partnerKey: true },
  });
  await change('Luis Ferro', {
    conditions: {
      hintsPerHunt: [
        { name: 'guides', when: { roles: ['Guides'] }, value: 10 },
        { name: 'new version', when: { appVersion: { from: '2.4.0' } }, value: 4 },
      ],
      welcomeText: [{ name: 'German', when: { localeIdentifier: ['de'] }, value: 'Ahoi! Such dir eine Schatzsuche aus.' }],
      winterTheme: [{ name: 'a tenth', when: { percentage: { below: 10 } }, value: true }],
    },
  });
}
