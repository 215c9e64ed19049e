import { expect, test } from '../fixtures/index.ts'
import { joinTeam } from './join-team.ts'
import { newPerson, signInOnPage, submitSignIn, tokenIn } from './pages.ts'

test('an invitation leads in once, and its token leaves the address at once', async ({
  page,
  browser,
  signIn,
  mailTo,
}) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`))
  const person = await joinTeam(page, browser, { signIn, mailTo })
  const token = tokenIn(await mailTo(person.email), '/convite')
  expect(asked.filter((address) => address.includes(token))).toEqual([])

  await page.context().clearCookies()
  await page.goto(`/convite#${token}`)
  await expect(page.getByText('Este convite não vale mais')).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')
})

test('a revoked invitation leads nowhere', async ({ page, signIn, mailTo }) => {
  const { email } = newPerson()
  await signIn(page, 'admin')
  await page.goto('/equipe')
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('combobox', { name: 'Papel' }).click()
  await page.getByRole('option', { name: /Auditor/ }).click()
  await page.getByRole('button', { name: 'Convidar' }).click()
  const row = page.getByRole('row').filter({ hasText: email })
  await expect(row).toContainText('Auditor')
  await row.getByRole('button', { name: 'Revogar' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revogar' }).click()
  await expect(row).toHaveCount(0)
  await page.goto(`/convite#${tokenIn(await mailTo(email), '/convite')}`)
  await expect(page.getByText('Este convite não vale mais')).toBeVisible()
})

test('changing the password ends the other sessions and keeps this one', async ({ page, browser, signIn, mailTo }) => {
  const person = await joinTeam(page, browser, { signIn, mailTo })
  const elsewhere = await browser.newContext()
  const other = await elsewhere.newPage()
  await signInOnPage(other, person.email, person.password)
  await expect(other).toHaveURL(/\/consultas$/)

  await page.goto('/minha-conta')
  await page.getByLabel('Senha atual').fill('não é esta a senha')
  await page.getByLabel('Nova senha').fill('curta')
  await expect(page.getByText('Faltam 7 caracteres.')).toBeVisible()
  const fresh = `outra ${person.password}`
  await page.getByLabel('Nova senha').fill(fresh)
  await page.getByRole('button', { name: 'Trocar a senha' }).click()
  await expect(page.getByText('A senha atual não confere.')).toBeVisible()
  await page.getByLabel('Senha atual').fill(person.password)
  await page.getByRole('button', { name: 'Trocar a senha' }).click()
  await expect(page.getByText('Senha trocada. As outras sessões terminaram.', { exact: true })).toBeVisible()

  await other.goto('/consultas')
  await expect(other).toHaveURL(/\/entrar/)
  await submitSignIn(other, person.email, fresh)
  await expect(other).toHaveURL(/\/consultas$/)
  await page.goto('/minha-conta')
  const foreign = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Encerrar' }) })
  await foreign.getByRole('button', { name: 'Encerrar' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Encerrar' }).click()
  await expect(page.getByText('Sessão encerrada.', { exact: true })).toBeVisible()
  await other.goto('/minha-conta')
  await expect(other).toHaveURL(/\/entrar/)
  await elsewhere.close()
})

test('a forgotten password is set anew by the link in the letter, once', async ({ page, browser, signIn, mailTo }) => {
  const person = await joinTeam(page, browser, { signIn, mailTo })
  await page.context().clearCookies()
  await page.goto('/entrar')
  await page.getByRole('link', { name: 'Esqueci a senha' }).click()
  await expect(page).toHaveURL(/\/recuperar$/)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByRole('button', { name: 'Enviar o link' }).click()
  await expect(page.getByText('Confira o seu e-mail')).toBeVisible()

  await expect.poll(() => mailTo(person.email)).toContain('/redefinir#')
  const token = tokenIn(await mailTo(person.email), '/redefinir')
  const fresh = `nova ${person.password}`
  await page.goto(`/redefinir#${token}`)
  await page.getByLabel('Nova senha').fill(fresh)
  await page.getByRole('button', { name: 'Salvar a nova senha' }).click()
  await expect(page.getByText('Senha alterada')).toBeVisible()
  await signInOnPage(page, person.email, fresh)
  await expect(page).toHaveURL(/\/consultas$/)

  await page.context().clearCookies()
  await page.goto(`/redefinir#${token}`)
  await page.getByLabel('Nova senha').fill(`terceira ${person.password}`)
  await page.getByRole('button', { name: 'Salvar a nova senha' }).click()
  await expect(page.getByText('Este link não vale mais')).toBeVisible()
})

test('an administrator changes a role, ends sessions, suspends and lets in again', async ({
  page,
  browser,
  signIn,
  mailTo,
  axe,
}) => {
  const person = await joinTeam(page, browser, { signIn, mailTo })
  const office = await browser.newContext()
  const admin = await office.newPage()
  await signIn(admin, 'admin')
  const row = admin.getByRole('row').filter({ hasText: person.email })
  const manage = async () => {
    await admin.goto('/equipe')
    await row.getByRole('button', { name: /^Gerenciar/ }).click()
    return admin.getByRole('dialog', { name: person.name })
  }
  const role = await manage()
  await role.getByRole('combobox', { name: 'Papel' }).click()
  await admin.getByRole('option', { name: /Auditor/ }).click()
  await axe(admin)
  await role.getByRole('button', { name: 'Trocar o papel' }).click()
  await expect(row).toContainText('Auditor')
  await page.goto('/consultas')
  await expect(page).toHaveURL(/\/entrar/)
  await submitSignIn(page, person.email, person.password)
  await expect(page).not.toHaveURL(/\/entrar/)

  await (await manage()).getByRole('button', { name: 'Encerrar as sessões' }).click()
  await expect(admin.getByText(`As sessões de ${person.name} terminaram.`, { exact: true })).toBeVisible()
  await page.goto('/minha-conta')
  await expect(page).toHaveURL(/\/entrar/)

  await (await manage()).getByRole('button', { name: 'Suspender' }).click()
  await expect(row).toContainText('Suspenso')
  await submitSignIn(page, person.email, person.password)
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page).toHaveURL(/\/entrar/)

  await (await manage()).getByRole('button', { name: 'Reativar' }).click()
  await expect(row).toContainText('Ativo')
  await signInOnPage(page, person.email, person.password)
  await expect(page).not.toHaveURL(/\/entrar/)
  await expect(
    admin
      .getByRole('row')
      .filter({ hasText: 'carla@' })
      .getByRole('button', { name: /^Gerenciar/ }),
  ).toHaveCount(0)
  await office.close()
})
