import { expect, type Page } from '@playwright/test'

/**
 * Listens to a page from now on: errors in its console (a refused script or style, a page that React had to draw
 * again) and exceptions. `expectQuiet` asserts that there were none; answers that a test asked for by their status
 * are named in `expected`.
 */
export function watchPage(page: Page, expected: readonly number[] = []) {
  const heard: string[] = []
  page.on('console', (message) => {
    const asked = expected.some((status) => message.text().includes(`status of ${status}`))
    if (['error', 'warning'].includes(message.type()) && !asked) heard.push(message.text())
  })
  page.on('pageerror', (error) => heard.push(error.message))
  return { expectQuiet: () => expect(heard).toEqual([]) }
}
