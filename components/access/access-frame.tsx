import Link from 'next/link'
import type { ReactNode } from 'react'
import { Wordmark } from '../shell/mark.tsx'

export type AccessFrameProps = { title: ReactNode; description?: ReactNode; children: ReactNode; foot?: ReactNode }

/** One form in the middle of a quiet page: signing in and the ways back in. */
export function AccessFrame({ title, description, children, foot }: AccessFrameProps) {
  return (
    <main className="mx-auto grid w-full max-w-sm gap-6 px-4 py-12 sm:py-20">
      <Link href="/" prefetch={false} className="justify-self-start rounded-md">
        <Wordmark />
      </Link>
      <div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {description ? <p className="mt-1 text-base text-ink-2">{description}</p> : null}
      </div>
      {children}
      {foot ? <div className="text-sm text-ink-2">{foot}</div> : null}
    </main>
  )
}
