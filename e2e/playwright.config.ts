import { defineConfig } from '@playwright/test'
import type { Options } from './support'

const launchOptions = {
  executablePath: process.env.MUSTER_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
}

/** The same walks on both databases, with JavaScript and without it. Each worker has a Muster of its own. */
export default defineConfig<{}, Options>({
  testDir: '.',
  fullyParallel: false,
  workers: 2,
  timeout: 60_000,
  forbidOnly: true,
  reporter: [['list']],
  use: { launchOptions, locale: 'en-US', timezoneId: 'UTC', trace: 'off' },
  projects: [
    { name: 'sqlite', use: { database: 'sqlite' }, grepInvert: /@lynx|@plain/ },
    { name: 'sqlite-no-js', use: { database: 'sqlite', javaScriptEnabled: false }, grepInvert: /@js/ },
    { name: 'postgres', use: { database: 'postgres' }, grep: /@walk/, grepInvert: /@lynx|@plain/ },
    { name: 'postgres-no-js', use: { database: 'postgres', javaScriptEnabled: false }, grep: /@walk/, grepInvert: /@js/ },
  ],
})
