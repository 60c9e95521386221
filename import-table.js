/**
 * Which folder of src/ may import which: the flow of data, one way, no circle.
 * ESLint enforces it; tests/architecture.test.ts checks that it has no circle and names every folder.
 */
export const importTable = {
  base: [],
  model: ['base'],
  contract: ['base', 'model'],
  crypto: ['base', 'model'],
  wire: ['base', 'model', 'crypto'],
  checks: ['base', 'model', 'contract', 'crypto'],
  steps: ['base', 'model', 'contract', 'crypto'],
  language: ['base', 'model', 'contract', 'checks', 'steps'],
  target: ['base', 'model', 'contract', 'crypto', 'control'],
  trust: ['base', 'model', 'contract', 'crypto', 'wire'],
  doctor: ['base', 'model', 'contract', 'crypto', 'wire', 'target', 'control'],
  plan: ['base', 'model', 'language'],
  evidence: ['base', 'model', 'contract', 'crypto'],
  run: ['base', 'model', 'contract', 'checks', 'steps', 'language', 'plan', 'evidence'],
  judge: ['base', 'model', 'checks', 'evidence'],
  control: ['base', 'model'],
  platform: ['base', 'model', 'control'],
  render: ['base', 'model'],
  report: ['base', 'model', 'evidence', 'judge', 'render'],
  bundle: ['base', 'model', 'crypto', 'evidence', 'judge'],
  matrix: ['base', 'model', 'language'],
  store: ['base', 'model'],
  // crypto: the registry reads dates and names out of certificates; render: reports are printed.
  operator: ['base', 'model', 'crypto', 'store', 'render'],
  web: ['base', 'model', 'store', 'operator', 'render'],
  draft: ['base', 'model', 'contract'],
  system: ['base', 'model'],
  sandbox: ['base', 'model', 'contract', 'crypto', 'control', 'render', 'system'],
  cli: [
    'base',
    'model',
    'contract',
    'language',
    'draft',
    'target',
    'trust',
    'doctor',
    'plan',
    'run',
    'evidence',
    'judge',
    'report',
    'bundle',
    'matrix',
    'control',
    'store',
    'operator',
    'web',
  ],
}

/** Every folder and file of src/ that a rule can name; `app` wires everything and is imported by nobody. */
export const folders = [...Object.keys(importTable), 'app']
