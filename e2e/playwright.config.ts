import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, defineConfig } from '@playwright/test'
import { readDemo } from './fixtures/instance.ts'

/** A browser of one's own, else Playwright's where it was downloaded, else the system's. */
function findChromium(): string | undefined {
  const named = process.env.PLAYWRIGHT_CHROMIUM ?? process.env.CHROMIUM
  if (named) return named
  if (existsSync(chromium.executablePath())) return undefined
  return (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((file) => existsSync(file))
}

const executablePath = findChromium()
// A browser started by root has no sandbox to use; small machines have a small /dev/shm.
const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-dev-shm-usage'] : ['--disable-dev-shm-usage']

export default defineConfig({
  testDir: '.',
  testMatch: ['journeys/*.spec.ts', 'security/*.spec.ts'],
  outputDir: '../test-results',
  // Journeys stop and resume processes of the one instance that all of them use.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [['list'], ['./reporters/summary.ts']],
  use: {
    baseURL: readDemo().url,
    locale: 'pt-BR',
    timezoneId: 'America/Sao_Paulo',
    trace: 'retain-on-failure',
    launchOptions: { args, ...(executablePath ? { executablePath } : {}) },
  },
})
