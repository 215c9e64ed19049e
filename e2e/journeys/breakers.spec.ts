import type { APIRequestContext } from '@playwright/test'
import { expect, test } from '../fixtures/index.ts'

/** A key's look-up at sistema2: what it says of debts. */
async function debtsOf(request: APIRequestContext, token: string, cpf: string) {
  const answer = await request.post('/v1/sistema2/consultas', {
    headers: { authorization: `Bearer ${token}` },
    data: { cpf },
  })
  expect(answer.status()).toBe(200)
  return (await answer.json()).dividas as Record<string, unknown>
}

test('a Base A that hangs: debts are unavailable and never zero, its breaker opens, and closes once it is back', async ({
  page,
  request,
  demo,
  signIn,
  systems,
}) => {
  const [key] = demo.keys
  const issued = await request.post('/oauth/token', {
    headers: { authorization: `Basic ${Buffer.from(`${key?.id}:${key?.secret}`).toString('base64')}` },
    form: { grant_type: 'client_credentials', scope: 'sistema2:score dividas:resumo' },
  })
  const { access_token: token } = await issued.json()
  const cpf = demo.people.indebted
  const known = await debtsOf(request, token, cpf)
  expect(Number(known.quantidade)).toBeGreaterThan(0)

  await signIn(page, 'analyst')
  await page.goto('/servicos')
  const breaker = page.locator('[data-caller=sistema2]').getByRole('listitem').filter({ hasText: 'resumo de dívidas' })
  await expect(breaker).toContainText('Fechado')
  await systems.stop('sistema1')
  for (let round = 0; round < 2; round += 1) {
    const answers = await Promise.all(Array.from({ length: 25 }, () => debtsOf(request, token, cpf)))
    for (const debts of answers) expect(debts).toEqual({ situacao: 'indisponivel' })
  }
  await expect(breaker).toContainText('Aberto')
  await systems.resume('sistema1')
  await expect.poll(() => debtsOf(request, token, cpf), { timeout: 20_000 }).toEqual(known)
  await expect(breaker).toContainText('Fechado')
  const log = page.getByRole('region', { name: 'Mudanças de estado' })
  await expect(log).toContainText('fechou')
  await expect(log).toContainText('abriu')
})

test('of a process that hangs the page says that nothing is known, and shows its breakers once it is back', async ({
  page,
  signIn,
  systems,
}) => {
  await signIn(page, 'analyst')
  await page.goto('/servicos')
  const caller = page.locator('[data-caller=sistema3]')
  await expect(caller.getByRole('listitem').first()).toBeVisible()
  await systems.stop('sistema3')
  await expect(caller).toContainText('nada se sabe dos disjuntores')
  await systems.resume('sistema3')
  await expect(caller.getByRole('listitem').first()).toBeVisible()
})
