import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages of the console, as the server of apps/console/src serves them: under a policy without inline scripts and styles. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The server replaces this word by the nonce of each answer.
  html: { cspNonce: 'CSP_NONCE' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // No data: addresses: images and fonts come from the server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});
