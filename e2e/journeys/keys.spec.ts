import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures/index.ts'

const newName = () => `Programa ${Math.random().toString(36).slice(2, 10)}`

type Wanted = { name: string; scopes: readonly RegExp[] }

/** Walks through the window's three steps; the secret is on the screen afterwards. */
async function createKey(page: Page, { name, scopes }: Wanted): Promise<{ id: string; secret: string }> {
  await page.goto('/chaves')
  await page.getByRole('button', { name: 'Criar chave' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  await expect(dialog.getByText('De 3 a 80 caracteres')).toBeVisible()
  await dialog.getByLabel('Nome').fill(name)
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  for (const scope of scopes) await dialog.getByRole('checkbox', { name: scope }).check()
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  await dialog.getByRole('button', { name: 'Criar chave' }).click()
  await expect(dialog.getByRole('heading', { name: 'Guarde o segredo agora' })).toBeVisible()
  const id = await dialog.getByText(/^crk_live_\w{22}$/).textContent()
  const secret = await dialog.getByText(/^crs_live_\w{49}$/).textContent()
  return { id: id ?? '', secret: secret ?? '' }
}

const leaveSecret = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Já guardei' }).click()
const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const basic = ({ id, secret }: { id: string; secret: string }) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
})

test('a key is made in three steps, tried, changed, suspended and revoked', async ({ page, request, signIn, axe }) => {
  await signIn(page, 'admin')
  const name = newName()
  const made = await createKey(page, { name, scopes: [/Ver movimentações/, /Ver o score/] })
  await page.getByRole('button', { name: 'Testar a chave' }).click()
  await expect(page.getByText('A chave foi aceita.')).toBeVisible()
  await axe(page)
  await leaveSecret(page)
  await expect(rowOf(page, name)).toContainText('Ativa')
  await expect(page.getByText(made.secret)).toHaveCount(0)

  // It opens sistema3, which has its own copy: nobody asked for is 400 to a good key, and 401 to any other.
  const ask = async () => (await request.post('/v1/sistema3/consultas', { headers: basic(made), data: {} })).status()
  await expect.poll(ask).toBe(400)

  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await axe(page)
  await page.getByRole('button', { name: 'Suspender' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Suspender' }).click()
  await expect(page.getByText('Chave suspensa.', { exact: true })).toBeVisible()
  await expect.poll(ask).toBe(401)
  await page.getByRole('button', { name: 'Retomar' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Retomar' }).click()
  await expect.poll(ask).toBe(400)

  await page.getByRole('button', { name: 'Trocar o segredo' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('slider', { name: 'Sobreposição' }).fill('0')
  await dialog.getByRole('checkbox', { name: /Ver o score/ }).uncheck()
  await dialog.getByRole('button', { name: 'Trocar', exact: true }).click()
  await expect(dialog.getByText(/^crs_live_\w{49}$/)).toBeVisible()
  await leaveSecret(page)
  await expect.poll(ask).toBe(401)
  await expect(page.getByText('sistema2:score')).toHaveCount(0)

  await page.getByRole('button', { name: 'Revogar' }).click()
  await expect(dialog.getByText(/Sistema 3/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Revogar' }).click()
  await expect(page.getByText('Revogada', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Revogar' })).toHaveCount(0)
})

test('a key for sistema1 waits for another administrator', async ({ page, browser, signIn }) => {
  await signIn(page, 'admin')
  const name = newName()
  await createKey(page, { name, scopes: [/Ver dívidas/] })
  await expect(page.getByText('A chave ainda não vale')).toBeVisible()
  await leaveSecret(page)
  const own = page.getByRole('listitem').filter({ hasText: name })
  await expect(own.getByRole('button', { name: 'Desistir' })).toBeVisible()
  await expect(own.getByRole('button', { name: 'Aprovar' })).toHaveCount(0)

  const context = await browser.newContext()
  const other = await context.newPage()
  await signIn(other, 'heitor@aurora.example')
  await other.goto('/chaves')
  await other.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'Aprovar' }).click()
  await expect(other.getByText('Chave aprovada: vale agora.', { exact: true })).toBeVisible()
  await expect(rowOf(other, name)).toContainText('Ativa')
  await context.close()
})

test('keys are administrators’ alone, and another institution’s is not there', async ({ page, signIn }) => {
  await signIn(page, 'analyst')
  await page.goto('/chaves')
  await expect(page.getByRole('button', { name: 'Criar chave' })).toHaveCount(0)
  await page.context().clearCookies()
  await signIn(page, 'admin', { institution: 'Cooperativa Boreal' })
  await page.goto(`/chaves/crk_live_${'0'.repeat(22)}`)
  await expect(page.getByRole('button', { name: 'Revogar' })).toHaveCount(0)
})
