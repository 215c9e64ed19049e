import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures/index.ts'
import { systemBlock } from '../fixtures/look-up.ts'
import { watchPage } from './watch-page.ts'

/** Lists and filters on a phone, in the dark, in the other language. */
test.use({
  viewport: { width: 360, height: 740 },
  colorScheme: 'dark',
  contextOptions: { reducedMotion: 'reduce' },
})

test.beforeEach(async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await page.context().addCookies([{ name: 'crivo-idioma', value: 'en', url: demo.url }])
})

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
}

async function askInEnglish(page: Page, text: string): Promise<void> {
  await page.goto('/consultas')
  await page.getByLabel('Whom or what to look up').fill(text)
  await page.getByRole('radio').first().check()
  await page.getByRole('button', { name: 'Look up', exact: true }).click()
}

test('candidates, movements and their pages', async ({ page, axe }) => {
  const watch = watchPage(page)
  await askInEnglish(page, 'Maria da Silva')
  const people = page.getByRole('region', { name: 'People of this name' })
  await expect(people.getByRole('button').first()).toBeVisible()
  await axe(page)
  await expectNoSidewaysScroll(page)
  await askInEnglish(page, 'PIX')
  await expect(page.getByRole('region', { name: /^Movements of the portfolio/ }).getByRole('row')).toHaveCount(21)
  await axe(page)
  await expectNoSidewaysScroll(page)
  await page.goto('/concessoes')
  await page.getByRole('button', { name: 'Ask to search' }).click()
  await expect(page.getByLabel('Reason')).toBeVisible()
  await axe(page)
  await expectNoSidewaysScroll(page)
  watch.expectQuiet()
})

test('the ranking, and the filters of debts, by keyboard', async ({ page, demo, axe }) => {
  const watch = watchPage(page)
  await page.goto('/carteira')
  await page
    .getByRole('radio', { name: /^Credit/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Look the portfolio up' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Ranking of the portfolio' })).toBeFocused()
  await expect(page.getByRole('row')).toHaveCount(21)
  await axe(page)
  await expectNoSidewaysScroll(page)

  await askInEnglish(page, demo.people.indebted)
  const debts = systemBlock(page, 1)
  await debts.getByRole('button', { name: 'Filter' }).press('Enter')
  await debts.getByLabel('Due from').fill('2015-01-01')
  await debts.getByLabel('Due from').press('Enter')
  await expect(debts.getByRole('status')).toHaveText(/\d+ uses? left/)
  await axe(page)
  await expectNoSidewaysScroll(page)
  watch.expectQuiet()
})
