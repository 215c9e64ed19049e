import { releaseHost } from './shared-host.ts'

await releaseHost()
