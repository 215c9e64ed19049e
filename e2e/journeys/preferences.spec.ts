import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'

test('the language is one click away, holds from the first byte, and is told to the systems', async ({
  page,
  demo,
  signIn,
}) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.indebted)
  await page.goto('/consultas')
  await page.getByRole('button', { name: /^Menu da conta/ }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Look up' })).toBeVisible()
  const html = await (await page.request.get('/consultas')).text()
  expect(html).toContain('<html lang="en"')
  await page.getByRole('listitem').filter({ hasText: '***.' }).first().getByRole('link').click()
  await expect(page.getByRole('region', { name: 'Score and registration' })).toContainText(/debts|payment|income/i)
  await expect(page.getByRole('region', { name: 'System 1 Debts' })).toContainText('Listed')
  await page.getByRole('button', { name: /^Account menu/ }).click()
  await page.getByRole('menuitemradio', { name: 'Português (Brasil)' }).click()
  await expect(systemBlock(page, 1)).toBeVisible()
})

test('the theme is worn at once, kept, and follows the system unless chosen', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/entrar')
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const dark = await ground()
  await page.getByText('Claro', { exact: true }).locator('..').click()
  await expect.poll(ground).not.toBe(dark)
  await expect.poll(async () => (await page.context().cookies()).some(({ value }) => value === 'light')).toBe(true)
  const html = await (await page.request.get('/entrar')).text()
  expect(html).toContain('data-theme="light"')
  await page.reload()
  expect(await ground()).not.toBe(dark)
})

test('on a phone the rail is a sheet, and nothing is wider than the screen', async ({ page, demo, signIn }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.indebted)
  await expect(systemBlock(page, 1).getByRole('timer')).toBeVisible()
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  expect(await width()).toBe(360)
  for (const path of ['/consultas', '/concessoes', '/servicos', '/minha-conta', '/', '/documentacao']) {
    await page.goto(path)
    expect(await width(), path).toBe(360)
  }
  await page.goto('/consultas')
  await page.getByRole('button', { name: 'Abrir o menu' }).click()
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('link', { name: 'Concessões' }).click()
  await expect(page).toHaveURL(/\/concessoes$/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('a dossier prints what it knows, without what one can only click', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.indebted)
  await expect(systemBlock(page, 1).getByRole('timer')).toBeVisible()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByText('Consulta nº')).toBeVisible()
  await expect(systemBlock(page, 1).getByRole('table')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Encerrar agora' })).toBeHidden()
  await expect(page.getByRole('link', { name: 'Nova consulta' })).toBeHidden()
  const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  expect(ground).toBe('rgb(255, 255, 255)')
  const paper = page.viewportSize()?.width ?? 0
  expect((await page.getByRole('main').boundingBox())?.width).toBe(paper)
})
