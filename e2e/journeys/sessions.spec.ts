import type { BrowserContext } from '@playwright/test'
import { expect, test } from '../fixtures/index.ts'
import { findDemoUser } from '../fixtures/instance.ts'
import { submitSignIn } from './pages.ts'

async function sessionCookies(context: BrowserContext) {
  return (await context.cookies()).filter(({ name }) => name.includes('session-token'))
}

test('whoever isn’t signed in is asked to, and is brought back to where he was going', async ({ page, demo }) => {
  const { email, password } = findDemoUser(demo, 'analyst')
  await page.goto('/servicos')
  await expect(page).toHaveURL(/\/entrar/)
  await submitSignIn(page, email, password)
  await expect(page).toHaveURL(/\/servicos$/)
})

test('a wrong password is refused in words that don’t say which half was wrong', async ({ page, demo }) => {
  const { email } = findDemoUser(demo, 'auditor')
  for (const given of [email, 'ninguem@aurora.example']) {
    await page.goto('/entrar')
    await submitSignIn(page, given, 'not the password')
    await expect(page.getByText('E-mail ou senha não conferem. Confira os dois e tente de novo.')).toBeVisible()
    await expect(page.getByLabel('Senha', { exact: true })).toBeFocused()
    expect(await sessionCookies(page.context())).toEqual([])
  }
})

test('after signing out the old cookie is dead, wherever it was copied to', async ({ page, browser, signIn, demo }) => {
  await signIn(page, 'analyst', { fresh: true })
  await page.goto('/consultas')
  const copied = await sessionCookies(page.context())
  expect(copied.length).toBeGreaterThan(0)

  await page.getByRole('button', { name: /Ana Ribeiro/ }).click()
  await page.getByRole('menuitem', { name: 'Sair' }).click()
  await expect(page).toHaveURL(/\/entrar/)
  expect(await sessionCookies(page.context())).toEqual([])

  const thief = await browser.newContext({ baseURL: demo.url })
  await thief.addCookies(copied)
  const stolen = await thief.newPage()
  await stolen.goto('/consultas')
  await expect(stolen).toHaveURL(/\/entrar/)
  expect(await (await thief.request.get('/api/auth/session')).json()).toEqual({})
  await thief.close()
})

test('a session that is ended from another device ends at once', async ({ page, browser, signIn, demo }) => {
  const other = await browser.newContext({ baseURL: demo.url })
  const elsewhere = await other.newPage()
  await signIn(elsewhere, 'operator', { fresh: true })
  await elsewhere.goto('/minha-conta')
  await expect(elsewhere.getByText('olga@crivo.example').first()).toBeVisible()

  await signIn(page, 'operator', { fresh: true })
  await page.goto('/minha-conta')
  await page.getByRole('button', { name: 'Encerrar', exact: true }).first().click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Encerrar', exact: true }).click()
  await expect(page.getByText('Sessão encerrada.', { exact: true })).toBeVisible()

  await elsewhere.goto('/minha-conta')
  await expect(elsewhere).toHaveURL(/\/entrar/)
  await other.close()
})
