import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'
import { prove } from '../fixtures/prove.ts'
import { someCpf } from './pages.ts'

test('asked for by one, approved by another: the debts open, and close when it is ended', async ({
  page,
  signIn,
  browser,
  mailTo,
}) => {
  await signIn(page, 'analyst')
  await lookUp(page, someCpf())
  const debts = systemBlock(page, 1)
  await debts.getByLabel('Motivo').fill('curto demais')
  await debts.getByRole('button', { name: 'Pedir concessão' }).click()
  await expect(debts.getByText('Faltam 8 caracteres no motivo.')).toBeVisible()
  const reason = `Proposta de crediário em análise, atendimento ${Date.now()}`
  await debts.getByLabel('Motivo').fill(reason)
  await debts.getByText('15 min').click()
  await debts.getByRole('button', { name: 'Pedir concessão' }).click()
  await expect(debts.getByText('Pedido enviado')).toBeVisible()
  await debts.getByRole('button', { name: 'Verificar agora' }).click()
  await expect(debts.getByText(/^Pedido enviado em .* aguardando aprovação\.$/)).toBeVisible()

  const other = await browser.newContext()
  const approver = await other.newPage()
  await signIn(approver, 'approver')
  await approver.goto('/concessoes')
  const waiting = approver.getByRole('listitem').filter({ hasText: reason })
  await expect(waiting).toContainText('ana@aurora.example')
  await expect(waiting).toContainText('15 min, até 10 usos')
  await expect(approver.getByRole('link', { name: /Concessões \d+ pedidos? aguarda/ })).toBeVisible()
  await waiting.getByRole('button', { name: 'Aprovar' }).click()
  await prove(approver, 'approver', 'Aprovar')
  expect(await mailTo('bruno@aurora.example')).toContain('/concessoes')
  await expect(approver.getByText('Concessão aprovada. O prazo já está correndo.', { exact: true })).toBeVisible()
  await expect(waiting).toHaveCount(0)
  await other.close()

  await debts.getByRole('button', { name: 'Verificar agora' }).click()
  await expect(debts.getByRole('timer')).toHaveText(/Termina em 1[45]:\d\d/)
  await expect(debts.getByText(/^Nenhuma dívida visível|^Total$/)).toBeVisible()
  await debts.getByRole('button', { name: 'Encerrar agora' }).click()
  await expect(debts.getByRole('button', { name: 'Pedir concessão' })).toBeVisible()

  await page.goto('/concessoes')
  await expect(page.getByRole('row').filter({ hasText: reason })).toContainText('Encerrada')
})

test('a refused request opens nothing and says so to whoever asked', async ({ page, signIn, browser, axe }) => {
  await signIn(page, 'analyst')
  await lookUp(page, someCpf())
  const debts = systemBlock(page, 1)
  const reason = `Pedido que será recusado, atendimento ${Date.now()}`
  await debts.getByLabel('Motivo').fill(reason)
  await debts.getByRole('button', { name: 'Pedir concessão' }).click()
  await expect(debts.getByText('Pedido enviado')).toBeVisible()

  const other = await browser.newContext()
  const approver = await other.newPage()
  await signIn(approver, 'approver')
  await approver.goto('/concessoes')
  await approver.getByRole('listitem').filter({ hasText: reason }).getByRole('button', { name: 'Recusar' }).click()
  const dialog = approver.getByRole('dialog', { name: 'Recusar este pedido' })
  await expect(dialog).toContainText('Pedido de ana@aurora.example')
  await axe(approver)
  await dialog.getByLabel('Senha de aprovação').fill('não é esta a senha')
  await dialog.getByRole('button', { name: 'Recusar' }).click()
  await expect(dialog.getByText('A senha de aprovação ou o código não conferem')).toBeVisible()
  await prove(approver, 'approver', 'Recusar')
  await expect(approver.getByText('Pedido recusado.', { exact: true })).toBeVisible()
  await other.close()

  await page.goto('/concessoes')
  await expect(page.getByRole('row').filter({ hasText: reason })).toContainText('Recusada')
})
