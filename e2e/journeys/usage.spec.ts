import { readFile } from 'node:fs/promises'
import { formatBasic } from '#lib/access/basic.ts'
import { expect, test } from '../fixtures/index.ts'
import { watchPage } from './watch-page.ts'

test('what a key called shows by day, key, system and purpose, and as a file', async ({ page, demo, signIn, axe }) => {
  const key = demo.keys.find(({ scopes }) => scopes.includes('chaves:administrar'))
  if (!key) throw new Error('no key of the demo that makes keys')
  const headers = { authorization: formatBasic(key.id, key.secret) }
  expect((await fetch(`${demo.url}/v1/conta`, { headers })).status).toBe(200)
  await signIn(page, 'admin')
  const watch = watchPage(page)
  const byKey = page.getByRole('region', { name: 'Por chave' })
  await expect(async () => {
    await page.goto('/uso?dias=7')
    await expect(byKey.getByRole('link', { name: key.name })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(page.getByRole('region', { name: 'Por sistema' })).toContainText('Crivo')
  await expect(page.getByRole('region', { name: 'Por finalidade' })).toContainText('Análise de crédito')
  await expect(page.getByRole('img', { name: /^Chamadas de cada dia/ })).toBeVisible()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Baixar CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^uso-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain('dia,chave,nome,sistema,finalidade,chamadas')
  expect(text).toContain(key.id)
  await page.getByRole('link', { name: '90 dias' }).click()
  await expect(page.getByRole('link', { name: '90 dias' })).toHaveAttribute('aria-current', 'page')
  await axe(page)
  watch.expectQuiet()
})
