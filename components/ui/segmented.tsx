'use client'

import clsx from 'clsx'
import type { ReactNode } from 'react'

export type SegmentedProps = {
  label: string
  value: string
  options: readonly { value: string; label: string; show?: ReactNode }[]
  onChoose: (value: string) => void
}

/** A few choices in one line, one of them taken: native radio buttons, so that arrows and screen readers just work. */
export function Segmented({ label, value, options, onChoose }: SegmentedProps) {
  return (
    <fieldset className="inline-flex rounded-md border bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={clsx(
            'relative flex h-6 min-w-7 cursor-pointer items-center justify-center rounded-sm px-1.5 text-xs font-medium text-ink-2',
            'hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-raised',
            'has-focus-visible:outline-2 has-focus-visible:outline-accent [&_svg]:size-3.5',
          )}
        >
          <input
            type="radio"
            name={label}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChoose(option.value)}
            className="sr-only"
          />
          {option.show ? <span className="sr-only">{option.label}</span> : option.label}
          {option.show}
        </label>
      ))}
    </fieldset>
  )
}
