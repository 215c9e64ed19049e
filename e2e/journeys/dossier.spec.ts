import { readFile } from 'node:fs/promises'
import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'

test('debts by state and order; what is asked again says what it costs', async ({ page, demo, signIn, axe }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.indebted)
  const debts = systemBlock(page, 1)
  const amounts = debts.locator('tbody td:last-child')
  await expect(amounts.first()).toBeVisible()
  await debts.getByRole('button', { name: 'Filtrar' }).click()
  await debts.getByRole('combobox', { name: 'Ordem' }).click()
  await page.getByRole('option', { name: 'Menor valor' }).click()
  await debts.getByLabel('Criada de').fill('2020-01-01')
  await debts.getByLabel('Criada até').fill('2019-01-01')
  await expect(debts.getByText('A data inicial deve vir antes da final.')).toBeVisible()
  await debts.getByLabel('Criada até').fill('')
  await axe(page)
  await debts.getByRole('button', { name: 'Aplicar' }).click()
  await expect(debts.getByRole('status')).toHaveText(/\d+ usos? restantes?/)
  const shown = (await amounts.allTextContents()).map(cents)
  expect(shown).toEqual(shown.toSorted((a, b) => a - b))

  await debts.getByLabel('Vence de').fill('2199-01-01')
  await debts.getByRole('button', { name: 'Aplicar' }).click()
  await expect(debts.getByText('Nenhuma dívida visível com estes filtros.')).toBeVisible()
})

test('what is shown leaves as a file that names nobody', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.indebted)
  const debts = systemBlock(page, 1)
  await expect(debts.locator('tbody tr').first()).toBeVisible()
  const rows = await debts.locator('tbody tr').count()
  const saved = page.waitForEvent('download')
  await debts.getByRole('button', { name: 'Exportar CSV' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toMatch(/^dividas-req_[0-9A-Za-z]{22}\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain('credor,modalidade,valor,criada_em,vencimento,situacao')
  expect(text.trim().split('\r\n')).toHaveLength(rows + 1)
  expect(text).not.toContain(demo.people.indebted)
})

test('movements leave as a file too, all of them, and their export is an inquiry', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  const block = systemBlock(page, 3)
  await expect(block.locator('ol > li').first()).toBeVisible()
  const saved = page.waitForEvent('download')
  await block.getByRole('button', { name: 'Exportar CSV' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toMatch(/^movimentacoes-req_[0-9A-Za-z]{22}\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  const [head, ...rows] = text.trim().split('\r\n')
  expect(head).toContain('em,tipo,sentido,valor,descricao')
  expect(rows.length).toBeGreaterThanOrEqual(await block.locator('ol > li').count())
  expect(text).not.toContain(demo.people.plain)
})

test('older movements come when they are asked for', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  const block = systemBlock(page, 3)
  const rows = block.locator('ol > li')
  await expect(rows.first()).toBeVisible()
  const before = await rows.count()
  const more = block.getByRole('button', { name: 'Carregar mais' })
  if (await more.isVisible()) {
    await more.click()
    await expect.poll(() => rows.count()).toBeGreaterThan(before)
  }
})

/** `R$ 1.234,50` → 123450 */
function cents(money: string): number {
  return Number(money.replace(/\D/g, ''))
}
