import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'

test('another institution sees nothing of ours', async ({ page, browser, demo, signIn }) => {
  await signIn(page, 'analyst')
  const ours = await lookUp(page, demo.people.indebted)
  await expect(systemBlock(page, 3)).toContainText('Consulta anterior')

  const theirs = await browser.newContext({ baseURL: demo.url, locale: 'pt-BR' })
  const foreign = await theirs.newPage()
  await signIn(foreign, 'analyst', { institution: 'Cooperativa Boreal' })

  await test.step('our dossier’s address leads nowhere for them, like one that never existed', async () => {
    for (const path of [ours, '/consultas/pes_0000000000000000000000']) {
      const response = await foreign.goto(path)
      expect(response?.status()).toBe(404)
      await expect(foreign.getByText('Não há nada neste endereço')).toBeVisible()
    }
  })

  await test.step('the same person has another pseudonym there, without our grant, consents or names', async () => {
    expect(await lookUp(foreign, demo.people.indebted)).not.toBe(ours)
    await expect(systemBlock(foreign, 1)).toContainText('Sem concessão')
    await expect(systemBlock(foreign, 3)).toContainText('Sem consentimento')
    for (const system of [2, 3] as const) {
      await expect(systemBlock(foreign, system)).toContainText('por outra instituição')
    }
    await expect(foreign.getByText('@aurora.example')).toHaveCount(0)
  })

  await test.step('their team and their grants are their own', async () => {
    await foreign.goto('/concessoes')
    await expect(foreign.getByRole('main')).toBeVisible()
    await expect(foreign.getByText('@aurora.example')).toHaveCount(0)
    await signIn(foreign, 'elisa@boreal.example')
    await foreign.goto('/equipe')
    await expect(foreign.getByText('fabio@boreal.example')).toBeVisible()
    await expect(foreign.getByText('@aurora.example')).toHaveCount(0)
  })
  await theirs.close()
})
