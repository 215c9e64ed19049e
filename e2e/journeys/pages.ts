import { randomInt } from 'node:crypto'
import { expect, type Page } from '@playwright/test'

/** What journeys do on pages again and again, in the words that people see. */

export async function signInOnPage(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/entrar')
  await submitSignIn(page, email, password)
}

export async function submitSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Senha', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
}

/** Looks a person up from the page of look-ups; resolves on the dossier. */
export async function lookUp(page: Page, cpf: string, purpose = 'Análise de crédito'): Promise<void> {
  await page.goto('/consultas')
  await page.getByLabel('CPF da pessoa').pressSequentially(cpf)
  await page.getByRole('radio', { name: purpose }).check()
  await page.getByRole('button', { name: 'Consultar' }).click()
  await page.waitForURL(/\/consultas\/pes_[0-9A-Za-z]{22}$/)
}

/** The block of one system in a dossier. */
export function systemBlock(page: Page, title: 'Dívidas' | 'Score e cadastro' | 'Movimentações') {
  return page.getByRole('region', { name: title })
}

/** Signs out by the menu at the foot of the rail. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Conta de/ }).click()
  await page.getByRole('menuitem', { name: 'Sair' }).click()
  await expect(page).toHaveURL(/\/entrar$/)
}

/** An address and a password that nobody has used yet. */
export function newPerson(): { email: string; name: string; password: string } {
  const mark = String(randomInt(1e9, 1e10))
  return { email: `pessoa-${mark}@aurora.example`, name: 'Helena Prado', password: `girassol ${mark} noturno` }
}

/** The one-time token of the newest link in a letter. */
export function tokenIn(letter: string, path: '/convite' | '/redefinir'): string {
  const token = new RegExp(`${path}#([0-9A-Za-z]{43})`).exec(letter)?.[1]
  if (!token) throw new Error(`the letter has no link to ${path}`)
  return token
}
