import { civilDateOf } from '#lib/kernel/clock.ts'
import { DEMO_SEED, DEMO_SIZE } from '#lib/population/demo.ts'
import { createPopulation } from '#lib/population/population.ts'
import { expect, test } from '../fixtures/index.ts'
import { systemBlock } from '../fixtures/look-up.ts'
import { ask } from './pages.ts'

const population = createPopulation({ seed: DEMO_SEED, size: DEMO_SIZE, today: civilDateOf(new Date()) })

/** The first person from a place on whom a search may find: the file is open and the house has a number. */
function openPerson(from: number) {
  for (let index = from; ; index++) {
    const person = population.person(index)
    if (person.fileStatus === 'open' && person.address.numero !== 'S/N') return person
  }
}

test.beforeEach(({ page, signIn }) => signIn(page, 'analyst'))

test('a name finds candidates, masked; one of them opens a dossier that outlives the list', async ({ page, axe }) => {
  const person = openPerson(200)
  await ask(page, person.name)
  const found = page.getByRole('region', { name: 'Pessoas com este nome' })
  const candidates = found.getByRole('listitem').getByRole('button')
  await expect(candidates.first()).toBeVisible()
  await expect(candidates.first()).toContainText(/\*\*\*\.\d{3}\.\d{3}-\*\*/)
  await axe(page)
  await candidates.first().click()
  await expect(page).toHaveURL(/\/consultas\/pes_\w+$/)
  await expect(systemBlock(page, 2).getByRole('heading', { name: 'Cadastro', exact: true })).toBeVisible()
  await page.reload()
  await expect(systemBlock(page, 2).getByRole('heading', { name: 'Cadastro', exact: true })).toBeVisible()
  expect(page.url()).not.toContain(person.cpf)
})

test('an address finds who lives there', async ({ page }) => {
  const { address } = openPerson(201)
  await ask(page, `${address.logradouro}, ${address.numero}`)
  await expect(page.getByText('Endereço. Enter busca quem mora ali.')).toBeVisible()
  const found = page.getByRole('region', { name: 'Pessoas neste endereço' })
  await expect(found.getByRole('listitem').first()).toContainText(address.cidade)
})

test('nobody of a name is said, and so is what it means', async ({ page }) => {
  await ask(page, 'Zwxyk Qwertyuiop')
  await expect(page.getByText('Ninguém com este nome')).toBeVisible()
  await expect(page.getByText('O sistema foi consultado e respondeu.')).toBeVisible()
})

test('a card code opens the dossier of its holder', async ({ page, demo }) => {
  await ask(page, demo.people.card_token)
  await expect(page).toHaveURL(/\/consultas\/pes_\w+$/)
  await expect(systemBlock(page, 3).getByText('Última compra no cartão')).toBeVisible()
})

test('a type lists the portfolio, page by page', async ({ page, axe }) => {
  await ask(page, 'PIX')
  const list = page.getByRole('region', { name: 'Movimentações da carteira deste tipo' })
  const rows = list.getByRole('row')
  await expect(rows).toHaveCount(21)
  await axe(page)
  await list.getByRole('button', { name: 'Carregar mais' }).click()
  await expect(rows).toHaveCount(41)
  await rows.nth(30).getByRole('button').click()
  await expect(page).toHaveURL(/\/consultas\/pes_\w+$/)
  await expect(systemBlock(page, 3).getByText('Movimentações recentes')).toBeVisible()
})

test('a bureau lists who was inquired about there; a day as one writes it is a day', async ({ page, demo }) => {
  await ask(page, demo.people.bureau_id)
  await expect(page.getByRole('region', { name: 'Consultas à sua carteira neste birô' })).toContainText('***.')
  await ask(page, '01/07/2026')
  await expect(page.getByRole('region', { name: 'Movimentações da carteira neste dia' })).toBeVisible()
})

test('what was recognised can be changed', async ({ page }) => {
  await page.goto('/consultas')
  const box = page.getByLabel('Quem ou o que consultar')
  await box.pressSequentially('Rua Nova')
  await expect(page.getByText('Escreva rua e número separados por vírgula')).toBeVisible()
  await page.getByRole('combobox', { name: 'Ler como' }).click()
  await page.getByRole('option', { name: 'Nome', exact: true }).click()
  await expect(page.getByText('Nome completo. Enter busca quem se chama assim.')).toBeVisible()
  await box.fill('')
  await box.pressSequentially('2026-07-01')
  await expect(box).toHaveValue('2026-07-01')
  await expect(page.getByText('Data. Enter lista as movimentações')).toBeVisible()
})

test('without sistema2 a search says that it could not be made, never that nobody is there', async ({
  page,
  systems,
}) => {
  await systems.stop('sistema2')
  await ask(page, 'Maria Aparecida da Silva')
  await expect(page.getByText('O serviço não respondeu.')).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('Ninguém com este nome')).toHaveCount(0)
  await systems.resume('sistema2')
  await page.getByRole('button', { name: 'Tentar de novo' }).click()
  await expect(page.getByText('O serviço não respondeu.')).toHaveCount(0)
})
