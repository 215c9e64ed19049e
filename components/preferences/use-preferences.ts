'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'

export type ThemeChoice = 'system' | 'light' | 'dark'

async function keep(choice: Record<string, string>): Promise<void> {
  await fetch('/api/preferencias', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(choice),
  })
}

/** The theme that the page wears right now: the server wrote it on the root element. */
export function themeNow(): ThemeChoice {
  const theme = document.documentElement.dataset.theme
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Changes theme or language: the theme at once, the language as soon as the server has answered in it. */
export function usePreferences() {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  return {
    pending,
    chooseTheme(theme: ThemeChoice) {
      if (theme === 'system') delete document.documentElement.dataset.theme
      else document.documentElement.dataset.theme = theme
      void keep({ theme })
    },
    chooseLocale(locale: string) {
      startTransition(async () => {
        await keep({ locale })
        router.refresh()
      })
    },
  }
}
