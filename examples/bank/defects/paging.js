import { soundRules as sound } from '../rules.js'

/** Wrong in pages, periods and order of transactions. */
export const pagingDefects = {
  'keeps-own-page-size': { rowsOfPage: (rows, paging) => sound.rowsOfPage(rows, { ...paging, pageSize: 80 }) },
  'loses-last-page': { totalPages: (rows, { pageSize }) => Math.floor(rows.length / pageSize) },
  'skips-first-row': { rowsOfPage: (rows, paging) => sound.rowsOfPage(rows.slice(1), paging) },
  'always-first-page': { rowsOfPage: (rows, paging) => sound.rowsOfPage(rows, { ...paging, pageNumber: 1 }) },
  'wrong-page-number': { pageNumber: (paging) => paging.pageNumber - 1 },
  'total-of-page': { totalElements: (rows, paging) => sound.rowsOfPage(rows, paging).length },
  'total-as-text': { totalElements: (rows) => String(rows.length) },
  'excludes-first-day': { isInPeriod: (day, { fromDate, toDate }) => day > fromDate && day <= toDate },
  'ignores-from-date': { isInPeriod: (day, { toDate }) => day <= toDate },
  'ignores-to-date': { isInPeriod: (day, { fromDate }) => day >= fromDate },
  'out-of-order': {
    rowsOfPage: (rows, paging) => {
      const [first, second, ...rest] = sound.rowsOfPage(rows, paging)
      return [second, first, ...rest].filter(Boolean)
    },
  },
}
