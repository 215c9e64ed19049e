import { defineConfig } from 'prisma/config'

/** For the command line (`prisma generate`). No address here: migrations are applied by our own runner, with the owner's. */
export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
})
