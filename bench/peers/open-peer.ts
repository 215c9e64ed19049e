import { argv, env } from 'node:process'
import { MongoClient } from 'mongodb'
import { HOLDERS } from '#lib/systems/movements/documents.ts'

/** What every peer starts from: the same people by the same user as sistema3, and the port that it was given. */
export async function openPeer() {
  const client = await new MongoClient(env.MONGODB_URI_BASE_C ?? '', { maxPoolSize: 50 }).connect()
  return { holders: client.db().collection<{ _id: string }>(HOLDERS), port: Number(argv[2]) }
}
