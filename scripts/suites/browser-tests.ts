import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { isRoot } from '#lib/datastores/embedded/os-users.ts'
import type { Counts } from './counts.ts'
import { runCommand, runTool } from './run-command.ts'

const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 }

/** The journeys in a real browser, against a running instance. */
export async function runBrowserTests(env: Record<string, string>): Promise<Counts> {
  const browser = await findChromium()
  if (browser === null) {
    console.log('✗ Nenhum Chromium: instale-o (pacote chromium) ou indique-o em PLAYWRIGHT_CHROMIUM.')
    return FAILED
  }
  const folder = mkdtempSync(join(tmpdir(), 'crivo-report-'))
  const summary = join(folder, 'summary.json')
  try {
    const { code, output } = await runCommand(
      process.execPath,
      ['node_modules/@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts'],
      { ...env, CRIVO_SUMMARY_FILE: summary, ...(browser === '' ? {} : { PLAYWRIGHT_CHROMIUM: browser }) },
    )
    // Written by the suite's own reporter, in this very shape.
    const counts = existsSync(summary) ? (JSON.parse(readFileSync(summary, 'utf8')) as Counts) : { ...FAILED }
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    if (counts.failed > 0) console.log(output.slice(-30_000))
    return counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A browser's path; '' for the one that Playwright finds by itself; null where there is none and none could be had. */
async function findChromium(): Promise<string | null> {
  const named = process.env.PLAYWRIGHT_CHROMIUM
  if (named) return named
  if (existsSync(chromium.executablePath())) return ''
  const present = chromiumOnPath()
  if (present) return present
  await runTool('@playwright/test/cli.js', ['install', 'chromium'])
  if (existsSync(chromium.executablePath())) return ''
  if (isRoot()) {
    const apt = { DEBIAN_FRONTEND: 'noninteractive' }
    await runCommand('apt-get', ['update', '-qq'], apt).catch(() => null)
    await runCommand('apt-get', ['install', '-y', '-qq', 'chromium'], apt).catch(() => null)
  }
  return chromiumOnPath()
}

function chromiumOnPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = folders.flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)),
  )
  return candidates.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
