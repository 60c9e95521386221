import type { Advice } from '../model/finding.js'

/** Nothing was served at all. */
export const noPage: Advice = {
  likelyCause: {
    ru: 'На первый же запрос страницы пришёл отказ или тело без списка.',
    en: 'The very first request for a page was refused, or its body has no list.',
  },
  next: {
    ru: 'Откройте первый обмен этого шага: в его ответе видно, чего не хватило.',
    en: 'Open the first exchange of this step: its answer shows what was wanting.',
  },
}

/** An item came twice. */
export const repeatedItems: Advice = {
  likelyCause: {
    ru: 'Соседние страницы перекрываются: смещение считается не как (номер − 1) × размер, или порядок записей меняется между запросами.',
    en: 'Neighbouring pages overlap: the offset is not (number − 1) × size, or the order changes between requests.',
  },
  next: {
    ru: 'Проверьте расчёт смещения и добавьте в сортировку ключ, который не повторяется.',
    en: 'Look at how the offset is computed, and add a unique key to the sorting.',
  },
}

/** The number declared is not that of what came. */
export function wrongTotal(total: string, agree: boolean): Advice {
  return {
    likelyCause: agree
      ? {
          ru: `${total} считается отдельным запросом с другими условиями (другой период, статус, без удалённых), или часть записей не попала ни на одну страницу.`,
          en: `${total} is counted by a query with other conditions (period, status, deleted ones), or some items are on no page.`,
        }
      : {
          ru: `${total} пересчитывается на каждой странице: вместо общего числа передаётся число оставшихся или выданных записей.`,
          en: `${total} is computed anew on every page: the number that is left, or that came, stands for the whole.`,
        },
    next: {
      ru: `Считайте ${total} тем же условием, что и сами записи, и передавайте одно число на всех страницах.`,
      en: `Count ${total} by the condition that selects the items, and send one number on all pages.`,
    },
  }
}

/** A page has another number than the one asked for. */
export function otherNumber(page: string): Advice {
  return {
    likelyCause: {
      ru: `Страницы считаются с нуля (так по умолчанию в Spring Data), или ${page} не берётся из запроса.`,
      en: `Pages are counted from zero (the default of Spring Data), or ${page} is not taken from the request.`,
    },
    next: {
      ru: `Считайте страницы с 1 и возвращайте в ${page} номер, который пришёл в запросе.`,
      en: `Count pages from 1 and give back in ${page} the number that was asked for.`,
    },
  }
}

/** A page before the last is not full. */
export const shortPage: Advice = {
  likelyCause: {
    ru: 'Записи отсеиваются уже после того, как страница отобрана (по статусу или праву), поэтому она неполная.',
    en: 'Items are filtered (by status or right) after the page was selected, so that it is not full.',
  },
  next: {
    ru: 'Перенесите фильтр в сам запрос к базе, до деления на страницы.',
    en: 'Move the filter into the query itself, before it is cut into pages.',
  },
}
