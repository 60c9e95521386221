import { inLanguage, type Text } from '../../base/text.js'
import { keysFolder, openOwnKey } from '../../bundle/keys.js'
import { exitCodes, type ExitCode } from '../exit-codes.js'
import type { Output } from '../wiring.js'

const madeText: Text = {
  ru: 'Ключ сделан сейчас.',
  kk: 'Кілт қазір жасалды.',
  en: 'The key was made just now.',
}

const whereText = (folder: string): Text => ({
  ru: `Закрытая часть лежит в ${folder} и никуда не передаётся. Отпечаток сообщите тем, кто проверяет, другим путём, чем документы: synaq verify ПУТЬ --key ОТПЕЧАТОК`,
  kk: `Жабық бөлігі ${folder} ішінде жатыр, ешқайда берілмейді. Бедерін тексеретіндерге құжаттардан бөлек жолмен айтыңыз: synaq verify ЖОЛ --key БЕДЕР`,
  en: `The private part lies in ${folder} and is sent nowhere. Tell the thumbprint to those who verify, by another way than the documents: synaq verify PATH --key THUMBPRINT`,
})

/** `synaq key` — the public part of the own signing key, for those who verify; made where there is none. */
export function key(out: Output): ExitCode {
  const { jwk, thumbprint, made } = openOwnKey()
  out.line(thumbprint)
  out.line(JSON.stringify(jwk))
  out.line('')
  if (made) out.line(inLanguage(madeText, out.language))
  out.line(inLanguage(whereText(keysFolder()), out.language))
  out.result({ thumbprint, jwk })
  return exitCodes.conforms
}
