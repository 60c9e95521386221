import { generateKeyPairSync, createPublicKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealFolder } from '../../src/bundle/seal.js'
import { manifestType } from '../../src/bundle/manifest.js'
import type { Signer } from '../../src/bundle/signer.js'
import { checks } from '../../src/checks/index.js'
import { ed25519JwkOf, jwkThumbprint, signDetached } from '../../src/crypto/detached-jws.js'
import { readRunFolder, recorder } from '../../src/evidence/run-folder.js'
import { judgeFolder } from '../../src/judge/record.js'
import type { RunEvent, RunRecord } from '../../src/model/run.js'
import { sampleAttempt } from './sample-attempt.js'
import { at } from './sample-exchange.js'
import { samplePlan } from './sample-plan.js'

/** A signer of manifests with a key of its own; it signs no PDF. */
export function sampleSigner(): Signer & { readonly thumbprint: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  const thumbprint = jwkThumbprint(ed25519JwkOf(createPublicKey(privateKey)))
  return {
    name: thumbprint,
    thumbprint,
    pdfCertificate: null,
    signManifest: (content) => Promise.resolve({ kind: 'jws', jws: signDetached(content, privateKey, manifestType) }),
    signPdf: () => Promise.reject(new Error('this signer signs no PDF')),
  }
}

/** Two attempts at one script, of which the server answers this. */
export function sampleEvents(status = 200, run = 'run-1'): RunEvent[] {
  const sample = sampleAttempt([{ checks: [['status', 200]], answers: [{ status }] }])
  const plan = { ...samplePlan([sample.item, { ...sample.item, attempt: 2 }]), required: [] }
  const attempt = (number: number): RunEvent[] => [
    ...sample.events.map((event): RunEvent => ({ type: 'attempt-event', attempt: number, event })),
    { type: 'attempt-ended', at, attempt: number },
  ]
  return [
    { type: 'run-started', at, run, plan },
    ...attempt(1),
    ...attempt(2),
    { type: 'run-ended', at, how: 'complete' },
  ]
}

/** The record of a run in a folder, judged. */
export function recordedRun(folder: string, events: readonly RunEvent[] = sampleEvents()): RunRecord {
  const record = recorder(folder, '1.2.3')
  events.forEach(record)
  return judgeFolder(readRunFolder(folder), checks)
}

/** A run's folder as `synaq run` leaves it, but for its PDFs: signed. */
export async function sealedRun(folder: string, signer: Signer, events?: readonly RunEvent[]): Promise<RunRecord> {
  const record = recordedRun(folder, events)
  writeFileSync(join(folder, 'report.html'), '<p>A report</p>')
  await sealFolder(folder, { at, version: '1.2.3', runs: [record] }, signer)
  return record
}
