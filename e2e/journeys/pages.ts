import { randomInt } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { civilDateOf } from '#lib/kernel/clock.ts'
import { DEMO_SEED, DEMO_SIZE } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'

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

/** Opens the palette by its keys; a page listens for them as soon as it is interactive. */
export async function openPalette(page: Page): Promise<void> {
  const palette = page.getByRole('dialog', { name: 'Comandos' })
  await expect(async () => {
    if (!(await palette.isVisible())) await page.keyboard.press('Control+k')
    await expect(palette).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(palette.getByRole('combobox')).toBeFocused()
}

/** An address and a password that nobody has used yet. */
export function newPerson(): { email: string; name: string; password: string } {
  const mark = String(randomInt(1e9, 1e10))
  return { email: `pessoa-${mark}@aurora.example`, name: 'Helena Prado', password: `girassol ${mark} noturno` }
}

/** The CPF of somebody in the demo whom no other test is about, so that what was asked before doesn't matter. */
export function someCpf(): string {
  const population = createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today: civilDateOf(new Date()) })
  for (;;) {
    const person = population.person(randomInt(100, DEMO_SIZE))
    if (person.fileStatus === 'open') return person.cpf
  }
}

/** The one-time token of the newest link in a letter. */
export function tokenIn(letter: string, path: '/convite' | '/redefinir'): string {
  const token = new RegExp(`${path}#([0-9A-Za-z]{43})`).exec(letter)?.[1]
  if (!token) throw new Error(`the letter has no link to ${path}`)
  return token
}

/** Asks the box of `/consultas` for anything, as an analyst does. */
export async function ask(page: Page, text: string): Promise<void> {
  await page.goto('/consultas')
  await page.getByLabel('Quem ou o que consultar').fill(text)
  await page.getByRole('radio', { name: /^Análise de crédito/ }).check()
  await page.getByRole('button', { name: 'Consultar', exact: true }).click()
}
