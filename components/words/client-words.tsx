import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'

type Section = keyof Awaited<ReturnType<typeof getMessages>>

/** Gives the client islands beneath it the words of the named sections, and no others, to keep pages light. */
export async function ClientWords({ sections, children }: { sections: readonly Section[]; children: ReactNode }) {
  const all = await getMessages()
  const messages = Object.fromEntries(sections.map((section) => [section, all[section]]))
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
}
