import clsx from 'clsx'
import type { ComponentProps } from 'react'

/** The markup of every table: rows by lines, scrolling sideways inside its own frame on a narrow screen. */
export function Table({ className, label, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    // The frame scrolls, so the keyboard must be able to reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to take the focus (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="overflow-x-auto focus-visible:-outline-offset-2">
      <table {...rest} className={clsx('w-full border-collapse text-sm tabular-nums', className)} />
    </section>
  )
}

export function HeadCell({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        'h-8 whitespace-nowrap border-b px-3 text-left text-xs font-medium text-ink-3 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5',
        className,
      )}
    />
  )
}

export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return (
    <td {...rest} className={clsx('h-10 border-b px-3 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5', className)} />
  )
}

/** A row; the last of a table has no line beneath it. */
export function Row({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr {...rest} className={clsx('hover:bg-canvas last:[&>td]:border-b-0', className)} />
}
