import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from './pages.ts'

test('with sistema1 stopped, 2 and 3 still answer, and the page says what is missing', async ({
  page,
  demo,
  signIn,
  systems,
}) => {
  await signIn(page, 'analyst')
  await page.goto('/consultas')
  await systems.stop('sistema1')
  await lookUp(page, demo.people.indebted)

  const debts = systemBlock(page, 'Dívidas')
  await expect(debts.getByText('As dívidas não puderam ser consultadas.')).toBeVisible({ timeout: 15_000 })
  await expect(debts.getByText('Isto não significa que não existam.')).toBeVisible()
  await expect(page.getByText('Nenhuma dívida')).toHaveCount(0)
  const score = systemBlock(page, 'Score e cadastro')
  await expect(score.getByText('Sem score', { exact: true })).toBeVisible()
  await expect(score.getByText('A base de dívidas não respondeu')).toBeVisible()
  await expect(score.getByText('Endereço')).toBeVisible()
  await expect(systemBlock(page, 'Movimentações').getByRole('listitem').first()).toBeVisible()

  await systems.resume('sistema1')
  await debts.getByRole('button', { name: 'Tentar de novo' }).click()
  await expect(debts.getByRole('timer')).toBeVisible({ timeout: 15_000 })
})

test('with sistema3 stopped, its state is seen and the others go on', async ({ page, demo, signIn, systems }) => {
  await signIn(page, 'analyst')
  await page.goto('/servicos')
  await systems.stop('sistema3')
  await expect(page.getByRole('region', { name: 'Sistema 3' }).getByText('Fora do ar')).toBeVisible({ timeout: 15_000 })
  await lookUp(page, demo.people.plain)
  await expect(
    systemBlock(page, 'Movimentações').getByText('As movimentações não puderam ser consultadas.'),
  ).toBeVisible({ timeout: 15_000 })
  await expect(systemBlock(page, 'Score e cadastro').getByRole('img', { name: /^Score/ })).toBeVisible()
})
