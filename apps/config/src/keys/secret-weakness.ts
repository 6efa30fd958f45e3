const SECRET_LENGTH_MIN = 16;
/** Of random keys of 16 hexadecimal digits, fewer than one in 20,000 has fewer different ones; typed keys often do. */
const DIFFERENT_CHARACTERS_MIN = 6;

/** Parts of keys found in documentation, tutorials and templates, in lower case without punctuation. */
const EXAMPLES = [
  'masterkey',
  'changeme',
  'changethis',
  'replaceme',
  'example',
  'yourkey',
  'yoursecret',
  'mysecret',
  'password',
  'placeholder',
];

/** Why a secret could be guessed, as words that follow its name, or undefined. */
export function secretWeakness(secret: string): string | undefined {
  if (secret.length < SECRET_LENGTH_MIN) return 'is too short';
  if (new Set(secret).size < DIFFERENT_CHARACTERS_MIN) return 'repeats a few characters';
  const letters = secret.toLowerCase().replace(/[^a-z0-9]/g, '');
  return EXAMPLES.some((example) => letters.includes(example)) ? 'looks like an example' : undefined;
}
