import { expect, test } from '../fixtures/index.ts'
import { lookUp, systemBlock } from '../fixtures/look-up.ts'
import { openPalette } from './pages.ts'
import { watchPage } from './watch-page.ts'

const PAGES = {
  visitor: [
    '/',
    '/entrar',
    '/recuperar',
    '/redefinir',
    '/convite',
    '/documentacao',
    '/documentacao/erros',
    '/documentacao/niveis',
    '/documentacao/mudancas',
  ],
  analyst: ['/consultas', '/carteira', '/tarefas', '/concessoes', '/uso', '/servicos', '/minha-conta'],
  approver: ['/concessoes'],
  admin: ['/equipe', '/chaves'],
} as const

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    // Without motion, so that nothing is judged while it is still half transparent.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })

    for (const [who, paths] of Object.entries(PAGES)) {
      test(`pages of ${who}: nothing grave, nothing refused, nothing drawn twice`, async ({ page, signIn, axe }) => {
        if (who !== 'visitor') await signIn(page, who)
        const watch = watchPage(page)
        for (const path of paths) {
          await page.goto(path)
          await expect(page.locator('[aria-busy]')).toHaveCount(0)
          await axe(page)
        }
        watch.expectQuiet()
      })
    }

    test('the dossier, its menus and windows', async ({ page, demo, signIn, axe }) => {
      await signIn(page, 'analyst')
      const watch = watchPage(page, [403, 404])
      await lookUp(page, demo.people.indebted)
      await expect(systemBlock(page, 1).getByRole('timer')).toBeVisible()
      await expect(page.locator('[aria-busy]')).toHaveCount(0)
      await axe(page)
      await lookUp(page, demo.people.no_score)
      await expect(systemBlock(page, 3).getByText('Dados de')).toBeVisible()
      await expect(page.locator('[aria-busy]')).toHaveCount(0)
      await axe(page)
      await openPalette(page)
      await axe(page)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: /^Menu da conta/ }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await axe(page)
      await page.keyboard.press('Escape')
      for (const path of ['/equipe', `/consultas/pes_${'0'.repeat(22)}`, '/nada']) {
        await page.goto(path)
        await axe(page)
      }
      watch.expectQuiet()
    })
  })
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, contextOptions: { reducedMotion: 'reduce' } })

  test('the look-up and the sheet', async ({ page, signIn, axe }) => {
    await signIn(page, 'analyst')
    await page.goto('/consultas')
    await axe(page)
    await page.getByRole('button', { name: 'Abrir o menu' }).click()
    await expect(page.getByRole('dialog', { name: 'Menu' })).toBeVisible()
    await axe(page)
  })
})
