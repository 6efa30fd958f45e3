// The Cloud Code of the demo app. Change this file and save it: the next call runs the new code.
/* global Parse */

Parse.Cloud.define('greeting', () => 'Buongiorno');

// The largest cities of a country, for everybody who names one by its two letters.
Parse.Cloud.define(
  'largestCities',
  async ({ params: { country, limit } }) => {
    const home = await new Parse.Query('Country').equalTo('code', country).first();
    if (!home) throw new Parse.Error(9001, `There is no country ${country}.`);
    const cities = await new Parse.Query('City').equalTo('country', home).descending('population').limit(limit).find();
    return cities.map((city) => ({ name: city.get('name'), population: city.get('population') }));
  },
  {
    fields: {
      country: {
        type: String,
        required: true,
        options: (code) => /^[A-Z]{2}$/.test(code),
        error: 'A country has two letters, such as IT.',
      },
      limit: { type: Number, default: 3, options: (count) => count >= 1 && count <= 10 },
    },
  },
);

// A review has one to five stars, and its words can be searched for.
Parse.Cloud.beforeSave('CityReview', ({ object }) => {
  const stars = object.get('stars');
  if (!(stars >= 1 && stars <= 5)) throw new Parse.Error(9002, 'A review has one to five stars.');
  const words =
    String(object.get('text') ?? '')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  object.set('words', [...new Set(words)]);
});

// Runs every night at three o'clock in Rome; `npm run demo` starts it once by hand.
Parse.Cloud.job('countReviews', async ({ message }) => {
  const reviews = await new Parse.Query('CityReview').count({ useMasterKey: true });
  message(`${reviews} reviews so far`);
  await Parse.Config.save({ cityReviews: reviews });
});
