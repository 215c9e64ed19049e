import { expect, test } from '../fixtures/index.ts'
import { lookUp } from './pages.ts'

test('another institution sees nothing of ours: same words, same status as what never was', async ({
  page,
  demo,
  signIn,
  browser,
}) => {
  await signIn(page, 'analyst')
  await lookUp(page, demo.people.plain)
  const ours = new URL(page.url()).pathname

  const elsewhere = await browser.newContext()
  const theirs = await elsewhere.newPage()
  await signIn(theirs, 'analyst', { institution: 'Cooperativa Boreal' })
  const answer = await theirs.goto(ours)
  const page404 = await theirs.locator('main').textContent()
  const missing = await theirs.goto(`/consultas/pes_${'0'.repeat(22)}`)
  expect(answer?.status()).toBe(404)
  expect(missing?.status()).toBe(404)
  expect(await theirs.locator('main').textContent()).toBe(page404)

  await lookUp(theirs, demo.people.plain)
  expect(new URL(theirs.url()).pathname).not.toBe(ours)
  await elsewhere.close()
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
