import type { Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from '../fixtures/index.ts'
import { joinTeam } from './join-team.ts'
import { signInOnPage } from './pages.ts'

/** What the app shows `steps` half minutes from now: one step either way is taken, so that no test waits for a new code. */
const codeOf = (secret: string, steps = 0) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 })

/** Turns two-step verification on at `/minha-conta`; gives the secret and the recovery codes that the page shows. */
async function turnOn(page: Page, password: string): Promise<{ secret: string; codes: string[] }> {
  await page.goto('/minha-conta')
  await page.getByRole('button', { name: 'Ativar', exact: true }).click()
  await page.getByLabel('Sua senha').fill(password)
  await page.getByRole('button', { name: 'Continuar' }).click()
  await expect(page.getByRole('img', { name: 'Código QR' })).toBeVisible()
  const secret = ((await page.locator('code').textContent()) ?? '').replaceAll(/\s/g, '')
  await page.getByLabel('Código mostrado pelo aplicativo').fill('000000')
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await expect(page.getByText('O código não confere')).toBeVisible()
  // Of the step before: what comes next is then a newer one.
  await page.getByLabel('Código mostrado pelo aplicativo').fill(codeOf(secret, -1))
  await page.getByRole('button', { name: 'Confirmar' }).click()
  const list = page.getByRole('region', { name: 'Códigos de recuperação' }).getByRole('listitem')
  await expect(list).toHaveCount(10)
  return { secret, codes: await list.allTextContents() }
}

test('two steps: set up, asked for at the door, a recovery code once, reset by a colleague', async ({
  page,
  browser,
  signIn,
  mailTo,
  axe,
}) => {
  const person = await joinTeam(page, browser, { signIn, mailTo })
  const { secret, codes } = await turnOn(page, person.password)
  await axe(page)
  await page.getByRole('button', { name: 'Guardei os códigos' }).click()
  await expect(page.getByText('restam 10 códigos de recuperação')).toBeVisible()
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  for (const secretText of [secret, ...codes]) expect(kept).not.toContain(secretText)

  const enter = async (code: string) => {
    await page.context().clearCookies()
    await signInOnPage(page, person.email, person.password)
    await expect(page.getByText('Falta o código')).toBeVisible()
    await expect(page.getByLabel('Código')).toBeFocused()
    await page.getByLabel('Código').fill(code)
    await page.getByRole('button', { name: 'Entrar', exact: true }).click()
  }
  const code = codeOf(secret)
  await enter(code)
  await expect(page).toHaveURL(/\/consultas$/)
  await enter(code)
  await expect(page.getByText('já foi usado')).toBeVisible()
  await axe(page)
  await enter(codes[0] ?? '')
  await expect(page).toHaveURL(/\/consultas$/)
  await enter(codes[0] ?? '')
  await expect(page.getByText('já foi usado')).toBeVisible()

  const office = await browser.newContext()
  const admin = await office.newPage()
  await signIn(admin, 'admin')
  await admin.goto('/equipe')
  const row = admin.getByRole('row').filter({ hasText: person.email })
  await row.getByRole('button', { name: /^Gerenciar/ }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Redefinir as duas etapas' }).click()
  await expect(admin.getByText(/^Verificação em duas etapas de .* redefinida\.$/).first()).toBeVisible()
  await office.close()
  await page.context().clearCookies()
  await signInOnPage(page, person.email, person.password)
  await expect(page).toHaveURL(/\/consultas$/)
})
