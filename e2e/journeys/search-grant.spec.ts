import { expect, test } from '../fixtures/index.ts'
import { prove } from '../fixtures/prove.ts'
import { ask } from './pages.ts'

test('searching sistema1 takes two approvers, each seen, neither twice', async ({ page, signIn, browser, axe }) => {
  await signIn(page, 'fabio@boreal.example')
  await ask(page, 'Maria Aparecida da Silva')
  await page.getByText('Sistema 1', { exact: true }).click()
  await expect(page.getByText(/O Sistema 1 só é buscado com uma concessão de busca|aguarda aprovação/)).toBeVisible()

  await signIn(page, 'analyst')
  const reason = `Localizar devedor sem CPF no contrato, atendimento ${Date.now()}`
  await page.goto('/concessoes')
  await page.getByRole('button', { name: 'Pedir para buscar' }).click()
  await page.getByLabel('Motivo').fill(reason)
  await page.getByRole('button', { name: 'Pedir concessão' }).click()
  const own = page.getByRole('row').filter({ hasText: reason })
  await expect(own).toContainText('Busca por nome e endereço')
  await expect(own).toContainText('Faltam 2 aprovações')
  await axe(page)

  for (const [email, said] of [
    ['bruno@aurora.example', 'Sua aprovação ficou registrada. Falta outra pessoa.'],
    ['gilda@aurora.example', 'Concessão aprovada. O prazo já está correndo.'],
  ] as const) {
    const context = await browser.newContext()
    const approver = await context.newPage()
    await signIn(approver, email)
    await approver.goto('/concessoes')
    const waiting = approver.getByRole('listitem').filter({ hasText: reason })
    await expect(waiting).toContainText(/Faltam? [12] aprovaç/)
    await waiting.getByRole('button', { name: 'Aprovar' }).click()
    await prove(approver, email, 'Aprovar')
    await expect(approver.getByText(said, { exact: true })).toBeVisible()
    if (email === 'bruno@aurora.example') {
      await expect(waiting.getByText('Você já aprovou.')).toBeVisible()
      await expect(waiting.getByRole('button', { name: 'Aprovar' })).toHaveCount(0)
      await axe(approver)
    }
    await context.close()
  }
  await page.reload()
  await expect(own).toContainText('Aprovada')
  await expect(own).toContainText('bruno@aurora.example, gilda@aurora.example')
})

test('under a grant to search, sistema1 answers with candidates and no debts', async ({ page, signIn }) => {
  await signIn(page, 'analyst')
  await ask(page, 'Maria Silva')
  await page.getByText('Sistema 1', { exact: true }).click()
  const found = page.getByRole('region', { name: 'Pessoas com este nome' })
  await expect(found.getByRole('listitem').first()).toContainText('***.')
  await expect(found).not.toContainText('R$')
})
