import { Skeleton } from './skeleton.tsx'

/** Three rows on their way. */
export function ListSkeleton() {
  return (
    <div aria-busy className="divide-y">
      {['w-48', 'w-56', 'w-40'].map((width) => (
        <div key={width} className="grid gap-2 px-4 py-3.5 sm:px-5">
          <Skeleton className={`h-4 ${width}`} />
          <Skeleton className="h-3 w-72 max-w-full" />
        </div>
      ))}
    </div>
  )
}
