import { expect, test } from '../fixtures/index.ts'

test('the ranking is run by its button, page by page, in the order that was asked for', async ({
  page,
  signIn,
  axe,
}) => {
  await signIn(page, 'analyst')
  await page.goto('/carteira')
  await expect(page.getByText('Nada foi consultado ainda')).toBeVisible()
  await expect(page.getByText('Cada linha é uma consulta registrada')).toBeVisible()
  await page.getByRole('radio', { name: /^Risco financeiro/ }).check()
  await page.getByRole('button', { name: 'Consultar a carteira' }).click()
  const ranking = page.getByRole('region', { name: 'Ranking da carteira' }).first()
  const rows = ranking.getByRole('row')
  await expect(rows).toHaveCount(21)
  await axe(page)
  const totals = (await ranking.locator('tbody td:nth-child(4)').allTextContents()).map(cents)
  expect(totals).toEqual(totals.toSorted((a, b) => b - a))
  await ranking.getByRole('button', { name: 'Carregar mais' }).click()
  await expect(rows).toHaveCount(41)
})

test('without sistema1, debts in the ranking are said to be missing, never to be zero', async ({
  page,
  signIn,
  systems,
}) => {
  await signIn(page, 'analyst')
  await page.goto('/carteira')
  await page.getByRole('radio', { name: /^Risco financeiro/ }).check()
  await page.getByRole('combobox', { name: 'Ordenar por' }).click()
  await page.getByRole('option', { name: 'Renda' }).click()
  await systems.stop('sistema1')
  await page.getByRole('button', { name: 'Consultar a carteira' }).click()
  await expect(page.getByText(/A fonte não respondeu|O serviço não respondeu/).first()).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('R$ 0,00')).toHaveCount(0)
})

test('who looks nobody up has no portfolio', async ({ page, signIn }) => {
  await signIn(page, 'approver')
  const answer = await page.goto('/carteira')
  expect(answer?.status()).toBe(403)
  await expect(page.getByRole('link', { name: 'Carteira' })).toHaveCount(0)
})

/** `R$ 1.234,50` → 123450 */
function cents(money: string): number {
  return Number(money.replace(/\D/g, ''))
}
