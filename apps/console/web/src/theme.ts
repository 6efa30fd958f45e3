import { createTheme, DEFAULT_THEME, type CSSVariablesResolver } from '@mantine/core';
import { t } from './texts/index.ts';

/** Mantine's own colours miss the contrast of WCAG AA in a few places; the shades here have it in light and dark. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  luminanceThreshold: 0.179, // where black and white have the same contrast
  respectReducedMotion: true,
  cursorType: 'pointer',
  defaultRadius: 'md',
  components: {
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } }, // its placeholder is no item of a menu
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': t.close } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': t.close } } },
  },
});

const COLOURS = Object.keys(DEFAULT_THEME.colors).filter((colour) => colour !== 'dark');
const ofEach = (value: (colour: string) => string): Record<string, string> =>
  Object.fromEntries(COLOURS.map((colour) => [`--mantine-color-${colour}-light-color`, value(colour)]));

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    ...ofEach((colour) => `color-mix(in srgb, var(--mantine-color-${colour}-9), black 35%)`),
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-5)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-5)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    ...ofEach((colour) => `var(--mantine-color-${colour}-2)`),
  },
});
