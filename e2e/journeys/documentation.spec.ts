import { expect, test } from '../fixtures/index.ts'
import { watchPage } from './watch-page.ts'

test('the API reference: every operation, tried from the page, and nothing asked of anybody else', async ({
  page,
  demo,
}) => {
  const watch = watchPage(page)
  const foreign: string[] = []
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== new URL(demo.url).origin) foreign.push(request.url())
  })
  await page.goto('/documentacao')
  await page.getByRole('link', { name: 'Referência' }).click()
  await expect(page.getByRole('heading', { name: 'API do Crivo' })).toBeVisible()
  await page.goto('/documentacao/referencia#tag/servico/GET/v1/saude')
  await page.getByRole('button', { name: /Test Request.*\/v1\/saude/i }).click()
  const answered = page.waitForResponse((response) => response.url().endsWith('/v1/saude'))
  await page.getByRole('button', { name: /^Send get request/ }).click()
  expect((await answered).status()).toBe(200)
  expect(foreign).toEqual([])
  watch.expectQuiet()
})
