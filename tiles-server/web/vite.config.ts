import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// The server (or the mock of tests/browser) that answers /api and /tiles while `npm run dev` serves the sources.
const backend = process.env.GRIDWARD_URL ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'es2022',
    // Nothing may be inlined as a data: address: the server's policy is `default-src 'self'`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: true,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': backend, '/tiles': backend, '/basemap': backend } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
