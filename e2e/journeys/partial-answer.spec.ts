import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'

test.describe('a dossier with a system missing', () => {
  test.beforeEach(({ page, signIn }) => signIn(page, 'analyst'))

  test('without sistema1: the other two are there, and nothing reads like "no debts"', async ({
    page,
    demo,
    systems,
    axe,
  }) => {
    await systems.stop('sistema1')
    await lookUp(page, demo.people.indebted)
    await expect(systemBlock(page, 1)).toContainText('As dívidas não puderam ser consultadas.')
    await expect(systemBlock(page, 1)).toContainText('Isto não significa que não existam.')
    const score = systemBlock(page, 2)
    await expect(score).toContainText('Sem score')
    await expect(score).toContainText('A fonte não respondeu.')
    await expect(score).toContainText('Cadastro')
    await expect(systemBlock(page, 3)).toContainText('Movimentações recentes')
    await expect(page.getByText('Nenhuma dívida')).toHaveCount(0)
    await expect(page.getByText('R$ 0,00')).toHaveCount(0)
    await axe(page)

    await systems.resume('sistema1')
    await page.getByRole('button', { name: 'Tentar de novo' }).first().click()
    await expect(systemBlock(page, 1)).toContainText('Credor')
    await expect(systemBlock(page, 2)).toContainText('O que pesou')
  })

  for (const [system, name, words] of [
    [2, 'sistema2', 'O score e o cadastro não puderam ser consultados.'],
    [3, 'sistema3', 'As movimentações não puderam ser consultadas.'],
  ] as const) {
    test(`without ${name}: the other two are there, and what is missing is said`, async ({ page, demo, systems }) => {
      await systems.stop(name)
      await lookUp(page, demo.people.plain)
      await expect(systemBlock(page, system)).toContainText(words)
      for (const there of ([1, 2, 3] as const).filter((number) => number !== system)) {
        await expect(systemBlock(page, there)).not.toContainText('não puderam ser consultad')
      }
    })
  }
})
