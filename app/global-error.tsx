'use client'

import RootError from './error.tsx'
import './globals.css'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** Stands in for the root layout itself when even that fails. */
export default function GlobalError(props: Props) {
  return (
    <html lang="pt-BR">
      <body>
        <RootError {...props} />
      </body>
    </html>
  )
}
