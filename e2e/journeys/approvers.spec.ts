import { Secret, TOTP } from 'otpauth'
import { expect, test } from '../fixtures/index.ts'

test('an approver chooses a password and a phone, and waits for a colleague’s word', async ({ page, signIn, axe }) => {
  await signIn(page, 'gilda@aurora.example')
  await page.goto('/concessoes')
  await page.getByRole('button', { name: 'Trocar senha e celular' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Nova senha de aprovação').fill('curta')
  await expect(dialog.getByRole('button', { name: 'Continuar' })).toBeDisabled()
  await dialog.getByLabel('Nova senha de aprovação').fill('nove umbus maduros')
  await dialog.getByRole('button', { name: 'Continuar' }).click()
  await expect(dialog.getByRole('img', { name: 'Imagem para o aplicativo de códigos' })).toBeVisible()
  await axe(page)
  const typed = await dialog.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent()
  const secret = Secret.fromBase32((typed ?? '').replaceAll(' ', ''))
  await dialog.getByLabel('Código do celular').fill(TOTP.generate({ secret }))
  await dialog.getByRole('button', { name: 'Concluir' }).click()
  await expect(
    page.getByText('Cadastro feito. Peça a outra pessoa que aprova que o confirme.', { exact: true }),
  ).toBeVisible()
  // What was in force stays so until then, and nobody confirms themselves.
  const own = page.getByRole('listitem').filter({ hasText: 'gilda@aurora.example' })
  await expect(own.filter({ hasText: 'Aguarda confirmação' })).toBeVisible()
  await expect(own.filter({ hasText: 'Ativo' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Confirmar', exact: true })).toHaveCount(0)
})
