import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Reading the environment is the business of settings.ts files alone, so that every setting is checked and documented. */
const environmentOnlyInSettings = {
  'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read settings through settings.ts.' }],
};

const PLATFORM_CLASS =
  '_(?:(?:User|Session|Role|Installation|Product|PushStatus|JobStatus|JobSchedule|Hooks|GlobalConfig|GraphQLConfig|Audience|Idempotency|SCHEMA|SlowQueries)(?![A-Za-z0-9_])|Join:)';
const askTheDeclaration = 'Ask libs/platform-classes by property (hasCredentials, platformClass), or import the constant (USER, SESSION).';

/** A class of the platform is declared once: code asks its declaration, so that no table of names grows beside it. */
const classesByDeclaration = {
  'no-restricted-syntax': [
    'error',
    { selector: `Literal[value=/^${PLATFORM_CLASS}/]`, message: askTheDeclaration },
    { selector: `TemplateElement[value.raw=/(^|[^A-Za-z0-9_])${PLATFORM_CLASS}/]`, message: askTheDeclaration },
  ],
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '.nx/**',
      '.data/**',
      '.peer/**',
      '*.config.js',
      '*.config.ts',
      'apps/console/web/*.config.ts',
      '.dependency-cruiser.mjs',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked, prettier],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['**/settings.ts', '**/*.spec.ts', 'libs/testing/**', 'libs/settings/**', 'apps/*/src/main.ts'],
    rules: environmentOnlyInSettings,
  },
  {
    files: ['apps/**/*.ts', 'apps/**/*.tsx', 'libs/**/*.ts'],
    ignores: ['libs/platform-classes/**', 'libs/testing/**', '**/*.spec.ts', 'libs/*/tests/**'],
    rules: classesByDeclaration,
  },
  {
    files: ['**/*.spec.ts', '**/*.spec.tsx', 'tests/**/*.ts', 'libs/*/tests/**/*.ts'],
    rules: Object.fromEntries(
      ['no-unsafe-assignment', 'no-unsafe-member-access', 'no-unsafe-call', 'no-unsafe-return', 'no-unsafe-argument', 'unbound-method'].map(
        (rule) => [`@typescript-eslint/${rule}`, 'off'],
      ),
    ),
  },
  {
    files: ['tools/**/*.mjs'],
    extends: [js.configs.recommended, prettier],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
      },
    },
  },
);
