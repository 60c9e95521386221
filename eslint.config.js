import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import tseslint from 'typescript-eslint'
import { folders, importTable } from './import-table.js'

/** One block a folder: what its row of the table does not name may not be imported. */
const importRules = Object.entries(importTable).map(([folder, allowed]) => {
  const forbidden = folders.filter((name) => name !== folder && !allowed.includes(name))
  return {
    files: [`src/${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${forbidden.join('|')})(/|\\.js$)`,
              message: `src/${folder} may import only ${allowed.join(', ') || 'nothing of ours'} (import-table.js).`,
            },
            { regex: '^(\\.\\./)+(mocks|examples|tests)/', message: 'src never imports mocks, examples or tests.' },
          ],
        },
      ],
    },
  }
})

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'reports', 'coverage'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  {
    files: ['mocks/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(\\.\\./)+src/(?!system/)', message: 'A mock may import only src/system.' }] },
      ],
    },
  },
  ...importRules,
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'URLSearchParams',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'setImmediate',
          'performance',
          'globalThis',
          'fetch',
          'AbortSignal',
          'Response',
          'Headers',
        ].map((n) => [n, 'readonly']),
      ),
    },
  },
  prettier,
)
