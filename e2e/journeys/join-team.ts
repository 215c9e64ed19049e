import { type Browser, expect, type Page } from '@playwright/test'
import { newPerson, tokenIn } from './pages.ts'

type Joined = ReturnType<typeof newPerson>

/** Invites somebody new as the administrator, and has them accept: a member whom a test may do anything to. */
export async function joinTeam(
  page: Page,
  browser: Browser,
  { signIn, mailTo }: { signIn: (page: Page, who: string) => Promise<void>; mailTo: (to: string) => Promise<string> },
): Promise<Joined> {
  const person = newPerson()
  const office = await browser.newContext()
  const admin = await office.newPage()
  await signIn(admin, 'admin')
  await admin.goto('/equipe')
  await admin.getByLabel('E-mail').fill(person.email)
  await admin.getByRole('button', { name: 'Convidar' }).click()
  await expect(admin.getByRole('row').filter({ hasText: person.email })).toContainText('Aguardando')
  await office.close()

  await page.goto(`/convite#${tokenIn(await mailTo(person.email), '/convite')}`)
  await expect(page.getByText('Banco Aurora')).toBeVisible()
  await page.getByLabel('Nome completo').fill(person.name)
  await page.getByLabel('Senha', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Aceitar e entrar' }).click()
  await expect(page).toHaveURL(/\/consultas$/)
  return person
}
