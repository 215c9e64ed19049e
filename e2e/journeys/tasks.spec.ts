import { readFile } from 'node:fs/promises'
import { expect, test } from '../fixtures/index.ts'

test('a batch is judged line by line, runs in the background, survives a reload and is downloaded', async ({
  page,
  demo,
  signIn,
  axe,
}) => {
  await signIn(page, 'analyst')
  await page.goto('/tarefas')
  const list = page.getByRole('textbox', { name: /^CPFs/ })
  await list.fill(`cpf;nome\n${demo.people.plain};Ana\n52998224724\n${demo.people.plain}`)
  await expect(page.getByText('Linha 3: Há um dígito errado neste CPF.')).toBeVisible()
  await expect(page.getByText('Linha 4: Este CPF já está na linha 2.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Consultar', exact: true })).toBeDisabled()
  await axe(page)

  await list.fill(`${demo.people.plain}\n${demo.people.indebted}\n52998224725`)
  await page.getByRole('radio', { name: /^Risco financeiro/ }).check()
  await page.getByRole('button', { name: 'Consultar 3 pessoas' }).click()
  await expect(page.getByText('A tarefa está na fila.', { exact: true })).toBeVisible()
  await page.reload()
  const task = page.getByRole('list', { name: 'Suas tarefas' }).getByRole('listitem').first()
  await expect(task.getByText('Concluída')).toBeVisible({ timeout: 20_000 })
  await expect(task.getByText('3 de 3')).toBeVisible()
  await axe(page)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    task.getByRole('link', { name: 'Baixar CSV' }).click(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatch(/^1,encontrada,\*\*\*/)
  expect(lines[3]).toMatch(/^3,pessoa_nao_encontrada,/)
})

test('who may look nobody up runs no tasks', async ({ page, signIn }) => {
  await signIn(page, 'approver')
  expect((await page.goto('/tarefas'))?.status()).toBe(403)
  expect((await page.request.get(`/api/tarefas/tar_${'0'.repeat(22)}/resultado`)).status()).toBe(403)
  await expect(page.getByRole('link', { name: 'Tarefas' })).toHaveCount(0)
})

test("another's task isn't there, and without a session there is nothing", async ({ page, browser, demo, signIn }) => {
  await signIn(page, 'analyst')
  for (const what of ['eventos', 'resultado']) {
    expect((await page.request.get(`/api/tarefas/tar_${'0'.repeat(22)}/${what}`)).status()).toBe(404)
  }
  const stranger = await browser.newContext({ baseURL: demo.url })
  expect((await stranger.request.get(`/api/tarefas/tar_${'0'.repeat(22)}/resultado`)).status()).toBe(401)
  await stranger.close()
})
