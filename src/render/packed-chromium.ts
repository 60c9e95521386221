import { spawn } from 'node:child_process'
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { problem } from '../base/problem.js'

/** The browser that comes with the npm package, unpacked. */
export interface PackedChromium {
  readonly executable: string
  /** Libraries that a bare system may lack (NSS, NSPR, expat). */
  readonly libraries: string
  /** Fontconfig file naming only the unpacked fonts: without any usable font the renderer dies. */
  readonly fontconfig: string
  /** Removes what was unpacked for this process only. */
  dispose(): void
}

/**
 * Unpacks the browser once into the user's cache and answers where it is; where no private cache can be had,
 * into a temporary folder of this process. @throws ProblemError when it is not made for this machine.
 */
export async function packedChromium(): Promise<PackedChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw problem(
      'browser-platform',
      `The browser that comes with Synaq is for Linux on x64, this is ${process.platform} on ${process.arch}.`,
      'Install Chrome or Chromium and name it in PUPPETEER_EXECUTABLE_PATH.',
    )
  }
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const version = packageVersion(entry)
  const cache = privateCache()
  if (cache === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'synaq-chromium-'))
    await unpack(entry, folder, folder)
    return packedIn(folder, () => rmSync(folder, { recursive: true, force: true }))
  }
  const folder = join(cache, `chromium-${version}`)
  if (!isPrivate(folder)) {
    const fresh = mkdtempSync(join(cache, 'unpacking-'))
    await unpack(entry, fresh, folder)
    settle(fresh, folder)
  }
  return packedIn(folder, () => undefined)
}

function packedIn(folder: string, dispose: () => void): PackedChromium {
  return {
    executable: join(folder, 'chromium'),
    libraries: join(folder, 'al2023', 'lib'),
    fontconfig: join(folder, 'synaq-fonts.conf'),
    dispose,
  }
}

/** Puts the unpacked folder into its place in one move; another process may have been first. */
function settle(fresh: string, folder: string): void {
  try {
    renameSync(fresh, folder)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!isPrivate(folder)) throw error
  }
}

/** A folder for caches that only this user can write to; undefined where there is none. */
function privateCache(): string | undefined {
  const named = process.env.XDG_CACHE_HOME ?? ''
  const folder = join(isAbsolute(named) ? named : join(homedir(), '.cache'), 'synaq')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    return undefined
  }
  return isPrivate(folder) ? folder : undefined
}

/** True for a real folder that is ours and that nobody else may write to: a browser from elsewhere is not trusted. */
function isPrivate(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  return stat !== undefined && stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0
}

/** The version of the package that the entry file belongs to. */
function packageVersion(entry: string): string {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (!lstatSync(manifest, { throwIfNoEntry: false })) continue
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; version?: string }
    if (name === '@sparticuz/chromium' && version !== undefined) return version
  }
  throw problem('browser-missing', 'The packed browser is not installed.', 'Run «npm ci» again.', { name: entry })
}

const unpackProgram = 'const { default: chromium } = await import(process.argv[1]); await chromium.executablePath()'

/**
 * Lets the package unpack itself. It writes to $TMPDIR and changes its process's environment, so it runs in a
 * process of its own; AWS_LAMBDA_JS_RUNTIME makes it unpack its libraries too.
 */
async function unpack(entry: string, folder: string, finalFolder: string): Promise<void> {
  const module = pathToFileURL(entry).href
  const child = spawn(process.execPath, ['--input-type=module', '-e', unpackProgram, module], {
    env: { PATH: process.env.PATH, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)))
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed)
    child.once('close', done)
  })
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw problem(
      'browser-unpack',
      `The packed browser cannot be unpacked: ${stderr.trim().split('\n').at(-1) ?? `code ${code}`}`,
      'It needs 300 MB in the cache folder (XDG_CACHE_HOME); or name a browser in PUPPETEER_EXECUTABLE_PATH.',
      { file: folder },
    )
  }
  writeFileSync(join(folder, 'synaq-fonts.conf'), fontsConf(finalFolder))
}

const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${xmlText(join(folder, 'fonts'))}</dir>
  <cachedir>${xmlText(join(folder, 'fonts-cache'))}</cachedir>
</fontconfig>
`

const xmlText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
