import type { ReactNode } from 'react'

export type Check = { value: string; label: string; hint?: ReactNode }
export type CheckListProps = {
  legend: string
  options: readonly Check[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
  error?: string | undefined
}

/** Several of a few things, by native checkboxes under one legend. */
export function CheckList({ legend, options, chosen, onChange, error }: CheckListProps) {
  const toggle = (value: string, on: boolean) =>
    onChange(options.map((option) => option.value).filter((each) => (each === value ? on : chosen.includes(each))))
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      {options.map(({ value, label, hint }) => (
        <label key={value} className="flex items-start gap-2.5 rounded-md px-1 py-0.5 text-sm hover:bg-hover">
          <input
            type="checkbox"
            className="mt-0.5 size-4 accent-accent"
            checked={chosen.includes(value)}
            onChange={(event) => toggle(value, event.target.checked)}
          />
          <span className="grid">
            {label}
            {hint ? <span className="text-xs text-ink-3">{hint}</span> : null}
          </span>
        </label>
      ))}
      {error ? (
        <p role="alert" className="text-sm text-danger-ink">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
