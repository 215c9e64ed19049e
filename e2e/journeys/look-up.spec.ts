import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'
import { openPalette } from './pages.ts'

test('one person in three systems: the plain one', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  await expect(page.getByText('Consulta nº')).toBeVisible()
  await expect(page.getByText(/req_[0-9A-Za-z]{22}/)).toBeVisible()

  await expect(systemBlock(page, 1).getByRole('button', { name: 'Pedir concessão' })).toBeVisible()
  const score = systemBlock(page, 2)
  await expect(score.getByRole('img', { name: /^Score \d+ de 1000, faixa/ })).toBeVisible()
  await expect(score.getByText('Renda', { exact: true })).toBeVisible()
  const movements = systemBlock(page, 3)
  await expect(movements.getByRole('listitem').first()).toContainText('R$')
  await expect(movements.getByText('Última compra no cartão')).toBeVisible()
  for (const block of [score, movements]) await expect(block.getByText('Dados de')).toBeVisible()
})

test('the indebted one: debts open under the live grant, sorted at will, with their total', async ({
  page,
  demo,
  signIn,
}) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.indebted)
  const debts = systemBlock(page, 1)
  await expect(debts.getByRole('timer')).toHaveText(/Termina em \d+:\d\d/)
  const amounts = debts.getByRole('row').locator('td:last-child')
  await expect(amounts.first()).toBeVisible()
  expect(await amounts.count()).toBeGreaterThanOrEqual(4)
  await debts.getByRole('button', { name: 'Valor' }).click()
  const shown = (await amounts.allTextContents()).map(cents)
  const ordered = shown.toSorted((a, b) => a - b)
  expect([ordered, ordered.toReversed()]).toContainEqual(shown)
  const total = await debts.getByText('Total', { exact: true }).locator('..').textContent()
  expect(cents(total ?? '')).toBe(shown.reduce((sum, amount) => sum + amount, 0))
})

test('looking up again, the inquiry before this one is said: when, who, from where', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  await expect(systemBlock(page, 3).getByText('Consulta anterior:')).toBeVisible()
  await page.goto('/consultas')
  await page.getByRole('listitem').filter({ hasText: '***.' }).first().getByRole('link').click()
  await page.waitForURL(/\/consultas\/pes_/)
  await expect(systemBlock(page, 3).getByText(/por ana@aurora\.example, de 127\.0\.0\.1/)).toBeVisible()
})

test('the box says at once which digit is wrong, and what it can do with anything else', async ({ page, signIn }) => {
  await signIn(page, 'analyst')
  await page.goto('/consultas')
  const box = page.getByLabel('Quem ou o que consultar')
  await expect(box).toBeFocused()
  await box.pressSequentially('52998224735')
  await expect(box).toHaveValue('529.982.247-35')
  await expect(page.getByText('O 10º dígito não confere')).toBeVisible()
  await box.fill('529.982.247-26')
  await expect(page.getByText('O 11º dígito não confere')).toBeVisible()
  await box.fill('5299')
  await expect(page.getByText('Faltam 7 dígitos.')).toBeVisible()
  await box.fill('Maria')
  await expect(page.getByText('Um nome tem ao menos duas palavras')).toBeVisible()
  await box.fill('4111 1111 1111 1111')
  await expect(page.getByText('Isto é um número de cartão.')).toBeVisible()
  await page.getByRole('button', { name: 'Consultar' }).click()
  await expect(page).toHaveURL(/\/consultas$/)
})

test('a person whom no system knows is said to be unknown, not clean', async ({ page, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, '52998224725')
  await expect(systemBlock(page, 2).getByText('não tem registro desta pessoa')).toBeVisible()
  await expect(systemBlock(page, 3).getByText('não tem registro desta pessoa')).toBeVisible()
})

test('by keyboard alone, from the palette to the dossier', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.no_score)
  await page.goto('/servicos')
  await openPalette(page)
  await page.keyboard.type(demo.people.plain)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/consultas\/pes_/)
  await expect(systemBlock(page, 2)).toBeVisible()

  await openPalette(page)
  await page.keyboard.type('Consultar')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/consultas$/)
  const box = page.getByLabel('Quem ou o que consultar')
  await box.blur()
  await page.keyboard.press('/')
  await expect(box).toBeFocused()
})

/** `R$ 1.234,50` → 123450 */
function cents(money: string): number {
  return Number(money.replace(/\D/g, ''))
}

test('what was typed before the page was interactive counts', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/consultas', { waitUntil: 'commit' })
  await page.getByLabel('Quem ou o que consultar').fill(demo.people.plain)
  await page.getByRole('radio', { name: /^Venda a prazo/ }).check()
  release()
  await expect(page.getByText('CPF válido. Enter consulta.')).toBeVisible()
  await expect(page.getByRole('radio', { name: /^Venda a prazo/ })).toBeChecked()
})
