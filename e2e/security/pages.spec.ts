import { expect, test } from '../fixtures/index.ts'
import { lookUp } from '../fixtures/look-up.ts'

const PAGES = ['/', '/entrar', '/redefinir', '/consultas', '/concessoes', '/servicos', '/minha-conta', '/nada'] as const

test('every page forbids framing, foreign scripts and caching', async ({ page, signIn }) => {
  await signIn(page, 'analyst')
  const nonces = new Set<string>()
  for (const path of PAGES) {
    const answer = await page.request.get(path)
    const headers = answer.headers()
    const policy = headers['content-security-policy'] ?? ''
    const nonce = /script-src 'self' 'nonce-([A-Za-z0-9+/=]{22,})' 'strict-dynamic'/.exec(policy)?.[1] ?? ''
    expect(policy, path).toContain("frame-ancestors 'none'")
    expect(policy, path).toContain("connect-src 'self'")
    expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval|https?:/)
    expect(headers['cache-control'], path).toContain('no-store')
    expect(headers['x-content-type-options'], path).toBe('nosniff')
    expect(headers['referrer-policy'], path).toBe('same-origin')
    expect(headers['permissions-policy'], path).toContain('camera=()')
    expect(headers['x-powered-by'], path).toBeUndefined()
    const html = await answer.text()
    expect(html, path).not.toMatch(/<[a-z]+[^>]*\sstyle=/)
    for (const [script] of html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>/g)) expect(script, path).toContain(nonce)
    nonces.add(nonce)
  }
  expect(nonces.size).toBe(PAGES.length)
})

test('no page asks anything of another host', async ({ page, demo, signIn }) => {
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await page.goto('/')
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  await expect(page.getByRole('img', { name: /^Score/ })).toBeVisible()
  expect([...hosts]).toEqual([new URL(demo.url).host])
})

test('what changes something is refused without an Origin, and from another', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await page.goto('/consultas')
  const sent = page.waitForRequest((request) => request.method() === 'POST' && 'next-action' in request.headers())
  await lookUp(page, demo.people.plain)
  const action = await sent
  const { 'next-action': id = '', 'content-type': type = '', 'next-router-state-tree': tree = '' } = action.headers()
  const post = (origin: Record<string, string>) =>
    page.request.post('/consultas', {
      headers: { 'next-action': id, 'content-type': type, 'next-router-state-tree': tree, ...origin },
      data: action.postData() ?? '',
    })
  expect(await (await post({ origin: demo.url })).text()).toContain('/consultas/pes_')
  const nameless = await post({})
  expect(await nameless.text()).not.toContain('/consultas/pes_')
  const foreign = await post({ origin: 'https://evil.example' })
  expect(await foreign.text()).not.toContain('/consultas/pes_')

  for (const headers of [{}, { origin: 'https://evil.example' }]) {
    const answer = await page.request.put('/api/preferencias', { headers, data: { theme: 'dark' } })
    expect(answer.status()).toBe(403)
  }
})

test('cookies are closed to scripts and to other sites, and say nothing', async ({ page, demo, signIn }) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  const cookies = await page.context().cookies()
  expect(cookies.length).toBeGreaterThan(2)
  for (const cookie of cookies) {
    expect(cookie.httpOnly, cookie.name).toBe(true)
    expect(['Lax', 'Strict'], cookie.name).toContain(cookie.sameSite)
  }
  const session = await (await page.request.get('/api/auth/session')).json()
  expect(Object.keys(session.user)).toEqual(['name', 'email'])
  expect(JSON.stringify(session)).not.toMatch(/ses_|mem_|ins_/)
})

test('a page of a member is nothing but the way to sign in for anybody else', async ({ request }) => {
  for (const path of [
    '/consultas',
    `/consultas/pes_${'0'.repeat(22)}`,
    '/concessoes',
    '/chaves',
    '/equipe',
    '/minha-conta',
  ]) {
    const answer = await request.get(path, { maxRedirects: 0 })
    expect([303, 307, 308], path).toContain(answer.status())
    expect(answer.headers().location, path).toContain('/entrar?volta=')
  }
})

test('the number of a person never enters an address, nor anything that the browser keeps', async ({
  page,
  demo,
  signIn,
}) => {
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  await expect(page.getByRole('img', { name: /^Score/ })).toBeVisible()
  const number = demo.people.plain
  const formatted = number.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, '$1.$2.$3-$4')
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.title]))
  const cookies = JSON.stringify(await page.context().cookies())
  for (const text of [...addresses, kept, cookies, await page.content()]) {
    expect(text).not.toContain(number)
    expect(text).not.toContain(formatted)
  }
})
