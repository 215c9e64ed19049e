import { expect, test } from '../fixtures/index.ts'

test('the start page says what Crivo is, how the systems are, and lets a visitor in', async ({ page, demo }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('No ar')).toHaveCount(3)
  for (const { email } of demo.users) await expect(page.getByText(email)).toBeVisible()
  await page.getByRole('button', { name: 'Entrar como bruno@aurora.example' }).click()
  await expect(page).toHaveURL(/\/concessoes$/)
})

test('each system is really called with one’s own session, and shown as it went', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await page.goto('/servicos')
  await page.getByRole('button', { name: 'Pessoa com dívidas' }).click()
  for (const number of [1, 2, 3]) {
    const system = page.getByRole('region', { name: `Sistema ${number}` })
    await system.getByRole('button', { name: `Chamar Sistema ${number}` }).click()
    await expect(system.getByText(`POST /v1/sistema${number}/consultas`)).toBeVisible()
    await expect(system.getByText('200', { exact: true })).toBeVisible()
    await expect(system.getByText(/^\d+ ms$/)).toBeVisible()
    await expect(system.locator('pre')).toContainText('"cpf": "***.')
    await expect(system.locator('dl').first()).toContainText('(credencial omitida)')
  }
  expect(await page.locator('main').textContent()).not.toContain(demo.people.indebted)
})

test('whoever may look nobody up is refused before any system is asked', async ({ page, signIn }) => {
  await signIn(page, 'auditor')
  await page.goto('/servicos')
  await page.getByRole('button', { name: 'Chamar Sistema 3' }).click()
  await expect(page.getByText('o seu papel não tem permissão nele')).toBeVisible()
})

test('every error of the API leads to its own line of the documentation', async ({ page }) => {
  await page.goto('/documentacao/erros#cpf_digito')
  await expect(page.locator('#cpf_digito')).toContainText('400')
  await page.goto('/documentacao')
  for (const system of ['1', '2', '3']) {
    const command = page.locator(`section[data-system="${system}"] pre`)
    await expect(command).toContainText(`/v1/sistema${system}/consultas`)
  }
})

test('a system that stops is seen to be down while one looks, and up again after', async ({
  page,
  signIn,
  systems,
}) => {
  await signIn(page, 'analyst')
  await page.goto('/servicos')
  const system = page.getByRole('region', { name: 'Sistema 3' })
  await expect(system.getByText('No ar')).toBeVisible()
  await systems.stop('sistema3')
  await expect(system.getByText('Fora do ar')).toBeVisible({ timeout: 15_000 })
  await systems.resume('sistema3')
  await expect(system.getByText('No ar')).toBeVisible({ timeout: 15_000 })
})
