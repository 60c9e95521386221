import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Browser } from 'puppeteer-core'
import { isProblemError, problem } from '../base/problem.js'
import { packedChromium } from './packed-chromium.js'

/** A started browser. `close` always ends it and removes what was made for it. */
export interface StartedBrowser {
  readonly browser: Browser
  close(): Promise<void>
}

/** A browser that may be started: where it is and what it needs. */
interface Candidate {
  readonly executable: string
  readonly headless: true | 'shell'
  readonly env: Readonly<Record<string, string>>
}

const systemNames = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * Starts the browser that prints documents: the one named in PUPPETEER_EXECUTABLE_PATH, else one found on the
 * system, else the packed one. @throws ProblemError naming the library that is missing, and how to get it.
 */
export async function startBrowser(): Promise<StartedBrowser> {
  const named = process.env.PUPPETEER_EXECUTABLE_PATH
  if (named !== undefined && named !== '') return launch({ executable: named, headless: true, env: {} })
  const found = onSystem()
  if (found !== undefined) {
    try {
      return await launch({ executable: found, headless: true, env: {} })
    } catch (error) {
      // A wrapper without the program behind it (a snap stub, say) must not stand in the way of the packed browser.
      if (!isProblemError(error)) throw error
    }
  }
  return launchPacked()
}

async function launchPacked(): Promise<StartedBrowser> {
  const packed = await packedChromium()
  const candidate: Candidate = {
    executable: packed.executable,
    headless: 'shell',
    env: { FONTCONFIG_FILE: packed.fontconfig },
  }
  try {
    const started = await launch(candidate).catch((error: unknown) => {
      if (!isProblemError(error) || error.problems[0].code !== 'browser-library') throw error
      return launch({ ...candidate, env: { ...candidate.env, LD_LIBRARY_PATH: packed.libraries } })
    })
    return {
      browser: started.browser,
      close: async () => {
        await started.close()
        packed.dispose()
      },
    }
  } catch (error) {
    packed.dispose()
    throw error
  }
}

/** The first browser on PATH, or in the usual place of a Mac. */
function onSystem(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  const paths = systemNames.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...paths, ...(process.platform === 'darwin' ? macApplications : [])].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const flags = ['--disable-dev-shm-usage', '--font-render-hinting=none', '--disable-gpu']
const noSandbox = '--no-sandbox'

/** Chromium refuses to run as root with its sandbox on. */
const baseFlags = () => (process.getuid?.() === 0 ? [...flags, noSandbox] : flags)

/**
 * Starts one candidate. Where the system forbids the browser's own sandbox to a normal user (Ubuntu 24.04 does),
 * it starts without: what it prints is our own page, with scripts off and the network shut.
 */
async function launch(candidate: Candidate): Promise<StartedBrowser> {
  const { launch: puppeteerLaunch } = await import('puppeteer-core')
  const start = async (args: readonly string[]): Promise<StartedBrowser> => {
    const own = ownFolder()
    try {
      const browser = await puppeteerLaunch({
        executablePath: candidate.executable,
        headless: candidate.headless,
        pipe: true,
        args: [...args],
        env: { ...process.env, ...candidate.env, TMPDIR: own.path },
        userDataDir: join(own.path, 'profile'),
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      })
      return { browser, close: () => browser.close().finally(own.remove) }
    } catch (error) {
      own.remove()
      throw error
    }
  }
  try {
    return await start(baseFlags())
  } catch (error) {
    const probed = await probe(candidate, baseFlags())
    if (/No usable sandbox/i.test(probed.stderr)) return start([...baseFlags(), noSandbox])
    throw launchProblem(candidate, probed, error)
  }
}

/** Where a browser may leave what it likes: gone with it, and with this process at the latest. */
function ownFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'synaq-browser-'))
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove)
  return {
    path,
    remove: () => {
      process.off('exit', remove)
      remove()
    },
  }
}

/** What a browser says when it is started for nothing. */
interface Probe {
  readonly stderr: string
  readonly failure?: string
}

/** Starts the browser by itself to hear why it does not run; puppeteer keeps that to itself. */
function probe(candidate: Candidate, args: readonly string[]): Promise<Probe> {
  return new Promise((done) => {
    const child = spawn(candidate.executable, ['--headless', ...args, '--dump-dom', 'about:blank'], {
      env: { ...process.env, ...candidate.env },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 15_000,
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-8000)))
    child.once('error', (error) => done({ stderr, failure: error.message }))
    child.once('close', () => done({ stderr }))
  })
}

/** The shared library that the dynamic linker did not find. */
export function missingLibrary(stderr: string): string | undefined {
  return /error while loading shared libraries: (?:\S*\/)?([^\s:/]+)/.exec(stderr)?.[1]
}

const debianPackages: Readonly<Record<string, string>> = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libexpat.so.1': 'libexpat1',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libcups.so.2': 'libcups2',
  'libdrm.so.2': 'libdrm2',
  'libgbm.so.1': 'libgbm1',
  'libasound.so.2': 'libasound2',
  'libxkbcommon.so.0': 'libxkbcommon0',
}

/** What to type to get a library. */
export function libraryRemedy(library: string): string {
  const name = debianPackages[library]
  return name === undefined
    ? `Install the package that holds ${library} (Debian, Ubuntu: «apt-file search ${library}»; Fedora: «dnf provides '*/${library}'»).`
    : `Debian, Ubuntu: «apt-get install ${name}»; Fedora: «dnf install '*/${library}'».`
}

function launchProblem(candidate: Candidate, probed: Probe, error: unknown) {
  const place = { name: candidate.executable }
  const library = missingLibrary(probed.stderr)
  if (library !== undefined) {
    return problem(
      'browser-library',
      `The browser needs the library ${library}, which this system lacks.`,
      libraryRemedy(library),
      place,
    )
  }
  const said = probed.failure ?? probed.stderr.trim().split('\n').at(-1) ?? ''
  const reason = said !== '' ? said : error instanceof Error ? error.message : String(error)
  return problem(
    'browser-start',
    `The browser that prints documents does not start: ${reason}`,
    'Name a working Chrome or Chromium in PUPPETEER_EXECUTABLE_PATH.',
    place,
  )
}
