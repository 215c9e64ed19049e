'use client'

type Props = { error: Error & { digest?: string }; reset: () => void }

/** The last resort outside the portal, where no words may have been loaded: both languages at once. */
export default function RootError({ error, reset }: Props) {
  return (
    <main className="mx-auto grid max-w-lg gap-4 px-4 py-16 sm:py-24">
      <h1 className="text-xl font-semibold tracking-tight">Algo falhou deste lado</h1>
      <p className="text-base text-ink-2">
        A página não pôde ser montada. Tente de novo em instantes.
        <br />
        <span lang="en">This page could not be built. Try again in a moment.</span>
      </p>
      {error.digest ? <p className="font-mono text-xs text-ink-3">{error.digest}</p> : null}
      <button
        type="button"
        onClick={reset}
        className="h-8 justify-self-start rounded-md border border-line-strong bg-surface px-3 text-sm font-medium hover:bg-hover"
      >
        Tentar de novo · Try again
      </button>
    </main>
  )
}
