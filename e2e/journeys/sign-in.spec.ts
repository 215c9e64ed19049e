import { expect, test } from '../fixtures/index.ts'
import { signInOnPage, signOut, submitSignIn } from './pages.ts'

test('a wrong password is said in words, and the right one leads to the first page of use', async ({ page, demo }) => {
  const analyst = demo.users.find(({ role }) => role === 'analyst')
  await signInOnPage(page, analyst?.email ?? '', 'não é esta a senha')
  await expect(page.getByRole('alert').filter({ hasText: 'E-mail ou senha não conferem' })).toBeVisible()
  await expect(page.getByLabel('Senha', { exact: true })).toBeFocused()
  await submitSignIn(page, analyst?.email ?? '', analyst?.password ?? '')
  await expect(page).toHaveURL(/\/consultas$/)
})

test('somebody sent to sign in comes back to where they were', async ({ page, demo }) => {
  const approver = demo.users.find(({ role }) => role === 'approver')
  await page.goto('/minha-conta')
  await expect(page).toHaveURL(/\/entrar\?volta=%2Fminha-conta$/)
  await submitSignIn(page, approver?.email ?? '', approver?.password ?? '')
  await expect(page).toHaveURL(/\/minha-conta$/)
})

for (const hostile of ['//evil.example', '/\\evil.example', 'https://evil.example', '/consultas/../../evil']) {
  test(`the way back never leads elsewhere: ${hostile}`, async ({ page, demo }) => {
    const auditor = demo.users.find(({ role }) => role === 'auditor')
    await page.goto(`/entrar?volta=${encodeURIComponent(hostile)}`)
    await submitSignIn(page, auditor?.email ?? '', auditor?.password ?? '')
    await expect(page).toHaveURL(`${demo.url}/servicos`)
  })
}

test('signing out kills the cookie wherever it was copied to', async ({ page, signIn, browser }) => {
  await signIn(page, 'analyst', { fresh: true })
  await page.goto('/consultas')
  const copied = await page.context().cookies()
  await signOut(page)

  const thief = await browser.newContext()
  await thief.addCookies(copied)
  const there = await thief.newPage()
  await there.goto('/consultas')
  await expect(there).toHaveURL(/\/entrar/)
  expect(await (await thief.request.get('/api/auth/session')).json()).toEqual({})
  await thief.close()
})

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
