import { expect, test } from '../fixtures/index.ts'
import { findDemoUser } from '../fixtures/instance.ts'
import { signInOnPage, submitSignIn } from './pages.ts'

test('the right password leads to the first page of use', async ({ page, demo }) => {
  const { email, password } = findDemoUser(demo, 'analyst')
  await signInOnPage(page, email, password)
  await expect(page).toHaveURL(/\/consultas$/)
})

for (const hostile of ['//evil.example', '/\\evil.example', 'https://evil.example', '/consultas/../../evil']) {
  test(`the way back never leads elsewhere: ${hostile}`, async ({ page, demo }) => {
    const { email, password } = findDemoUser(demo, 'auditor')
    await page.goto(`/entrar?volta=${encodeURIComponent(hostile)}`)
    await submitSignIn(page, email, password)
    await expect(page).toHaveURL(`${demo.url}/uso`)
  })
}

test('guessing is held up, with the time to wait in words and in the answer', async ({ page }) => {
  const email = `ninguem-${Date.now()}@aurora.example`
  await page.goto('/entrar')
  const answers: number[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('/callback/credentials')) answers.push(response.status())
  })
  for (let attempt = 1; attempt <= 11; attempt++) {
    await submitSignIn(page, email, `tentativa número ${attempt}`)
    await expect.poll(() => answers.length).toBe(attempt)
  }
  expect(answers).toEqual([...Array(10).fill(401), 429])
  await expect(page.getByText('Tentativas demais')).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: /aguarde \d+ min/ })).toHaveCount(1)

  const { csrfToken } = await (await page.request.get('/api/auth/csrf')).json()
  const form = { email, password: 'mais uma', csrfToken, json: 'true' }
  const held = await page.request.post('/api/auth/callback/credentials', { form })
  expect(held.status()).toBe(429)
  expect(Number(held.headers()['retry-after'])).toBeGreaterThan(0)
})

test('a role without a page is told so, with 403', async ({ page, signIn }) => {
  await signIn(page, 'approver')
  const answer = await page.goto('/consultas')
  expect(answer?.status()).toBe(403)
  await expect(page.getByText('O seu papel não abre esta página')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Páginas do portal' }).first()).not.toContainText('Consultar')
})
